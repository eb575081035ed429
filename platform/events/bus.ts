/** The port through which events leave a service and reach another, and its transport within one process. */
import type { Event, EventType } from "./event.js";

/** An event that is not to have its effect, now or later: it is not what it says. The message holds none of its data. */
export class RefusedEventError extends Error {
  override readonly name = "RefusedEventError";
}

/**
 * Takes an event in and carries out its effect. Must be idempotent: an event may come twice.
 * @throws RefusedEventError for one that must not come again.
 */
export type EventHandler = (event: Event) => Promise<void> | void;

/** Which events a service wants, and how. */
export interface Subscription {
  /** The receiver's name, for queues and logs. */
  subscriber: string;
  types: readonly EventType[];
  /**
   * `shared`: each event goes to one of the subscriber's instances, and waits while none runs. `each`: every
   * running instance gets it, and none that is away.
   */
  delivery: "shared" | "each";
  /**
   * With `shared`, for one subscriber of the system: at a broker its queue, which RABBITMQ_QUEUE names, holds events of
   * every type, so that none is published to no queue and lost. `types` says which of them are handled.
   */
  isCatchAll?: boolean;
  handle: EventHandler;
}

/** Since when each subscription is served, and when the last proof of it came; null while one is not, or never was. */
export interface ServiceTimes {
  servedSince: Date | null;
  lastBeatAt: Date | null;
}

/** What relays publish to and services subscribe at. */
export interface EventBus {
  readonly transport: "in-process" | "rabbitmq";
  /** Is the way to and from the other services open: does what is published leave, and does each subscription get it? */
  isConnected(): boolean;
  /** Does what is published leave? */
  canPublish(): boolean;
  times(): ServiceTimes;
  /** Resolves once the event is safe with its receivers or the broker; rejects when it must be sent again. */
  publish(event: Event): Promise<void>;
  subscribe(subscription: Subscription): void;
  /**
   * Tells when events may be missed, or have been (false), and when every subscription is served again (true):
   * between the two, and before the first true, some may have gone by. In one process neither happens.
   */
  onConnectionChange(listener: (connected: boolean) => void): void;
}

/** Does a service share its process with all others, which can then do without a broker? */
export type Company = "alone" | "together";

/**
 * Hands events over within this process: `publish` resolves when every subscriber has done its work. Together
 * with the outbox that is at-least-once, also across a crash. Where a service is `alone` this bus leads to
 * nobody and is never connected: events wait in the outbox until there is a broker.
 */
export function createInProcessBus(company: Company = "together"): EventBus {
  const subscriptions: Subscription[] = [];
  const startedAt = new Date();
  return {
    transport: "in-process",
    isConnected: () => company === "together",
    canPublish: () => company === "together",
    times: () => ({ servedSince: company === "together" ? startedAt : null, lastBeatAt: null }),
    async publish(event) {
      for (const { types, handle } of subscriptions) {
        if (types.includes(event.type)) await handle(event);
      }
    },
    subscribe(subscription) {
      // What every instance wants is looked at with each request, like a ban: it does not wait for a database.
      if (subscription.delivery === "each") subscriptions.unshift(subscription);
      else subscriptions.push(subscription);
    },
    onConnectionChange: () => {},
  };
}
