/** Refuses requests while the process has too much work, so that it completes accepted ones in time. */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { addressKey } from "../address-key.js";
import { AppError } from "../errors.js";
import { sendJson } from "./send-json.js";
import type { RequestHandler } from "./server.js";

/** The limits above which requests are refused. */
export interface LoadLimits {
  /** Requests in progress. */
  maximumInFlight: number;
  /** The delay of the event loop. */
  maximumDelayMilliseconds: number;
}

/** The process has too much work for one more request. */
export class Overloaded extends AppError {
  readonly headers = { "retry-after": String(retryAfterSeconds) };
  /** For how long the response is kept back, in milliseconds: a client that asks again at once would cost as much. */
  readonly delayMilliseconds: number;

  /** `isOwnFault`: too much of it is of the request's own address. */
  constructor({ isOwnFault = false } = {}) {
    super("SERVICE_UNAVAILABLE", tooMuch, { retryAfterSeconds });
    this.delayMilliseconds = isOwnFault ? retryAfterSeconds * 1000 : 0;
  }
}

/** Decides which requests are accepted. */
export interface LoadShedding {
  /** Wraps a handler: while all places are taken, a request gets 503 at a small part of the cost of serving it. */
  shed(handler: RequestHandler): RequestHandler;
  /**
   * Takes a place for a request that has been read completely. Returns how to give it back when the work is done,
   * whether or not the client has read the response.
   * @throws Overloaded when all places are taken.
   */
  enter(ipAddress: string): () => void;
  /** Stops measuring the event loop. */
  stop(): void;
}

/** The interval at which the event loop's delay is measured. */
const sampleMilliseconds = 50;
const retryAfterSeconds = 1;
const tooMuch = "The server is overloaded; try again.";

/** This part of the places is reserved for addresses that have few: less than that part. */
const partForOthers = 1 / 4;
const fewPlaces = 1 / 64;

/** Creates it. A refused request gets 503, Retry-After and the code SERVICE_UNAVAILABLE. */
export function createLoadShedding({ maximumInFlight, maximumDelayMilliseconds }: LoadLimits): LoadShedding {
  const lateness = measureLateness();
  const byAddress = new Map<string, number>();
  let inFlight = 0;
  const isOverloaded = () =>
    inFlight >= maximumInFlight || lateness.milliseconds() > maximumDelayMilliseconds;
  /** One address, or some dozens of them, must not take all places. */
  const isGreedy = (key: string) =>
    inFlight >= Math.ceil(maximumInFlight * (1 - partForOthers)) &&
    (byAddress.get(key) ?? 0) >= Math.max(1, maximumInFlight * fewPlaces);
  return {
    shed: (handler) => (request, response) =>
      isOverloaded() ? sendOverloaded(response) : handler(request, response),
    enter(ipAddress) {
      const key = addressKey(ipAddress) ?? ipAddress;
      if (isGreedy(key)) throw new Overloaded({ isOwnFault: true });
      if (isOverloaded()) throw new Overloaded();
      inFlight += 1;
      byAddress.set(key, (byAddress.get(key) ?? 0) + 1);
      return () => {
        inFlight -= 1;
        const left = byAddress.get(key)! - 1;
        if (left === 0) byAddress.delete(key);
        else byAddress.set(key, left);
      };
    },
    stop: lateness.stop,
  };
}

/** Sends the refusal of a request that there is no room for. */
function sendOverloaded(response: Parameters<RequestHandler>[1]): void {
  response.setHeader("retry-after", retryAfterSeconds);
  sendJson(response, 503, {
    errors: [{ message: tooMuch, extensions: { code: "SERVICE_UNAVAILABLE", retryAfterSeconds } }],
  });
}

/** Measures the delay of the event loop: the smallest of three samples, because one pause is no overload. */
function measureLateness() {
  const delays = monitorEventLoopDelay({ resolution: sampleMilliseconds });
  delays.enable();
  let milliseconds = 0;
  return {
    milliseconds() {
      if (delays.count < 3) return milliseconds;
      milliseconds = delays.min / 1e6 - sampleMilliseconds;
      delays.reset();
      return milliseconds;
    },
    stop: () => void delays.disable(),
  };
}
