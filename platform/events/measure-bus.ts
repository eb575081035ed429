/**
 * Measures what a service publishes and handles
 * (https://opentelemetry.io/docs/specs/semconv/messaging/messaging-metrics/).
 */
import type { Attributes, Histogram } from "@opentelemetry/api";
import { durationOptions, secondsSince } from "../telemetry/duration.js";
import type { Telemetry } from "../telemetry/telemetry.js";
import { type EventBus, RefusedEventError, UnansweredEventError } from "./bus.js";
import type { EventType } from "./event.js";

/** An event may wait for hours while a broker is away. */
const delayBoundaries = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 1_800, 7_200, 43_200];

/** Returns the bus as the service of this telemetry uses it; the same one where no metrics are exported. */
export function measureBus<Bus extends EventBus>(bus: Bus, { meter, hasMetrics }: Telemetry): Bus {
  if (!hasMetrics) return bus;
  const system = { "messaging.system": bus.transport === "rabbitmq" ? "rabbitmq" : "gatehouse" };
  const published = meter.createHistogram(
    "messaging.client.operation.duration",
    durationOptions("Duration of publishing an event, until the broker has stored it"),
  );
  const handled = meter.createHistogram(
    "messaging.process.duration",
    durationOptions("Duration of handling an event"),
  );
  const delayed = meter.createHistogram("gatehouse.event.delay", {
    description: "Time from an event to the end of its handling by a subscriber",
    unit: "s",
    advice: { explicitBucketBoundaries: delayBoundaries },
  });
  meter
    .createObservableGauge("gatehouse.event.bus.connected", {
      description: "1 where events leave the service and reach each of its subscriptions, else 0",
    })
    .addCallback((result) => result.observe(bus.isConnected() ? 1 : 0));
  return {
    ...bus,
    publish: (event) =>
      measure(published, { ...system, ...typeOf(event.type), "messaging.operation.name": "publish" }, () =>
        bus.publish(event),
      ),
    subscribe(subscription) {
      const { subscriber, handle } = subscription;
      const name = { "messaging.consumer.group.name": subscriber };
      bus.subscribe({
        ...subscription,
        async handle(event) {
          await measure(handled, { ...system, ...typeOf(event.type), ...name }, () => handle(event));
          delayed.record(Math.max(0, (Date.now() - Date.parse(event.time)) / 1000), name);
        },
      });
    },
  };
}

const typeOf = (type: EventType): Attributes => ({ "gatehouse.event.type": type });

async function measure(
  histogram: Histogram,
  attributes: Attributes,
  work: () => Promise<void> | void,
): Promise<void> {
  const startedAt = performance.now();
  try {
    await work();
    histogram.record(secondsSince(startedAt), attributes);
  } catch (error) {
    histogram.record(secondsSince(startedAt), { ...attributes, "error.type": kindOf(error) });
    throw error;
  }
}

function kindOf(error: unknown): string {
  if (error instanceof UnansweredEventError) return "unanswered";
  return error instanceof RefusedEventError ? "refused" : "failed";
}
