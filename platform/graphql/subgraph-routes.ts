/** The routes of a subgraph: those for the gateway, behind its secret and within the trace of the request, and the others. */
import type { Database } from "../database/connection.js";
import { createSecretCheck } from "../http/gateway-secret.js";
import { createReadyHandler, liveHandler } from "../http/health.js";
import { traceOf } from "../http/request-trace.js";
import { sendJson } from "../http/send-json.js";
import { type RequestHandler, readyPath } from "../http/server.js";
import { traceRoutes } from "../http/trace-routes.js";
import { runInTrace } from "../telemetry/current-trace.js";
import type { Telemetry } from "../telemetry/telemetry.js";

/** Handlers by exact path. */
export type Routes = Readonly<Record<string, RequestHandler>>;

/** The parts that the routes use. */
export interface SubgraphRouteParts {
  gatewaySecret: string;
  database: Pick<Database, "ping">;
  telemetry: Telemetry;
}

/** Returns all routes. `gatewayRoutes` are for holders of the gateway's secret, who decide what is recorded. */
export function createSubgraphRoutes(
  { gatewayRoutes, publicRoutes }: { gatewayRoutes: Routes; publicRoutes: Routes },
  { gatewaySecret, database, telemetry }: SubgraphRouteParts,
): Routes {
  const comesFromGateway = createSecretCheck(gatewaySecret);
  const forGateway =
    (handler: RequestHandler): RequestHandler =>
    (request, response) =>
      comesFromGateway(request.headers)
        ? handler(request, response)
        : sendJson(response, 403, {
            errors: [{ message: "Ask the gateway.", extensions: { code: "FORBIDDEN" } }],
          });
  return {
    ...wrap(
      traceRoutes(wrap(gatewayRoutes, inTrace), telemetry, () => true),
      forGateway,
    ),
    "/health/live": liveHandler,
    [readyPath]: createReadyHandler(() => ({ database: database.ping })),
    ...traceRoutes(publicRoutes, telemetry),
  };
}

/** Does the work of a request within its trace, for its log lines, commands and events. */
const inTrace =
  (handler: RequestHandler): RequestHandler =>
  (request, response) =>
    runInTrace(traceOf(request), () => handler(request, response));

const wrap = (routes: Routes, wrapper: (handler: RequestHandler) => RequestHandler): Routes =>
  Object.fromEntries(Object.entries(routes).map(([path, handler]) => [path, wrapper(handler)]));
