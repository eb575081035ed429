/** Tells the work for a request, however deep, who sent it, how long its result is waited for, and when it is not any more. */
import { AsyncLocalStorage } from "node:async_hooks";

/** The work for one request. */
export class RequestWork {
  /** No result is waited for any more. */
  isAbandoned = false;
  readonly #listeners = new Set<() => void>();

  constructor(
    /** Key of the client's address (`addressKey`), by which work is shared out. */
    readonly sender: string,
    /** When the result is waited for no longer, as `performance.now()` counts; Infinity where none has said. */
    readonly endsAt: number,
  ) {}

  /** Milliseconds for which the result is still waited for; never below 0. */
  get millisecondsLeft(): number {
    return this.isAbandoned ? 0 : Math.max(0, this.endsAt - performance.now());
  }

  /** Calls `listener` once the work is abandoned; returns what takes the listener away. */
  onAbandoned(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Ends what listens; what has begun to change something goes on. */
  abandon(): void {
    if (this.isAbandoned) return;
    this.isAbandoned = true;
    for (const listener of this.#listeners) listener();
    this.#listeners.clear();
  }
}

/** Work that no request has asked for: commands, and what is done in the background. */
const ownWork = new RequestWork("own work", Infinity);

const storage = new AsyncLocalStorage<RequestWork>();

/** Runs the work for a request. */
export const runForRequest = <Result>(work: RequestWork, run: () => Result): Result => storage.run(work, run);

/** Runs what goes on whatever becomes of the request that has led to it. */
export const runAsOwnWork = <Result>(run: () => Result): Result => storage.run(ownWork, run);

/** The work that this is part of. */
export const currentWork = (): RequestWork => storage.getStore() ?? ownWork;
