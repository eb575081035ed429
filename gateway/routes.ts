/** The paths of the gateway and their handlers. */
import { createReadyHandler, liveHandler } from "../platform/http/health.js";
import { type HttpRoutes, notFoundHandler, type RequestHandler, readyPath } from "../platform/http/server.js";
import { traceRoutes } from "../platform/http/trace-routes.js";
import type { Telemetry } from "../platform/telemetry/telemetry.js";
import type { GatewayConfig } from "./config.js";
import { createConsoleRoutes } from "./console/serve-console.js";
import { createHomeRoute } from "./development/home.js";
import { createMailboxRoutes } from "./development/mailbox/serve-mailbox.js";
import { createPlaygroundRoutes } from "./development/playground/serve-playground.js";
import { withCors } from "./http/cors.js";
import type { OperationHandlers } from "./open-graphql.js";
import { restCors } from "./rest/deprecation.js";
import type { Subgraphs } from "./subgraph/subgraphs.js";
import type { ServedSupergraph } from "./supergraph/open-supergraph.js";

/**
 * Returns the handler of each path. Pages of the allowed origins may read every response, a 404 included, but for those
 * of the routes about tokens, which say themselves who may.
 */
export function createRoutes(
  config: GatewayConfig,
  supergraph: ServedSupergraph,
  subgraphs: Subgraphs,
  {
    graphql,
    openRest,
    tokenRoutes,
    telemetry,
  }: OperationHandlers & {
    tokenRoutes: Readonly<Record<string, RequestHandler>>;
    telemetry: Telemetry;
  },
): HttpRoutes {
  const forPages = (handler: RequestHandler) =>
    withCors(config.allowedOrigins, config.refreshCookie, handler);
  const checks = () => {
    const served = new Set(supergraph.current().subgraphs);
    const own = config.ownServices.filter((name) => served.has(name));
    return Object.fromEntries(own.map((name) => [name, () => subgraphs.requireReady(name)]));
  };
  const graphqlForPages = forPages(graphql);
  const routes: Record<string, RequestHandler> = {
    ...traceRoutes({ ...tokenRoutes, "/graphql": graphqlForPages, "/graphql/": graphqlForPages }, telemetry),
    ...createHomeRoute(config),
    ...(config.playground && {
      ...createPlaygroundRoutes(config),
      ...createMailboxRoutes(config),
    }),
    "/health/live": forPages(liveHandler),
    [readyPath]: forPages(createReadyHandler(checks)),
  };
  const consoleRoute = config.console ? createConsoleRoutes() : () => undefined;
  const restRoute = openRest?.(checks) ?? (() => undefined);
  return {
    find(path) {
      const rest = restRoute(path);
      if (rest !== undefined) return withCors(config.allowedOrigins, config.refreshCookie, rest, restCors);
      return routes[path] ?? consoleRoute(path);
    },
    notFound: forPages(notFoundHandler),
  };
}
