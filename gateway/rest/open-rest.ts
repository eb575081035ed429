/** Opens the REST routes of the replaced services. */
import { createReadyHandler } from "../../platform/http/health.js";
import { forReading } from "../../platform/http/methods.js";
import { sendJson } from "../../platform/http/send-json.js";
import type { RequestHandler } from "../../platform/http/server.js";
import { traceRoutes } from "../../platform/http/trace-routes.js";
import { createRareWarning } from "../../platform/rare-warning.js";
import type { AppParts } from "../../platform/service/service-config.js";
import { markDeprecated, openApiPath } from "./deprecation.js";
import { createPathMatcher } from "./match-route.js";
import { describeRoutes } from "./openapi.js";
import type { RestRoute } from "./rest-route.js";
import { restRoutes } from "./route-table.js";
import { createRestHandler, type RestParts } from "./serve-rest.js";

/** What the routes are opened with. */
export interface RestOptions extends Omit<RestParts, "onUse">, Pick<AppParts, "log" | "telemetry"> {
  /** The end of the routes; null where it is not known. */
  until: Date | null;
  /** Wraps a handler: load shedding. */
  shed(handler: RequestHandler): RequestHandler;
  /** Checks the services of this system by name. */
  checks(): Readonly<Record<string, () => Promise<unknown>>>;
}

/** Returns the handler of a path; undefined for a path that is no route. */
export function openRest(options: RestOptions): (path: string) => RequestHandler | undefined {
  const { until, log, telemetry, shed } = options;
  log.warn(
    { ...(until !== null && { until: until.toISOString() }) },
    "the REST routes of the replaced services are served",
  );
  const parts: RestParts = { ...options, onUse: createUseCounter(log, telemetry) };
  const match = createPathMatcher(restRoutes);
  const others = createOtherRoutes(options);
  return (path) => {
    const other = others[path];
    const matched = other === undefined ? match(path) : undefined;
    if (other === undefined && matched === undefined) return undefined;
    if (until !== null && until.getTime() <= Date.now()) return gone(until);
    if (other !== undefined) return other;
    const { pattern } = matched!;
    return traceRoutes({ [pattern]: shed(createRestHandler(matched!, until, parts)) }, telemetry)[pattern];
  };
}

function createUseCounter(log: AppParts["log"], telemetry: AppParts["telemetry"]): RestParts["onUse"] {
  const warn = createRareWarning(log);
  const uses = telemetry.meter.createCounter("gatehouse.rest_facade.requests", {
    unit: "{request}",
    description: "Requests to the REST routes of the replaced services, by route",
  });
  return ({ method, path }: RestRoute, { caller, client }) => {
    uses.add(1, { "http.request.method": method, "http.route": path });
    warn(`a REST route of the replaced services was used: ${method} ${path}`, {
      subject: caller.claims?.subject,
      ...client,
    });
  };
}

/** Health, as the old services had it, and the description of the routes. */
function createOtherRoutes({ checks, until }: RestOptions): Record<string, RequestHandler> {
  const deprecated =
    (handler: RequestHandler): RequestHandler =>
    (request, response) => {
      markDeprecated(response, until);
      return handler(request, response);
    };
  const document = describeRoutes(restRoutes);
  return {
    "/health": deprecated(createReadyHandler(checks)),
    "/auth/health": deprecated(createReadyHandler(() => ({ auth: checks()["auth"] ?? (async () => {}) }))),
    [openApiPath]: deprecated(forReading((_request, response) => sendJson(response, 200, document, 300))),
  };
}

/** After the end, a route says so (RFC 9110, 15.5.11). */
function gone(until: Date): RequestHandler {
  return (_request, response) => {
    markDeprecated(response, until);
    const message = "The REST routes of the replaced services have ended; use the graph.";
    sendJson(response, 410, { status: "error", statusCode: 410, code: "NOT_FOUND", message });
  };
}
