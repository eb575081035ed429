/** Measures the fetches from the subgraphs, and reports the state of their breakers and bulkheads. */
import type { Attributes } from "@opentelemetry/api";
import { durationOptions } from "../../platform/telemetry/duration.js";
import { createTallies } from "../../platform/telemetry/tally.js";
import type { Telemetry } from "../../platform/telemetry/telemetry.js";

/** The state of one lane of a subgraph. */
export interface LaneState {
  isOpen: boolean;
  inFlight: number;
  waiting: number;
}

/** Measures the fetches of one subgraph. */
export interface FetchMeter {
  /** Counts a fetch with all its attempts. `outcome`: ok, or the kind of its failure. */
  end(outcome: string, seconds: number): void;
  /** Counts an attempt after a failed one. */
  retry(): void;
  /** Reports the state of a lane from now on. */
  watch(lane: string, read: () => LaneState): void;
}

const nothing: FetchMeter = { end: () => {}, retry: () => {}, watch: () => {} };

/** Returns the meter of each subgraph, by name; the same one for the same name. */
export function createFetchMeters({ meter, hasMetrics }: Telemetry): (subgraph: string) => FetchMeter {
  if (!hasMetrics) return () => nothing;
  const durations = meter.createHistogram(
    "gatehouse.subgraph.fetch.duration",
    durationOptions("Duration of fetches from subgraphs, retries included"),
  );
  const retries = createTallies(meter, "gatehouse.subgraph.fetch.retries", {
    unit: "{fetch}",
    description: "Fetches that were repeated after a failure",
  });
  // By name: another address of a subgraph takes the place of the one before.
  const lanes = new Map<string, { attributes: Attributes; read: () => LaneState }>();
  const gauge = (name: string, description: string, read: (state: LaneState) => number) =>
    meter.createObservableGauge(name, { description }).addCallback((result) => {
      for (const lane of lanes.values()) result.observe(read(lane.read()), lane.attributes);
    });
  gauge("gatehouse.subgraph.breaker.open", "1 while the breaker refuses fetches, else 0", ({ isOpen }) =>
    isOpen ? 1 : 0,
  );
  gauge("gatehouse.subgraph.bulkhead.in_flight", "Fetches in progress", ({ inFlight }) => inFlight);
  gauge("gatehouse.subgraph.bulkhead.waiting", "Fetches that wait for a place", ({ waiting }) => waiting);

  const create = (subgraph: string): FetchMeter => {
    const name = { "gatehouse.subgraph.name": subgraph };
    const retried = retries.of(name);
    // The kinds of failure are few.
    const outcomes = new Map<string, Attributes>();
    return {
      end(outcome, seconds) {
        let attributes = outcomes.get(outcome);
        if (attributes === undefined) {
          attributes = { ...name, "gatehouse.outcome": outcome };
          outcomes.set(outcome, attributes);
        }
        durations.record(seconds, attributes);
      },
      retry() {
        retried.count += 1;
      },
      watch: (lane, read) =>
        void lanes.set(`${subgraph} ${lane}`, {
          attributes: { ...name, "gatehouse.subgraph.lane": lane },
          read,
        }),
    };
  };
  const meters = new Map<string, FetchMeter>();
  return (subgraph) => {
    const known = meters.get(subgraph) ?? create(subgraph);
    meters.set(subgraph, known);
    return known;
  };
}
