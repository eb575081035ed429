/** Lets identical queries of the same identity share one fetch while it is under way. */
import { FetchFailure } from "./failure.js";

interface Shared<Result> {
  result: Promise<Result>;
  waiting: number;
  controller: AbortController;
}

/** The fetches that can be joined. `isFirst` tells who began it. */
export interface InFlight<Result> {
  /**
   * Joins the fetch under `key`, or begins it. It is given up once everybody who waits for it has gone.
   * @throws FetchFailure `ended` when `signal` is aborted first.
   */
  join(
    key: string,
    signal: AbortSignal,
    begin: (signal: AbortSignal) => Promise<Result>,
  ): Promise<{ result: Result; isFirst: boolean }>;
  /** From now on nobody joins what has begun before: something has changed, and it may answer what was. */
  forget(): void;
}

/** Creates an empty set of them. */
export function createInFlight<Result>(): InFlight<Result> {
  const shared = new Map<string, Shared<Result>>();

  const begin = (key: string, work: (signal: AbortSignal) => Promise<Result>): Shared<Result> => {
    const controller = new AbortController();
    const result = work(controller.signal);
    const fetch = { result, waiting: 0, controller };
    const end = () => {
      if (shared.get(key) === fetch) shared.delete(key);
    };
    result.then(end, end);
    shared.set(key, fetch);
    return fetch;
  };

  return {
    async join(key, signal, work) {
      const found = shared.get(key);
      const fetch = found ?? begin(key, work);
      fetch.waiting += 1;
      try {
        return { result: await unlessAborted(fetch.result, signal), isFirst: found === undefined };
      } finally {
        fetch.waiting -= 1;
        if (fetch.waiting === 0 && signal.aborted) {
          if (shared.get(key) === fetch) shared.delete(key);
          fetch.controller.abort(signal.reason);
        }
      }
    },
    forget: () => shared.clear(),
  };
}

function unlessAborted<Result>(result: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(new FetchFailure("ended", "nobody waits for the answer any more"));
    signal.addEventListener("abort", onAbort);
    const settle = () => signal.removeEventListener("abort", onAbort);
    result.then(
      (value) => {
        settle();
        resolve(value);
      },
      (error) => {
        settle();
        reject(error);
      },
    );
  });
}
