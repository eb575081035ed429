/** The link that sends a query again after the time that the server names. */
import { ApolloLink, Observable, ServerError } from "@apollo/client";
import { listErrors } from "./list-errors.js";

/** The bounds of retries. */
export interface RetryOptions {
  /** How often a query is sent again, at most; 2 by default, 0 for never. */
  readonly attempts?: number;
  /** A longer wait is left to the page, which shows `retryAfterSeconds`; 10 by default. */
  readonly longestWaitSeconds?: number;
}

/**
 * Creates the link. Queries are sent again after RATE_LIMITED and SERVICE_UNAVAILABLE with a time to wait, and after a
 * proxy's 429 and 503 with `Retry-After`. Mutations and subscriptions never are.
 */
export function retryQueries({ attempts = 2, longestWaitSeconds = 10 }: RetryOptions = {}): ApolloLink {
  return new ApolloLink((operation, forward) => {
    if (operation.operationType !== "query") return forward(operation);
    return new Observable((observer) => {
      let left = attempts;
      let stop = () => {};
      const send = () => {
        let wait: number | undefined;
        const claim = (seconds: number | undefined) => {
          if (seconds === undefined || seconds > longestWaitSeconds || left === 0) return false;
          left -= 1;
          wait = seconds;
          return true;
        };
        const again = () => {
          const timer = setTimeout(send, (wait as number) * 1000);
          stop = () => clearTimeout(timer);
        };
        const inner = forward(operation).subscribe({
          next(result) {
            if (!claim(readWait(result))) observer.next(result);
          },
          error(error) {
            if (claim(readWaitOfProxy(error))) again();
            else observer.error(error);
          },
          complete() {
            if (wait === undefined) observer.complete();
            else again();
          },
        });
        stop = () => inner.unsubscribe();
      };
      send();
      return () => stop();
    });
  });
}

/** The seconds that an error of the response names. */
function readWait(result: ApolloLink.Result): number | undefined {
  const waits = listErrors(result).flatMap(({ extensions }) => {
    const seconds = extensions?.["retryAfterSeconds"];
    return typeof seconds === "number" ? [seconds] : [];
  });
  return waits.length === 0 ? undefined : Math.max(...waits);
}

function readWaitOfProxy(error: unknown): number | undefined {
  if (!ServerError.is(error) || (error.statusCode !== 429 && error.statusCode !== 503)) return undefined;
  const header = error.response.headers.get("retry-after");
  const seconds = Number(header ?? "none");
  return Number.isFinite(seconds) ? seconds : undefined;
}
