/** Serves one subgraph over HTTP: the gateway's secret, the caller's token, rules, health. */
import { readFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { join } from "node:path";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { type GraphQLSchema, parse } from "graphql";
import type { Database } from "../database/connection.js";
import type { ListenConfig } from "../http/listener.js";
import { type HttpServer, startHttpServer } from "../http/server.js";
import { identifyCaller, readCaller } from "../identity/caller.js";
import type { TokenVerifier } from "../identity/token-verifier.js";
import type { Logger } from "../log.js";
import { projectRoot } from "../project-root.js";
import { runForRequest } from "../request-work.js";
import { createStatusHandler, type EventPath, statusPath } from "../service/service-status.js";
import type { Telemetry } from "../telemetry/telemetry.js";
import { createGraphQLHandler } from "./http-handler.js";
import { mutationCallerPlugin } from "./mutation-caller.js";
import { readClient, readWork, type SubgraphContext } from "./read-context.js";
import { protect, type RuleTree } from "./rules.js";
import { startApolloServer } from "./start-apollo.js";
import { createSubgraphRoutes, type Routes } from "./subgraph-routes.js";
import { traceExecutionPlugin } from "./trace-execution.js";

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
  telemetry: Telemetry;
  /** Adds the subgraph's own parts to the context of a request. */
  createContext(base: SubgraphContext, response: ServerResponse): Context;
  /** More routes for holders of the gateway's secret, by exact path. */
  gatewayRoutes?: Routes;
  /** More routes for all callers, by exact path. */
  routes?: Routes;
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
  const { database, log, telemetry } = options;
  const apollo = await startApolloServer<Context>(
    {
      schema: buildSubgraph(options),
      introspection: false,
      plugins: [mutationCallerPlugin, ...(telemetry.hasTraces ? [traceExecutionPlugin] : [])],
    },
    log,
  );
  const graphql = createGraphQLHandler(apollo, async ({ headers }, response) => {
    const base: SubgraphContext = {
      caller: await readCaller(headers, (token) => identifyCaller(token, options.verifyToken)),
      log,
      client: readClient(headers),
    };
    return options.createContext(base, response);
  });
  const gatewayRoutes: Routes = {
    "/graphql": (request, response) =>
      runForRequest(readWork(request, response), () => graphql(request, response)),
    [statusPath]: createStatusHandler(database, options.events, log),
    ...options.gatewayRoutes,
  };
  const routes = createSubgraphRoutes({ gatewayRoutes, publicRoutes: options.routes ?? {} }, options);
  const server = await startHttpServer(
    options.listen,
    { find: (path) => routes[path] },
    log,
    options.telemetry,
  );
  return {
    url: server.url,
    drain: server.drain,
    async stop() {
      await server.stop();
      await apollo.stop();
    },
  };
}
