/** Asks for `me` at a steady pace, and measures how long that takes and what it costs the system. */

import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { ask, type Person } from "./bench-user.js";
import { readProcessMemory } from "./process-memory.js";
import type { RunningSystem } from "./start-system.js";

/** How long one measurement takes. */
export const phaseMilliseconds = 6_000;

/** The pace. */
export const readsPerSecond = 50;

/** One `me` that was served. */
export interface Read {
  milliseconds: number;
  /** Processor time of the event loop between the request and the response. */
  loopMilliseconds: number;
}

/** One measurement. */
export interface Phase {
  /** Each `me` that was served. */
  reads: Read[];
  /** By error code. */
  refused: Map<string, number>;
  /** Of the event loop, by processor time. */
  loopShare: number;
  largestMebibytes: number;
}

/** Asks for `me` at a steady pace, whatever it takes. */
export async function read(system: RunningSystem, persons: readonly Person[]): Promise<Phase> {
  const phase: Phase = { reads: [], refused: new Map(), loopShare: 0, largestMebibytes: 0 };
  const under: Promise<void>[] = [];
  const startedAt = performance.now();
  const loopBefore = readLoopTime(system);
  for (let sent = 0; performance.now() - startedAt < phaseMilliseconds; sent++) {
    await delay(Math.max(0, startedAt + (sent * 1000) / readsPerSecond - performance.now()));
    const sentAt = performance.now();
    const loopAt = readLoopTime(system);
    const served = () => {
      const milliseconds = performance.now() - sentAt;
      phase.reads.push({ milliseconds, loopMilliseconds: readLoopTime(system) - loopAt });
    };
    const refused = ({ message }: Error) => {
      phase.refused.set(message, (phase.refused.get(message) ?? 0) + 1);
    };
    const { pool, accessToken } = persons[sent % persons.length]!;
    under.push(ask(pool, "{ me { id username } }", accessToken).then(served, refused));
    if (sent % 10 === 0)
      phase.largestMebibytes = Math.max(phase.largestMebibytes, readProcessMemory(system.pid) / 2 ** 20);
  }
  phase.loopShare = (readLoopTime(system) - loopBefore) / (performance.now() - startedAt);
  await Promise.all(under);
  return phase;
}

/** Processor time of the main thread in milliseconds (Documentation/scheduler/sched-stats). */
function readLoopTime({ pid }: RunningSystem): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, "utf8").split(" ", 1)[0]) / 1e6;
}
