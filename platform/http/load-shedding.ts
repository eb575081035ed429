/** Turns requests away while the process has more work than it can do, so that what it accepts is done in time. */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { addressKey } from "../address-key.js";
import { AppError } from "../errors.js";
import { type RequestHandler, sendJson } from "./server.js";

/** When to turn requests away. */
export interface LoadLimits {
  /** With so many requests under way. */
  maximumInFlight: number;
  /** While the event loop runs this late, in milliseconds. */
  maximumDelayMilliseconds: number;
}

/** There is too much to do for one more request. */
class Overloaded extends AppError {
  readonly headers = { "retry-after": String(retryAfterSeconds) };

  constructor() {
    super("SERVICE_UNAVAILABLE", tooMuch, { retryAfterSeconds });
  }
}

/** Decides which requests there is room for. */
export interface LoadShedding {
  /** Wraps a handler: what comes while all places are taken gets 503 for a small part of what serving it would cost. */
  shed(handler: RequestHandler): RequestHandler;
  /**
   * Takes a place for a request that has been read whole. Call what it returns when the work is done, whether or not the
   * client has taken the answer.
   * @throws Overloaded when there is none.
   */
  enter(ipAddress: string): () => void;
  /** Ends the measuring of the event loop. */
  stop(): void;
}

/** The event loop's lateness is measured so often, in milliseconds. */
const sampleMilliseconds = 50;
const retryAfterSeconds = 1;
const tooMuch = "There is more to do than can be done right now; try again.";

/** Of the places, this part is left to addresses that have few of them: less than that part. */
const partForOthers = 1 / 4;
const fewPlaces = 1 / 64;

/** Creates it. A request is refused with 503, Retry-After and the code SERVICE_UNAVAILABLE. */
export function createLoadShedding({ maximumInFlight, maximumDelayMilliseconds }: LoadLimits): LoadShedding {
  const lateness = measureLateness();
  const byAddress = new Map<string, number>();
  let inFlight = 0;
  const isOverloaded = () =>
    inFlight >= maximumInFlight || lateness.milliseconds() > maximumDelayMilliseconds;
  /** One address, or some dozens, may not take all that there is. */
  const isGreedy = (key: string) =>
    inFlight >= Math.ceil(maximumInFlight * (1 - partForOthers)) &&
    (byAddress.get(key) ?? 0) >= Math.max(1, maximumInFlight * fewPlaces);
  return {
    shed: (handler) => (request, response) =>
      isOverloaded() ? refuse(response) : handler(request, response),
    enter(ipAddress) {
      const key = addressKey(ipAddress) ?? ipAddress;
      if (isOverloaded() || isGreedy(key)) throw new Overloaded();
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

function refuse(response: Parameters<RequestHandler>[1]): void {
  response.setHeader("retry-after", retryAfterSeconds);
  sendJson(response, 503, {
    errors: [{ message: tooMuch, extensions: { code: "SERVICE_UNAVAILABLE", retryAfterSeconds } }],
  });
}

/** Measures by how much a timer was late in each of three samples: a single pause is not yet too much work. */
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
