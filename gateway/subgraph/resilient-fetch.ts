/** One fetch from a subgraph, with its breaker, bulkhead, deadline, size limit and retries. */
import type { Dispatcher } from "undici";
import type { Logger } from "../../platform/log.js";
import { secondsSince } from "../../platform/telemetry/duration.js";
import type { FetchMeter } from "../metrics/fetch-meter.js";
import { createBreaker } from "./breaker.js";
import { type BulkheadLimits, createBulkhead } from "./bulkhead.js";
import type { SubgraphLimits } from "./config.js";
import type { EndSignal } from "./end-signal.js";
import type { SubgraphResponse } from "./exchange-handler.js";
import { FetchFailure, isSubgraphFault } from "./failure.js";
import { readResult, type SubgraphResult } from "./read-result.js";
import { exchange, type SubgraphRequest } from "./request.js";
import { createRetries } from "./retry.js";

/** A GraphQL result, and the HTTP response that it was read from, which further copies are read from. */
export interface FetchedResult {
  answer: SubgraphResult;
  response: SubgraphResponse;
}

/** Fetches; only queries are retried. @throws FetchFailure of any kind. */
export type ResilientFetch = (request: SubgraphRequest, signal: EndSignal) => Promise<FetchedResult>;

/** Creates the fetch of one subgraph. Heavy fetches have places and a breaker of their own. */
export function createResilientFetch(
  name: string,
  dispatcher: Dispatcher,
  limits: SubgraphLimits,
  { log, meter }: { log: Logger; meter: FetchMeter },
): ResilientFetch {
  const createLane = (fetches: "usual" | "heavy", places: BulkheadLimits) => ({
    bulkhead: createBulkhead(places, () =>
      log.warn(
        { subgraph: name, fetches },
        "a subgraph has more fetches than places for them; some are refused",
      ),
    ),
    breaker: createBreaker(
      { failures: limits.breakerFailures, pauseMilliseconds: limits.breakerPauseMilliseconds },
      (open) =>
        open
          ? log.error({ subgraph: name, fetches }, "a subgraph keeps failing; the breaker is open")
          : log.info({ subgraph: name, fetches }, "a subgraph responds again"),
    ),
  });
  const usual = createLane("usual", { inFlight: limits.connections, waiting: limits.waiting });
  const heavy = createLane("heavy", { inFlight: limits.heavyConnections, waiting: limits.heavyWaiting });
  for (const [lane, { breaker, bulkhead }] of Object.entries({ usual, heavy }))
    meter.watch(lane, () => ({ isOpen: breaker.isOpen(), ...bulkhead.load() }));
  const retries = createRetries(limits.retries, meter.retry);
  const exchangeLimits = {
    timeoutMilliseconds: limits.timeouts.get(name) ?? limits.timeoutMilliseconds,
    maximumBytes: limits.maximumAnswerBytes,
  };

  const attempt = async (request: SubgraphRequest, signal: EndSignal): Promise<FetchedResult> => {
    if (signal.aborted) throw new FetchFailure("ended", "the request had ended before this fetch began");
    const { breaker, bulkhead } = request.isHeavy ? heavy : usual;
    const ticket = breaker.enter();
    if (ticket === null) throw new FetchFailure("resting", "the breaker is open");
    const turn = bulkhead.enter(signal, request.clientAddress);
    if (turn !== undefined) await turn;
    try {
      const response = await exchange(dispatcher, request, exchangeLimits, signal);
      request.span?.set({ "http.response.status_code": response.status });
      const answer = readResult(response);
      breaker.report(ticket, false);
      return { answer, response };
    } catch (error) {
      if (isSubgraphFault(error, request.changes)) breaker.report(ticket, true);
      throw error;
    } finally {
      bulkhead.leave();
    }
  };

  const retrying: ResilientFetch = (request, signal) => {
    if (request.changes) return attempt(request, signal);
    let resent = 0;
    return retries(() => {
      if (resent > 0) request.span?.set({ "http.request.resend_count": resent });
      resent += 1;
      return attempt(request, signal);
    }, signal);
  };
  return async (request, signal) => {
    const startedAt = performance.now();
    let outcome = "ok";
    try {
      return await retrying(request, signal);
    } catch (error) {
      outcome = error instanceof FetchFailure ? error.kind : "failed";
      throw error;
    } finally {
      meter.end(outcome, secondsSince(startedAt));
    }
  };
}
