/**
 * Continues the trace of a request through its events: a span for each publication and each delivery, below and linked to
 * the span that made the event. See https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/ and
 * https://github.com/cloudevents/spec/blob/main/cloudevents/extensions/distributed-tracing.md.
 */
import { type SpanContext, SpanKind } from "@opentelemetry/api";
import { runInTrace } from "../telemetry/current-trace.js";
import type { Telemetry } from "../telemetry/telemetry.js";
import { continueTrace, type Trace } from "../telemetry/trace.js";
import { parseTraceContext } from "../telemetry/trace-context.js";
import type { EventBus, Subscription } from "./bus.js";
import type { Event } from "./event.js";

/** Returns the bus of one service, whose publications and deliveries are recorded. The event itself is not changed. */
export function traceBus<Bus extends EventBus>(bus: Bus, telemetry: Telemetry): Bus {
  return {
    ...bus,
    publish: (event: Event) =>
      telemetry.hasTraces
        ? finish(startTrace(bus, telemetry, event, "publish"), () => bus.publish(event))
        : bus.publish(event),
    subscribe: (subscription: Subscription) =>
      bus.subscribe({ ...subscription, handle: (event) => handle(bus, telemetry, subscription, event) }),
  };
}

/** The work on a `shared` event belongs to its trace: its log lines, its commands and its own events. */
function handle(
  bus: EventBus,
  telemetry: Telemetry,
  { delivery, subscriber, handle: work }: Subscription,
  event: Event,
): Promise<void> | void {
  const run = () => work(event);
  if (!telemetry.hasTraces && (delivery === "each" || event.traceparent === undefined)) return run();
  const trace = startTrace(bus, telemetry, event, "process", subscriber);
  // The handlers of `each`, which also the gateway has, change memory alone.
  return finish(trace, delivery === "each" ? run : () => runInTrace(trace, run));
}

async function finish(trace: Trace, work: () => Promise<void> | void): Promise<void> {
  let error: unknown;
  try {
    await work();
  } catch (reason) {
    error = reason ?? "unknown";
    throw reason;
  } finally {
    trace.end({ error });
  }
}

function startTrace(
  { transport, destination }: EventBus,
  telemetry: Telemetry,
  event: Event,
  operation: "publish" | "process",
  subscriber?: string,
): Trace {
  const parent = parseTraceContext(event.traceparent);
  return continueTrace(telemetry, { parent }, () => ({
    name: `${operation} ${destination}`,
    kind: operation === "publish" ? SpanKind.PRODUCER : SpanKind.CONSUMER,
    links: linksTo(parent),
    attributes: {
      "messaging.system": transport === "rabbitmq" ? "rabbitmq" : "in_process",
      "messaging.operation.name": operation,
      "messaging.operation.type": operation === "publish" ? "send" : "process",
      "messaging.destination.name": destination,
      "messaging.message.id": event.id,
      ...(transport === "rabbitmq" && { "messaging.rabbitmq.destination.routing_key": event.type }),
      ...(subscriber !== undefined && { "messaging.consumer.group.name": subscriber }),
      "cloudevents.event_id": event.id,
      "cloudevents.event_source": event.source,
      "cloudevents.event_spec_version": event.specversion,
      "cloudevents.event_type": event.type,
    },
  }));
}

const linksTo = (context: SpanContext | undefined) => (context === undefined ? [] : [{ context }]);
