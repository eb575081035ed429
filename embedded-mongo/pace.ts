/** Pauses long commands so that the event loop serves others, and ends a command at the client's time limit. */
import { setImmediate } from "node:timers/promises";
import { failure } from "./errors.js";

const sliceMilliseconds = 8;
/** Reading the clock at every step would cost more than most steps. */
const stepsPerClockReading = 32;

/** The time keeper of one command. */
export interface Pace {
  /** Counts a step; true when the command has held the event loop for its slice and must pause. */
  isDue(): boolean;
  /** Gives the event loop a turn; throws MaxTimeMSExpired when the time limit has passed. */
  pause(): Promise<void>;
  /** Stops the clock while a cursor waits for the client's next getMore. */
  rest(): void;
  /** Starts the clock again; the rest does not count towards the time limit. */
  resume(): void;
  /** Throws MaxTimeMSExpired when the time limit has passed. */
  requireTime(): void;
}

/** Starts the clock of a command; a limit of 0 ms is no limit. */
export function createPace(limitMilliseconds = 0): Pace {
  let steps = 0;
  let sliceStart = performance.now();
  let deadline = limitMilliseconds > 0 ? sliceStart + limitMilliseconds : Number.POSITIVE_INFINITY;
  let restingSince = 0;

  const requireTime = () => {
    if (performance.now() > deadline) throw failure(50, "operation exceeded time limit");
  };
  return {
    isDue: () => ++steps % stepsPerClockReading === 0 && performance.now() - sliceStart > sliceMilliseconds,
    async pause() {
      await setImmediate();
      sliceStart = performance.now();
      requireTime();
    },
    rest() {
      restingSince = performance.now();
    },
    resume() {
      sliceStart = performance.now();
      deadline += sliceStart - restingSince;
    },
    requireTime,
  };
}
