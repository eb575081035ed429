/** Estimates how long a hash takes, by its kind. */

/** Until the first hash of a kind is measured: bcrypt at cost 12 on a usual processor. */
const firstEstimateMilliseconds = 250;
/** Weight of the newest measurement in the estimate. */
const newestShare = 0.2;

/** Creates the estimates. */
export function createHashTimes() {
  const estimates = new Map<string, number>();
  return {
    /** Returns the estimate in milliseconds. */
    estimate: (kind: string): number => estimates.get(kind) ?? firstEstimateMilliseconds,

    /** Adds a measurement. */
    learn(kind: string, milliseconds: number): void {
      const known = estimates.get(kind);
      estimates.set(kind, known === undefined ? milliseconds : known + newestShare * (milliseconds - known));
    },
  };
}

export type HashTimes = ReturnType<typeof createHashTimes>;
