/** The trace of each request that is served. */
import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { Trace } from "../telemetry/trace.js";
import { readTraceContext } from "../telemetry/trace-context.js";

const harmlessId = /^[\w.:-]{8,100}$/;
const key = Symbol("trace");

/** A request with its trace: a WeakMap of them costs each request several microseconds. */
interface TracedRequest extends IncomingMessage {
  [key]?: Trace;
}

/** Returns the request's trace: the client's, continued. */
export function traceOf(request: TracedRequest): Trace {
  request[key] ??= new Trace(readRequestId(request.headers), readTraceContext(request.headers));
  return request[key];
}

/** Returns the request's trace if it has been read. */
export const knownTraceOf = (request: TracedRequest): Trace | undefined => request[key];

/** Sets the request's trace, in which this service may record spans. */
export function setTrace(request: TracedRequest, trace: Trace): void {
  request[key] = trace;
}

/** Returns the client's `x-request-id` if it is harmless, else a new UUID. */
export function readRequestId(headers: IncomingHttpHeaders): string {
  const id = headers["x-request-id"];
  return typeof id === "string" && harmlessId.test(id) ? id : randomUUID();
}
