/** Aborts the work for a request when its time is over or its client has disconnected. */
import { setMaxListeners } from "node:events";
import type { ServerResponse } from "node:http";

/** The signal's reason when the client closed the connection before it had its response. */
export const clientHasGone = new Error("The client has gone.");
/** The signal's reason when the request has taken too long. */
const timeIsOver = new Error("The request has taken too long.");

/** Returns a signal that is aborted with one of the two reasons above, but not once the response is sent. */
export function createRequestSignal(response: ServerResponse, timeoutMilliseconds: number): AbortSignal {
  const controller = new AbortController();
  // Each fetch of the request listens, and there may be many at a time.
  setMaxListeners(0, controller.signal);
  const timer = setTimeout(() => controller.abort(timeIsOver), timeoutMilliseconds);
  response.once("close", () => {
    clearTimeout(timer);
    if (!response.writableFinished) controller.abort(clientHasGone);
  });
  return controller.signal;
}
