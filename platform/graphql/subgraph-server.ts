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
import { createStatusHandler, type EventPath } from "../http/status.js";
import { readCaller } from "../identity/caller.js";
import type { TokenVerifier } from "../identity/token-verifier.js";
import type { Logger } from "../log.js";
import { projectRoot } from "../project-root.js";
import { RequestWork, runForRequest } from "../request-work.js";
import { currentTrace, readTrace, runInTrace, type Trace } from "../trace.js";
import { createGraphQLHandler } from "./http-handler.js";
import { protect, type RuleContext, type RuleTree } from "./rules.js";
import { startApolloServer } from "./start-apollo.js";

/** What every subgraph's context has. */
export interface SubgraphContext extends RuleContext {
  trace: Trace;
  /** The sender's address and user agent as the gateway saw them. */
  client: { ipAddress: string | null; userAgent: string | null };
}

/** A subgraph's schema with its resolvers and rules, as it is served. */
export interface SubgraphDefinition {
  /** Names schema/NAME.graphql. */
  name: string;
  resolvers: object;
  rules: RuleTree;
}

/** What a subgraph's server runs on. */
export interface SubgraphServerOptions<Context extends SubgraphContext> extends SubgraphDefinition {
  listen: ListenConfig;
  gatewaySecret: string;
  verifyToken: TokenVerifier;
  database: Database;
  events: EventPath;
  log: Logger;
  /** Adds the service's own to the context of a request. */
  createContext(base: SubgraphContext, response: ServerResponse): Context;
  /** More routes for whoever holds the gateway's secret, by exact path. */
  gatewayRoutes?: Readonly<Record<string, RequestHandler>>;
  /** More routes for anybody, by exact path. */
  routes?: Readonly<Record<string, RequestHandler>>;
}

/** Headers by which the gateway tells a subgraph who its client is; worth something only beside the secret. */
export const clientHeaders = {
  ipAddress: "x-gatehouse-client-ip",
  userAgent: "x-gatehouse-client-agent",
} as const;

/** The header by which the gateway tells a subgraph for how many milliseconds it waits. */
export const patienceHeader = "x-gatehouse-patience-ms";

/** Whom the gateway says that it speaks for. */
export function readClient(headers: IncomingHttpHeaders): SubgraphContext["client"] {
  return {
    ipAddress: (headers[clientHeaders.ipAddress] as string | undefined) ?? null,
    userAgent: (headers[clientHeaders.userAgent] as string | undefined) ?? null,
  };
}

/** The work for this request; abandoned when its connection closes before the answer is out. */
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

/** Builds the executable schema: SDL first, resolvers attached, every field behind its rule. */
export function buildSubgraph({ name, resolvers, rules }: SubgraphDefinition): GraphQLSchema {
  const typeDefs = parse(readFileSync(join(projectRoot, "schema", `${name}.graphql`), "utf8"));
  return protect(buildSubgraphSchema({ typeDefs, resolvers: resolvers as Record<string, never> }), rules);
}

/** Starts serving. Stopping finishes the requests under way first. */
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
