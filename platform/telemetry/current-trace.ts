/**
 * Gives work at any depth the trace that it belongs to. The gateway passes its traces on by hand: the first `run` of an
 * AsyncLocalStorage makes each promise of the process dearer.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import type { Trace } from "./trace.js";

const storage = new AsyncLocalStorage<Trace | undefined>();

/** Runs work within a trace. */
export const runInTrace = <Result>(trace: Trace, work: () => Result): Result => storage.run(trace, work);

/** Runs work that does not belong to the trace of its starter. */
export const runOutsideTraces = <Result>(work: () => Result): Result =>
  storage.getStore() === undefined ? work() : storage.run(undefined, work);

/** Returns the trace of the current work; undefined for work that belongs to none. */
export const currentTrace = (): Trace | undefined => storage.getStore();
