/** Measures the queue of password hashes. */
import { durationOptions } from "../../../platform/telemetry/duration.js";
import type { Telemetry } from "../../../platform/telemetry/telemetry.js";

/** What the queue reports. */
export interface HashMeter {
  /** Reports the state of the queue from now on. */
  watch(read: () => { waiting: number; running: number }): void;
  /** A hash has waited so many milliseconds for its turn. */
  waited(milliseconds: number): void;
  /** A hash of this kind has taken so many milliseconds. */
  hashed(kind: string, milliseconds: number): void;
}

/** Measures nothing. */
export const noHashMeter: HashMeter = { watch: () => {}, waited: () => {}, hashed: () => {} };

/** Creates the meter. (Refused hashes are operations with the outcome RATE_LIMITED or SERVICE_UNAVAILABLE.) */
export function createHashMeter({ meter, hasMetrics }: Telemetry): HashMeter {
  if (!hasMetrics) return noHashMeter;
  const waits = meter.createHistogram(
    "gatehouse.hash.wait_time",
    durationOptions("Time that password hashes waited for their turn"),
  );
  const durations = meter.createHistogram(
    "gatehouse.hash.duration",
    durationOptions("Duration of password hashes, without the wait"),
  );
  const count = meter.createObservableUpDownCounter("gatehouse.hash.queue", {
    unit: "{hash}",
    description: "Password hashes that wait or are made",
  });
  return {
    watch: (read) =>
      count.addCallback((result) => {
        const { waiting, running } = read();
        result.observe(waiting, { "gatehouse.hash.state": "waiting" });
        result.observe(running, { "gatehouse.hash.state": "running" });
      }),
    waited: (milliseconds) => waits.record(milliseconds / 1000),
    hashed: (kind, milliseconds) => durations.record(milliseconds / 1000, { "gatehouse.hash.kind": kind }),
  };
}
