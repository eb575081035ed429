/** The interface by which services publish and receive events, and its transport within one process. */
import type { Event, EventType } from "./event.js";

/** An event that must never have its effect, because it is not genuine. The message contains none of its data. */
export class RefusedEventError extends Error {
  override readonly name = "RefusedEventError";
}

/**
 * The broker did not respond in time, so nothing is known of the event: that is the broker's fault and not the event's.
 * The event must be published again.
 */
export class UnansweredEventError extends Error {
  override readonly name: string = "UnansweredEventError";
}

/**
 * Carries out the effect of an event. Must be idempotent: an event may be delivered twice.
 * @throws RefusedEventError for an event that must not be delivered again.
 */
export type EventHandler = (event: Event) => Promise<void> | void;

/** Which events a service receives, and how. */
export interface Subscription {
  /** The name of the receiver, for queues and logs. */
  subscriber: string;
  types: readonly EventType[];
  /**
   * `shared`: each event is delivered to one of the subscriber's instances, and waits while none runs. `each`: every
   * running instance gets it; an instance that is away does not.
   */
  delivery: "shared" | "each";
  /**
   * One `shared` subscriber of the system has the queue that RABBITMQ_QUEUE names. At a broker this queue gets events
   * of every type, so that no event is published to no queue and lost. `types` lists the handled ones.
   */
  isCatchAll?: boolean;
  handle: EventHandler;
}

/**
 * Since when each subscription has been served, and the time of the last proof; null while one is not served, or never
 * was.
 */
export interface ServiceTimes {
  servedSince: Date | null;
  lastBeatAt: Date | null;
}

/** What waits in the queue of a subscriber at the broker. */
export interface QueueState {
  queue: string;
  messages: number;
  deadLetters: number;
}

/** The bus that relays publish to and services subscribe to. */
export interface EventBus {
  readonly transport: "in-process" | "rabbitmq";
  /** The name of what events are published to: the exchange. */
  readonly destination: string;
  /** Do published events leave the service, and does each subscription receive its events? */
  isConnected(): boolean;
  /** Do published events leave the service? */
  canPublish(): boolean;
  times(): ServiceTimes;
  /**
   * Resolves once the receivers or the broker have stored the event; rejects when it must be published again.
   * @throws UnansweredEventError when the broker is silent.
   */
  publish(event: Event): Promise<void>;
  subscribe(subscription: Subscription): void;
  /**
   * Calls the listener with false when events may be missed or have been, and with true when every subscription is
   * served again. Events may be lost between the two, and before the first true. Within one process neither happens.
   */
  onConnectionChange(listener: (connected: boolean) => void): void;
  /** Reads the `shared` queues of this bus's subscribers; absent where there is no broker. Rejects while it is away. */
  readQueues?(): Promise<readonly QueueState[]>;
}

/** Does a service share its process with all others? Then it needs no broker. */
export type Company = "alone" | "together";

/**
 * Delivers events within this process: `publish` resolves when every subscriber has handled the event. With the outbox
 * that is delivery at least once, also across a crash. Where a service is `alone`, this bus has no receivers and is
 * never connected: events wait in the outbox until there is a broker.
 */
export function createInProcessBus(company: Company = "together"): EventBus {
  const subscriptions: Subscription[] = [];
  const startedAt = new Date();
  return {
    transport: "in-process",
    destination: "gatehouse.events",
    isConnected: () => company === "together",
    canPublish: () => company === "together",
    times: () => ({ servedSince: company === "together" ? startedAt : null, lastBeatAt: null }),
    async publish(event) {
      for (const { types, handle } of subscriptions) {
        if (types.includes(event.type)) await handle(event);
      }
    },
    subscribe(subscription) {
      // `each` subscriptions decide about requests, such as a ban: they do not wait for another's database.
      if (subscription.delivery === "each") subscriptions.unshift(subscription);
      else subscriptions.push(subscription);
    },
    onConnectionChange: () => {},
  };
}
