/** Use case `publishTestEvent`: sends an event by the same way as every event, and reports whether it arrived. */
import { setTimeout as delay } from "node:timers/promises";
import type { EventBus } from "../../../platform/events/bus.js";
import { createEvent } from "../../../platform/events/event.js";
import { readLine } from "../../../platform/validation.js";
import type { AuthModels } from "../model.js";
import type { Parts } from "../parts.js";

/** The state of the event. */
export interface EventReceipt {
  id: string;
  type: string;
  transport: EventBus["transport"];
  confirmed: boolean;
}

const patience = { milliseconds: 5_000, pollMilliseconds: 25 };

/** Publishes the event from a document of its own, which the outbox deletes once the event is confirmed. */
export async function publishTestEvent(
  { models, relay, eventTransport }: Parts<"models" | "relay" | "eventTransport">,
  message: string,
): Promise<EventReceipt> {
  const text = readLine("message", message, { min: 1, max: 200 });
  const event = createEvent("auth", "system.test", crypto.randomUUID(), { message: text });
  await models.probes.create({ _id: event.subject, deletedAt: new Date(), outbox: [event] });
  const giveUpAt = Date.now() + patience.milliseconds;
  await relay.wake();
  let confirmed = await isPublished(models, event.subject);
  while (!confirmed && Date.now() < giveUpAt) {
    await delay(patience.pollMilliseconds);
    confirmed = await isPublished(models, event.subject);
  }
  return { id: event.id, type: event.type, transport: eventTransport, confirmed };
}

async function isPublished({ probes }: Pick<AuthModels, "probes">, _id: string): Promise<boolean> {
  return (await probes.exists({ _id })) === null;
}
