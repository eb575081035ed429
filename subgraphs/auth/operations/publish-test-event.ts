/** Sends a test event the way that every event goes, and watches what becomes of it. */
import { setTimeout as delay } from "node:timers/promises";
import type { EventBus } from "../../../platform/events/bus.js";
import { createEvent } from "../../../platform/events/event.js";
import type { OutboxRelay } from "../../../platform/events/outbox-relay.js";
import { readLine } from "../../../platform/validation.js";
import type { AuthModels } from "../model.js";

/** What became of an event. */
export interface EventReceipt {
  id: string;
  type: string;
  transport: EventBus["transport"];
  confirmed: boolean;
}

const patience = { milliseconds: 5_000, pollMilliseconds: 25 };

/** Creates the use case. The event waits in a document of its own, which goes once the event is out. */
export function createTestEvents(
  { probes }: AuthModels,
  relay: Pick<OutboxRelay, "wake">,
  transport: EventBus["transport"],
) {
  return async (message: string): Promise<EventReceipt> => {
    const text = readLine("message", message, { min: 1, max: 200 });
    const event = createEvent("auth", "system.test", crypto.randomUUID(), { message: text });
    await probes.create({ _id: event.subject, deletedAt: new Date(), outbox: [event] });
    const giveUpAt = Date.now() + patience.milliseconds;
    await relay.wake();
    let confirmed = (await probes.exists({ _id: event.subject })) === null;
    while (!confirmed && Date.now() < giveUpAt) {
      await delay(patience.pollMilliseconds);
      confirmed = (await probes.exists({ _id: event.subject })) === null;
    }
    return { id: event.id, type: event.type, transport, confirmed };
  };
}
