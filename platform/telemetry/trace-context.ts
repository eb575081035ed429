/** Reads and writes W3C Trace Context: https://www.w3.org/TR/trace-context/. */
import type { IncomingHttpHeaders } from "node:http";
import { createTraceState, type SpanContext } from "@opentelemetry/api";

/** Version, trace id, parent id, flags; a later version than 00 may have more. */
const form =
  /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-[\x20-\x7e]*)?$/;
const longestTraceState = 512;

/** Reads `traceparent` and `tracestate`; undefined for a bad `traceparent`, whose trace is not continued. */
export function parseTraceContext(traceparent: unknown, tracestate?: unknown): SpanContext | undefined {
  const [, version, traceId, spanId, flags, more] = form.exec(String(traceparent ?? "")) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (version === "00" && more !== undefined) return undefined;
  const context: SpanContext = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
  if (typeof tracestate === "string" && tracestate !== "" && tracestate.length <= longestTraceState)
    context.traceState = createTraceState(tracestate);
  return context;
}

/** Reads the trace context of a request. */
export const readTraceContext = (headers: IncomingHttpHeaders): SpanContext | undefined =>
  headers["traceparent"] === undefined
    ? undefined
    : parseTraceContext(headers["traceparent"], headers["tracestate"]);

/** Writes `traceparent`. */
export function formatTraceparent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags < 16 ? "0" : ""}${traceFlags.toString(16)}`;
}

/** Writes the headers by which the next service continues a trace. */
export function writeTraceContext(context: SpanContext, headers: Record<string, string>): void {
  headers["traceparent"] = formatTraceparent(context);
  const tracestate = context.traceState?.serialize();
  if (tracestate) headers["tracestate"] = tracestate;
}
