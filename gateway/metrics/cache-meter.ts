/** Counts the hits of the gateway's caches. */
import { createTallies } from "../../platform/telemetry/tally.js";
import type { Telemetry } from "../../platform/telemetry/telemetry.js";

/** Counts one question to a cache. */
export type CountCache = (isHit: boolean) => void;

/** The caches that are counted. */
export interface CacheMeters {
  countDocument: CountCache;
  countPlan: CountCache;
}

/** Creates the counters; they outlive a change of supergraph. */
export function createCacheMeters({ meter, hasMetrics }: Telemetry): CacheMeters {
  if (!hasMetrics) return { countDocument: () => {}, countPlan: () => {} };
  const requests = createTallies(meter, "gatehouse.cache.requests", {
    unit: "{request}",
    description: "Questions to a cache of the gateway",
  });
  const counterOf = (cache: string): CountCache => {
    const name = { "gatehouse.cache.name": cache };
    const hits = requests.of({ ...name, "gatehouse.cache.result": "hit" });
    const misses = requests.of({ ...name, "gatehouse.cache.result": "miss" });
    return (isHit) => {
      (isHit ? hits : misses).count += 1;
    };
  };
  return { countDocument: counterOf("document"), countPlan: counterOf("plan") };
}
