/** Measures the requests and connections of a server (https://opentelemetry.io/docs/specs/semconv/http/http-metrics/). */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Attributes } from "@opentelemetry/api";
import { createBoundedLabel } from "../telemetry/bounded-label.js";
import { durationOptions, secondsSince } from "../telemetry/duration.js";
import type { Telemetry } from "../telemetry/telemetry.js";

/** Measures the requests of one server. */
export interface RequestMeter {
  /** Follows a request to the end of its response; `isRouted`: there is a handler for the path. */
  follow(request: IncomingMessage, response: ServerResponse, path: string, isRouted: boolean): void;
}

const methods = new Set(["GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH", "CONNECT", "TRACE"]);

/** Routes are told apart by the first part of their path: a page of the console, for example, may have any path in it. */
const mostRoutes = 20;
const mostKept = 1_000;

/** Creates it; null where no metrics are exported. `countConnections` returns how many are open. */
export function createRequestMeter(
  { meter, hasMetrics }: Telemetry,
  countConnections: () => number,
): RequestMeter | null {
  if (!hasMetrics) return null;
  const durations = meter.createHistogram(
    "http.server.request.duration",
    durationOptions("Duration of HTTP requests, to the end of the response"),
  );
  let inProgress = 0;
  meter
    .createObservableUpDownCounter("http.server.active_requests", {
      unit: "{request}",
      description: "HTTP requests in progress",
    })
    .addCallback((result) => result.observe(inProgress));
  meter
    .createObservableUpDownCounter("gatehouse.http.server.connections", {
      unit: "{connection}",
      description: "Open connections of clients",
    })
    .addCallback((result) => result.observe(countConnections()));
  const attributesOf = createAttributes();
  return {
    follow(request, response, path, isRouted) {
      const startedAt = performance.now();
      inProgress += 1;
      response.once("close", () => {
        inProgress -= 1;
        durations.record(secondsSince(startedAt), attributesOf(request, response, path, isRouted));
      });
    },
  };
}

/** Returns the attributes of a request: the same object for equal ones, which are few. */
function createAttributes() {
  const routeOf = createBoundedLabel(mostRoutes);
  const kept = new Map<string, Attributes>();
  return (
    { method = "" }: IncomingMessage,
    { statusCode }: ServerResponse,
    path: string,
    isRouted: boolean,
  ) => {
    const known = methods.has(method) ? method : "_OTHER";
    const route = isRouted ? routeOf(`/${path.split("/", 2)[1]}`) : "";
    const key = `${known} ${statusCode} ${route}`;
    let attributes = kept.get(key);
    if (attributes === undefined) {
      attributes = {
        "http.request.method": known,
        "http.response.status_code": statusCode,
        ...(isRouted && { "http.route": route }),
        ...(statusCode >= 500 && { "error.type": String(statusCode) }),
      };
      if (kept.size < mostKept) kept.set(key, attributes);
    }
    return attributes;
  };
}
