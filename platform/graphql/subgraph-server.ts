/** Serves one subgraph over HTTP: the gateway's secret, the caller's token, rules, health. */
import { readFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { join } from "node:path";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { type GraphQLSchema, parse } from "graphql";
import type { Database } from "../database/connection.js";
import { createSecretCheck } from "../http/gateway-secret.js";
import { createReadyHandler, liveHandler } from "../http/health.js";
import type { ListenConfig } from "../http/listener.js";
import { sendJson } from "../http/send-json.js";
import { type HttpServer, type RequestHandler, readyPath, startHttpServer } from "../http/server.js";
import { identifyCaller, readCaller } from "../identity/caller.js";
import type { TokenVerifier } from "../identity/token-verifier.js";
import type { Logger } from "../log.js";
import { projectRoot } from "../project-root.js";
import { runForRequest } from "../request-work.js";
import { createStatusHandler, type EventPath } from "../service/service-status.js";
import { currentTrace, readTrace, runInTrace } from "../trace.js";
import { createGraphQLHandler } from "./http-handler.js";
import { mutationCallerPlugin } from "./mutation-caller.js";
import { readClient, readWork, type SubgraphContext } from "./read-context.js";
import { protect, type RuleTree } from "./rules.js";
import { startApolloServer } from "./start-apollo.js";

/** A subgraph's schema with its resolvers and rules. */
export interface SubgraphDefinition {
  /** Names schema/NAME.graphql. */
  name: string;
  resolvers: object;
  rules: RuleTree;
}

/** The options of a subgraph's server. */
export interface SubgraphServerOptions<Context extends SubgraphContext> extends SubgraphDefinition {
  listen: ListenConfig;
  gatewaySecret: string;
  verifyToken: TokenVerifier;
  database: Database;
  events: EventPath;
  log: Logger;
  /** Adds the subgraph's own parts to the context of a request. */
  createContext(base: SubgraphContext, response: ServerResponse): Context;
  /** More routes for holders of the gateway's secret, by exact path. */
  gatewayRoutes?: Readonly<Record<string, RequestHandler>>;
  /** More routes for all callers, by exact path. */
  routes?: Readonly<Record<string, RequestHandler>>;
}

/** It takes most of a server's start and holds nothing of the server: all servers of a process with these rules share it. */
const built = new WeakMap<RuleTree, { resolvers: object; schema: GraphQLSchema }>();

/** Returns the executable schema: the SDL with resolvers, every field behind its rule. */
export function buildSubgraph({ name, resolvers, rules }: SubgraphDefinition): GraphQLSchema {
  const known = built.get(rules);
  if (known?.resolvers === resolvers) return known.schema;
  const typeDefs = parse(readFileSync(join(projectRoot, "schema", `${name}.graphql`), "utf8"));
  const federated = buildSubgraphSchema({ typeDefs, resolvers: resolvers as Record<string, never> });
  const schema = protect(federated, rules);
  built.set(rules, { resolvers, schema });
  return schema;
}

/** Starts serving. `stop` finishes the requests in progress first. */
export async function startSubgraphServer<Context extends SubgraphContext>(
  options: SubgraphServerOptions<Context>,
): Promise<HttpServer> {
  const { database, log } = options;
  const comesFromGateway = createSecretCheck(options.gatewaySecret);
  const forGateway =
    (handler: RequestHandler): RequestHandler =>
    (request, response) =>
      comesFromGateway(request.headers)
        ? handler(request, response)
        : sendJson(response, 403, {
            errors: [{ message: "Ask the gateway.", extensions: { code: "FORBIDDEN" } }],
          });

  const apollo = await startApolloServer<Context>(
    { schema: buildSubgraph(options), introspection: false, plugins: [mutationCallerPlugin] },
    log,
  );
  const graphql = createGraphQLHandler(apollo, async ({ headers }, response) => {
    const trace = currentTrace() ?? readTrace(headers);
    const base: SubgraphContext = {
      caller: await readCaller(headers, (token) => identifyCaller(token, options.verifyToken)),
      trace,
      log: log.child({ requestId: trace.requestId }),
      client: readClient(headers),
    };
    return options.createContext(base, response);
  });
  const routes: Record<string, RequestHandler> = {
    "/graphql": forGateway((request, response) =>
      runInTrace(readTrace(request.headers), () =>
        runForRequest(readWork(request, response), () => graphql(request, response)),
      ),
    ),
    "/health/live": liveHandler,
    [readyPath]: createReadyHandler(() => ({ database: database.ping })),
    "/health/status": forGateway(createStatusHandler(database, options.events, log)),
    ...Object.fromEntries(
      Object.entries(options.gatewayRoutes ?? {}).map(([path, handler]) => [path, forGateway(handler)]),
    ),
    ...options.routes,
  };
  const server = await startHttpServer(options.listen, (path) => routes[path], log);
  return {
    url: server.url,
    drain: server.drain,
    async stop() {
      await server.stop();
      await apollo.stop();
    },
  };
}
