/** What auth counts besides the acts of the audit trail. */
import { AppError } from "../../platform/errors.js";
import type { Telemetry } from "../../platform/telemetry/telemetry.js";
import type { AttemptKind } from "./attempts/limits.js";

/** The counters. */
export interface AuthMeters {
  countRefusal(kind: AttemptKind): void;
  /** Counts a refresh of tokens by its outcome; returns its result. */
  measureRefresh<Result>(refresh: Promise<Result>): Promise<Result>;
}

/** Creates them. */
export function createAuthMeters({ meter, hasMetrics }: Telemetry): AuthMeters {
  if (!hasMetrics) return { countRefusal: () => {}, measureRefresh: (refresh) => refresh };
  const refusals = meter.createCounter("gatehouse.auth.attempts.refused", {
    unit: "{attempt}",
    description: "Attempts that came before their wait was over, by kind",
  });
  const refreshes = meter.createCounter("gatehouse.auth.refreshes", {
    unit: "{refresh}",
    description: "Refreshes of tokens, by outcome",
  });
  const count = (outcome: string) => refreshes.add(1, { "gatehouse.outcome": outcome });
  return {
    countRefusal: (kind) => refusals.add(1, { "gatehouse.attempt.kind": kind }),
    async measureRefresh(refresh) {
      try {
        const result = await refresh;
        count("ok");
        return result;
      } catch (error) {
        count(error instanceof AppError ? error.code : "INTERNAL_SERVER_ERROR");
        throw error;
      }
    },
  };
}
