/** Serves one subgraph over HTTP: the gateway's secret, the caller's token, rules, health. */
import { readFileSync } from "node:fs";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { type GraphQLSchema, parse } from "graphql";
import { addressKey } from "../address-key.js";
import type { Database } from "../database/connection.js";
import { createSecretCheck } from "../http/gateway-secret.js";
import { createReadyHandler, liveHandler } from "../http/health.js";
import {
  type HttpServer,
  type ListenConfig,
  type RequestHandler,
  readyPath,
  sendJson,
  startHttpServer,
} from "../http/server.js";
import { readCaller } from "../identity/caller.js";
import type { TokenVerifier } from "../identity/token-verifier.js";
import type { Logger } from "../log.js";
import { projectRoot } from "../project-root.js";
import { RequestWork, runForRequest } from "../request-work.js";
import { createStatusHandler, type EventPath } from "../service/service-status.js";
import { currentTrace, readTrace, runInTrace, type Trace } from "../trace.js";
import { createGraphQLHandler } from "./http-handler.js";
import { protect, type RuleContext, type RuleTree } from "./rules.js";
import { startApolloServer } from "./start-apollo.js";

/** The context of every subgraph. */
export interface SubgraphContext extends RuleContext {
  trace: Trace;
  /** The client's address and user agent as the gateway saw them. */
  client: { ipAddress: string | null; userAgent: string | null };
}

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

/** The headers in which the gateway names the client; they are trusted only together with the secret. */
export const clientHeaders = {
  ipAddress: "x-gatehouse-client-ip",
  userAgent: "x-gatehouse-client-agent",
} as const;

/** The header in which the gateway says how many milliseconds it waits. */
export const patienceHeader = "x-gatehouse-patience-ms";

/** Reads the client that the gateway names. */
export function readClient(headers: IncomingHttpHeaders): SubgraphContext["client"] {
  return {
    ipAddress: (headers[clientHeaders.ipAddress] as string | undefined) ?? null,
    userAgent: (headers[clientHeaders.userAgent] as string | undefined) ?? null,
  };
}

/** Creates the work of this request; it is abandoned when the connection closes before the response is complete. */
function readWork({ headers }: IncomingMessage, response: ServerResponse): RequestWork {
  const { ipAddress } = readClient(headers);
  const patience = /^\d{1,9}$/.exec(String(headers[patienceHeader]))?.[0];
  const endsAt = patience === undefined ? Infinity : performance.now() + Number(patience);
  const work = new RequestWork(addressKey(ipAddress) ?? "unknown", endsAt);
  response.once("close", () => {
    if (!response.writableFinished) work.abandon();
  });
  return work;
}

/** Builds the executable schema: the SDL with resolvers, every field behind its rule. */
export function buildSubgraph({ name, resolvers, rules }: SubgraphDefinition): GraphQLSchema {
  const typeDefs = parse(readFileSync(join(projectRoot, "schema", `${name}.graphql`), "utf8"));
  return protect(buildSubgraphSchema({ typeDefs, resolvers: resolvers as Record<string, never> }), rules);
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
    { schema: buildSubgraph(options), introspection: false },
    log,
  );
  const graphql = createGraphQLHandler(apollo, async ({ headers }, response) => {
    const trace = currentTrace() ?? readTrace(headers);
    const base: SubgraphContext = {
      caller: await readCaller(headers, options.verifyToken),
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
