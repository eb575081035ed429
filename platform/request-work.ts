/** Gives the work for a request, at any depth, its sender, its deadline, and the signal that it was abandoned. */
import { AsyncLocalStorage } from "node:async_hooks";

/** The work for one request. */
export class RequestWork {
  /** The result is no longer needed. */
  isAbandoned = false;
  readonly #listeners = new Set<() => void>();

  constructor(
    /** The key of the client's address (`addressKey`), by which work is shared fairly. */
    readonly sender: string,
    /** The deadline, by `performance.now()`; Infinity without one. */
    readonly endsAt: number,
  ) {}

  /** The milliseconds until the deadline; never below 0. */
  get millisecondsLeft(): number {
    return this.isAbandoned ? 0 : Math.max(0, this.endsAt - performance.now());
  }

  /** Calls `listener` once the work is abandoned; returns how to remove the listener. */
  onAbandoned(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Ends the work that listens; a write in progress continues. */
  abandon(): void {
    if (this.isAbandoned) return;
    this.isAbandoned = true;
    for (const listener of this.#listeners) listener();
    this.#listeners.clear();
  }
}

/** Work that belongs to no request: commands and background work. */
const ownWork = new RequestWork("own work", Infinity);

const storage = new AsyncLocalStorage<RequestWork>();

/** Runs the work for a request. */
export const runForRequest = <Result>(work: RequestWork, run: () => Result): Result => storage.run(work, run);

/** Runs work that continues after the request that started it. */
export const runAsOwnWork = <Result>(run: () => Result): Result =>
  storage.getStore() === undefined ? run() : storage.run(ownWork, run);

/** Returns the current work. */
export const currentWork = (): RequestWork => storage.getStore() ?? ownWork;
