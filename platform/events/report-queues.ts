/** Reports the queues at the broker: what waits for a consumer, and the dead letters. */
import type { Meter } from "@opentelemetry/api";
import type { Telemetry } from "../telemetry/telemetry.js";
import type { QueueState } from "./bus.js";

const options = { unit: "{message}" };

/** Reports them at each collection of metrics; while the broker is away there are no values. */
export function reportQueues(
  readQueues: (() => Promise<readonly QueueState[]>) | undefined,
  { meter, hasMetrics }: Telemetry,
): void {
  if (!hasMetrics || readQueues === undefined) return;
  const gauge = (name: string, description: string) =>
    meter.createObservableGauge(name, { ...options, description });
  const gauges = {
    waiting: gauge(
      "gatehouse.queue.messages",
      "Events that wait at the broker for a subscriber of this process",
    ),
    dead: gauge("gatehouse.queue.dead_letters", "Events that failed too often, or were refused"),
  };
  observe(meter, gauges, readQueues);
}

function observe(
  meter: Meter,
  { waiting, dead }: Record<"waiting" | "dead", ReturnType<Meter["createObservableGauge"]>>,
  readQueues: () => Promise<readonly QueueState[]>,
): void {
  meter.addBatchObservableCallback(
    async (result) => {
      // While the broker is away nothing is known of its queues.
      const states = await readQueues().catch(() => []);
      for (const { queue, messages, deadLetters } of states) {
        const attributes = { "messaging.destination.name": queue };
        result.observe(waiting, messages, attributes);
        result.observe(dead, deadLetters, attributes);
      }
    },
    [waiting, dead],
  );
}
