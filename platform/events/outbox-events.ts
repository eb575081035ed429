import type { Event } from "./event.js";

/** The waiting events of a document; only this relay may publish them until its lease ends. */
export interface LeasedEvents {
  documentId: string;
  /** Oldest first. */
  events: Event[];
  /** How many attempts in a row have failed. */
  failures: number;
}

/** The number of waiting events, and the time of the oldest. */
export interface OutboxBacklog {
  waiting: number;
  oldestAt: Date | null;
}

/** One collection whose documents have an `outbox` array. */
export interface Outbox {
  readonly leaseMilliseconds: number;
  /** Leases some documents with waiting events, for `leaseMilliseconds`. */
  lease(): Promise<LeasedEvents[]>;
  /** Removes published events. Gives the lease back, or returns the events that were added meanwhile. */
  release(documentId: string, publishedIds: string[]): Promise<Event[]>;
  /**
   * Gives the lease back after a failure; no relay tries this document again before the delay is over. `failures` is the
   * number that the next lease returns.
   */
  postpone(
    documentId: string,
    publishedIds: string[],
    delay: { milliseconds: number; failures: number },
  ): Promise<void>;
  backlog(): Promise<OutboxBacklog>;
}
