/** Gives each request an id and a W3C trace context, and passes both on to the next service. */
import { AsyncLocalStorage } from "node:async_hooks";
import { randomBytes, randomUUID } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/** What connects the log lines of one request across services. */
export interface Trace {
  /** The client's `x-request-id` if it is harmless, else a new UUID. */
  requestId: string;
  /** W3C Trace Context: the caller's trace with a span of this service. */
  traceparent: string;
}

const harmlessId = /^[\w.:-]{8,100}$/;
const validTraceparent = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})$/;

/** Reads the trace from a request's headers, or starts one. See https://www.w3.org/TR/trace-context/. */
export function readTrace(headers: IncomingHttpHeaders): Trace {
  const id = headers["x-request-id"];
  const parent = validTraceparent.exec(String(headers["traceparent"] ?? ""));
  const random = randomBytes(24).toString("hex");
  const traceId = parent?.[1] ?? random.slice(16);
  return {
    requestId: typeof id === "string" && harmlessId.test(id) ? id : randomUUID(),
    traceparent: `00-${traceId}-${random.slice(0, 16)}-${parent?.[2] ?? "01"}`,
  };
}

const storage = new AsyncLocalStorage<Trace>();

/** Runs the work of a request, so that its effects, such as events, carry the trace. */
export const runInTrace = <Result>(trace: Trace, work: () => Result): Result => storage.run(trace, work);

/** Returns the trace of the current request; undefined outside of requests. */
export const currentTrace = (): Trace | undefined => storage.getStore();
