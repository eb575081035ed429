/** Counts in plain integers, which are read when metrics are collected: for places that every request passes. */
import type { Attributes, Meter, MetricOptions } from "@opentelemetry/api";

/** One count, with fixed attributes. Add to it. */
export interface Tally {
  count: number;
}

/** Creates a counter of which `of` returns the part with these attributes; keep what it returns. */
export function createTallies(meter: Meter, name: string, options: MetricOptions) {
  const tallies: { tally: Tally; attributes: Attributes }[] = [];
  meter.createObservableCounter(name, options).addCallback((result) => {
    for (const { tally, attributes } of tallies) result.observe(tally.count, attributes);
  });
  return {
    of(attributes: Attributes): Tally {
      const tally = { count: 0 };
      tallies.push({ tally, attributes });
      return tally;
    },
  };
}
