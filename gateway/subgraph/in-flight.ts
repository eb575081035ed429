/** Lets identical queries of the same caller share one fetch while it is in flight. */
import { type EndSignal, SharedEnd } from "./end-signal.js";
import { FetchFailure } from "./failure.js";

interface Shared<Result> {
  result: Promise<Result>;
  waiting: number;
  end: SharedEnd;
}

/** The fetches that can be joined. */
export interface InFlight<Result> {
  /**
   * Joins the fetch under `key`, or starts it; `isFirst` is true for the request that started it. The fetch is aborted
   * once all requests that wait for it have ended.
   * @throws FetchFailure `ended` when `signal` is aborted first.
   */
  join(
    key: string,
    signal: EndSignal,
    begin: (end: EndSignal) => Promise<Result>,
  ): Promise<{ result: Result; isFirst: boolean }>;
  /** Later requests join none of the current fetches: after a mutation, these may return old data. */
  forget(): void;
}

/** Creates an empty set of fetches. */
export function createInFlight<Result>(): InFlight<Result> {
  const shared = new Map<string, Shared<Result>>();
  const remove = (key: string, fetch: Shared<Result>) => {
    if (shared.get(key) === fetch) shared.delete(key);
  };

  const begin = (key: string, work: (end: EndSignal) => Promise<Result>): Shared<Result> => {
    const end = new SharedEnd();
    const fetch = { result: work(end), waiting: 0, end };
    const over = () => remove(key, fetch);
    fetch.result.then(over, over);
    shared.set(key, fetch);
    return fetch;
  };

  return {
    join(key, signal, work) {
      if (signal.aborted) return Promise.reject(abandoned());
      const found = shared.get(key);
      const fetch = found ?? begin(key, work);
      fetch.waiting += 1;
      return new Promise((resolve, reject) => {
        const onAbort = () => {
          reject(abandoned());
          fetch.waiting -= 1;
          if (fetch.waiting > 0) return;
          remove(key, fetch);
          fetch.end.abort(signal.reason);
        };
        signal.addEventListener("abort", onAbort);
        fetch.result.then(
          (result) => {
            signal.removeEventListener("abort", onAbort);
            resolve({ result, isFirst: found === undefined });
          },
          (error) => {
            signal.removeEventListener("abort", onAbort);
            reject(error);
          },
        );
      });
    },
    forget: () => shared.clear(),
  };
}

function abandoned(): FetchFailure {
  return new FetchFailure("ended", "the response is not needed any more");
}
