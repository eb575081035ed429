/** Logs that a fetch has no result. */
import type { GatewayContext } from "../context.js";
import type { FailureKind, FetchFailure } from "./failure.js";

const toldElsewhere: ReadonlySet<FailureKind> = new Set(["resting", "crowded", "ended"]);

/**
 * Decisions of the gateway itself (an open breaker, for example) are logged where they are made, and not for each
 * fetch.
 */
export function reportFailure({ log }: GatewayContext, subgraph: string, failure: FetchFailure): void {
  const level = toldElsewhere.has(failure.kind) ? "debug" : "warn";
  log[level]({ subgraph, failure: failure.kind, err: failure }, "a subgraph did not answer");
}
