/** Records a server span for each request: https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-server. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { type SpanContext, SpanKind, TraceFlags } from "@opentelemetry/api";
import type { Telemetry } from "../telemetry/telemetry.js";
import { continueTrace, type Trace } from "../telemetry/trace.js";
import { readTraceContext } from "../telemetry/trace-context.js";
import { readRequestId, setTrace } from "./request-trace.js";
import type { RequestHandler } from "./server.js";

/**
 * Records a server span for each request of these routes; `http.route` is the path, and no span has another one. Where
 * `allowsClient` refuses, a request that its client records begins a trace of its own, so that strangers do not decide how
 * much is recorded.
 */
export function traceRoutes(
  routes: Readonly<Record<string, RequestHandler>>,
  telemetry: Telemetry,
  allowsClient = telemetry.allowsClientTrace,
): Readonly<Record<string, RequestHandler>> {
  if (!telemetry.hasTraces) return routes;
  const trace = ([path, handler]: [string, RequestHandler]): [string, RequestHandler] => [
    path,
    (request, response) => {
      startTrace(path, request, response, { telemetry, allowsClient });
      return handler(request, response);
    },
  ];
  return Object.fromEntries(Object.entries(routes).map(trace));
}

function startTrace(
  route: string,
  request: IncomingMessage,
  response: ServerResponse,
  { telemetry, allowsClient }: { telemetry: Telemetry; allowsClient: () => boolean },
): void {
  const sender = readTraceContext(request.headers);
  const isAllowed = sender === undefined || !isSampled(sender) || allowsClient();
  const about = { requestId: readRequestId(request.headers), parent: isAllowed ? sender : undefined };
  const trace = continueTrace(telemetry, about, () => ({
    ...describe(route, request),
    ...(!isAllowed && { links: [{ context: sender }] }),
  }));
  setTrace(request, trace);
  if (trace.span !== null) response.once("close", () => endTrace(trace, response));
}

function describe(route: string, request: IncomingMessage) {
  const method = methodOf(request);
  return {
    name: `${method} ${route}`,
    kind: SpanKind.SERVER,
    attributes: {
      "http.request.method": method,
      "http.route": route,
      "url.path": route,
      "url.scheme": "encrypted" in request.socket ? "https" : "http",
      "network.protocol.version": request.httpVersion,
    },
  };
}

function endTrace(trace: Trace, response: ServerResponse): void {
  const { statusCode, writableFinished } = response;
  const error = !writableFinished ? "disconnected" : statusCode >= 500 ? String(statusCode) : undefined;
  trace.end({
    ...(error !== undefined && { error }),
    ...(response.headersSent && { attributes: { "http.response.status_code": statusCode } }),
  });
}

const isSampled = ({ traceFlags }: SpanContext): boolean => (traceFlags & TraceFlags.SAMPLED) !== 0;

const knownMethods = new Set([
  "GET",
  "HEAD",
  "POST",
  "OPTIONS",
  "PUT",
  "DELETE",
  "PATCH",
  "CONNECT",
  "TRACE",
]);

/** Clients may send any word as a method; https://opentelemetry.io/docs/specs/semconv/http/http-spans/ bounds them. */
const methodOf = ({ method = "" }: IncomingMessage): string => (knownMethods.has(method) ? method : "_OTHER");
