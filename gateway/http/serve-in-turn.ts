/** Lets requests that no operation is run for (health, pages, preflights) wait for the turn of their addresses. */
import { sendOverloaded } from "../../platform/http/load-shedding.js";
import type { RequestHandler } from "../../platform/http/server.js";
import type { Turn, Turns } from "../../platform/http/turns.js";
import type { ClientAddress } from "./client-address.js";
import { createRequestSignal } from "./request-signal.js";

/** What each request passes, whatever it asks for. */
export interface Entrance {
  clientAddress: ClientAddress;
  turns: Turns;
  /** How long a request may take, in milliseconds. */
  timeoutMilliseconds: number;
}

/** Wraps a handler. A request gets 503 when its time is over before its turn has come. */
export function serveInTurn(
  { clientAddress, turns, timeoutMilliseconds }: Entrance,
  handler: RequestHandler,
): RequestHandler {
  return async (request, response) => {
    const signal = createRequestSignal(response, timeoutMilliseconds);
    let turn: Turn;
    try {
      turn = await turns.take(clientAddress(request), signal, { isSmall: true });
    } catch {
      return sendOverloaded(response);
    }
    try {
      await handler(request, response);
    } finally {
      turn.end();
    }
  };
}
