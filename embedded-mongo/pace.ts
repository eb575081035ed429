/** Keeps long work from holding the event loop, and ends it at the client's time limit. */
import { setImmediate } from "node:timers/promises";
import { failure } from "./errors.js";

const SLICE_MS = 8;
const CHECK_EVERY = 32;

/** Counts steps of one command; `due` is true when it is time to let others run. */
export class Pace {
  private steps = 0;
  private sliceStart = performance.now();
  private deadline: number;
  private restingSince = 0;

  /** `maxTimeMs` 0 sets no limit. */
  constructor(maxTimeMs = 0) {
    this.deadline = maxTimeMs > 0 ? this.sliceStart + maxTimeMs : Number.POSITIVE_INFINITY;
  }

  due(): boolean {
    return ++this.steps % CHECK_EVERY === 0 && performance.now() - this.sliceStart > SLICE_MS;
  }

  /** Lets other work run; throws MaxTimeMSExpired once the command's time is up. */
  async pause(): Promise<void> {
    await setImmediate();
    this.sliceStart = performance.now();
    this.requireTime();
  }

  /** Stops the clock while a cursor waits to be asked again. */
  rest(): void {
    this.restingSince = performance.now();
  }

  /** Goes on after a rest, which does not count. */
  resume(): void {
    this.sliceStart = performance.now();
    this.deadline += this.sliceStart - this.restingSince;
  }

  /** Throws MaxTimeMSExpired once the command's time is up. */
  requireTime(): void {
    if (performance.now() > this.deadline) throw failure(50, "operation exceeded time limit");
  }
}
