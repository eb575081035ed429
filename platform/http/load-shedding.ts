/** Turns requests away while the process has more work than it can do, so that what it accepts is done in time. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { type RequestHandler, sendJson } from "./server.js";

/** When to turn requests away. */
export interface LoadLimits {
  /** With so many requests under way. */
  maximumInFlight: number;
  /** While the event loop runs this late, in milliseconds. */
  maximumDelayMilliseconds: number;
}

/** The event loop's lateness is measured so often, in milliseconds. */
const sampleMilliseconds = 50;
const retryAfterSeconds = 1;

/**
 * `shed` wraps a handler of GraphQL requests: one too many is answered at once with 503, Retry-After and the code
 * SERVICE_UNAVAILABLE, for a small part of what serving it would cost. `stop` ends the measuring.
 */
export function createLoadShedding({ maximumInFlight, maximumDelayMilliseconds }: LoadLimits) {
  const lateness = measureLateness();
  let inFlight = 0;
  const count = (response: ServerResponse) => {
    // What is refused by its head alone is answered before its body, even an empty one, has been read to its end.
    if (response.closed) return;
    inFlight += 1;
    response.once("close", () => {
      inFlight -= 1;
    });
  };
  const shed =
    (handler: RequestHandler): RequestHandler =>
    (request, response) => {
      if (inFlight >= maximumInFlight || lateness.milliseconds() > maximumDelayMilliseconds) {
        return refuse(response);
      }
      // A body that trickles in is no work yet, and must not keep others out.
      if (hasBody(request)) request.once("end", () => count(response));
      else count(response);
      return handler(request, response);
    };
  return { shed, stop: lateness.stop };
}

function hasBody({ method }: IncomingMessage): boolean {
  return method !== "GET" && method !== "HEAD" && method !== "OPTIONS";
}

function refuse(response: ServerResponse): void {
  response.setHeader("retry-after", retryAfterSeconds);
  sendJson(response, 503, {
    errors: [
      {
        message: "There is more to do than can be done right now; try again.",
        extensions: { code: "SERVICE_UNAVAILABLE", retryAfterSeconds },
      },
    ],
  });
}

/** How late the last three timers all were, at least: a single pause is not yet too much work. */
function measureLateness() {
  let samples: readonly [number, number, number] = [0, 0, 0];
  let due = performance.now() + sampleMilliseconds;
  const timer = setInterval(() => {
    const now = performance.now();
    samples = [samples[1], samples[2], now - due];
    due = now + sampleMilliseconds;
  }, sampleMilliseconds);
  timer.unref();
  return { milliseconds: () => Math.min(...samples), stop: () => clearInterval(timer) };
}
