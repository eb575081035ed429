/** The port through which events leave a service and reach another, and its transport within one process. */
import type { Event, EventType } from "./event.js";

/** Takes an event in and carries out its effect. Must be idempotent: an event may come twice. */
export type EventHandler = (event: Event) => Promise<void> | void;

/** What relays publish to and services subscribe at. */
export interface EventBus {
  /** Resolves once the event is safe with its receivers (or the broker); rejects when it must be sent again. */
  publish(event: Event): Promise<void>;
  /** Calls `handler` for each event of these types. `subscriber` names the receiver, for logs and queues. */
  subscribe(subscriber: string, types: readonly EventType[], handler: EventHandler): void;
}

/**
 * Hands events over within this process: `publish` resolves when every subscriber has done its work. Together
 * with the outbox that is at-least-once, also across a crash.
 */
export function createInProcessBus(): EventBus {
  const subscriptions: { types: ReadonlySet<EventType>; handler: EventHandler }[] = [];
  return {
    async publish(event) {
      for (const { types, handler } of subscriptions) {
        if (types.has(event.type)) await handler(event);
      }
    },
    subscribe(_subscriber, types, handler) {
      subscriptions.push({ types: new Set(types), handler });
    },
  };
}
