/** One HTTP exchange with a subgraph, limited in time and size, and aborted when its result is no longer needed. */
import type { Dispatcher } from "undici";
import { patienceHeader } from "../../platform/graphql/read-context.js";
import type { RecordedSpan } from "../../platform/telemetry/recorded-span.js";
import type { EndSignal } from "./end-signal.js";
import { ExchangeHandler, type ExchangeLimits, type SubgraphResponse } from "./exchange-handler.js";

/** A POST request. */
export interface SubgraphRequest {
  path: string;
  headers: Record<string, string>;
  body: string;
  /**
   * A mutation that has been sent is not aborted when its client disconnects, unless it is heavy: others wait for its
   * place.
   */
  changes: boolean;
  isHeavy: boolean;
  /** The client's address, by which places are shared. */
  clientAddress: string;
  /**
   * The deadline of the client's request, by `performance.now()`; Infinity where other requests may share the response.
   * The subgraph gets the remaining time in a header; null: it does not.
   */
  endsAt: number | null;
  /** Null where the fetch is not recorded. */
  span: RecordedSpan | null;
}

/** Sends the request. @throws FetchFailure `unreachable`, `late`, `garbage`, `too large` or `ended`. */
export function exchange(
  dispatcher: Dispatcher,
  request: SubgraphRequest,
  limits: ExchangeLimits,
  signal: EndSignal,
): Promise<SubgraphResponse> {
  return new Promise((resolve, reject) => {
    const outlivesClient = request.changes && !request.isHeavy;
    const handler = new ExchangeHandler(outlivesClient, limits, signal, resolve, reject);
    if (request.endsAt !== null) {
      const left = Math.min(limits.timeoutMilliseconds, request.endsAt - performance.now());
      request.headers[patienceHeader] = String(Math.max(0, Math.floor(left)));
    }
    dispatcher.dispatch(
      { method: "POST", path: request.path, headers: request.headers, body: request.body },
      handler,
    );
  });
}
