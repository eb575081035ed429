/** Measures writes of tasks as the product makes them, and without an event. */
import type { Model } from "mongoose";
import pLimit from "p-limit";
import { v7 as uuidv7 } from "uuid";
import { changeVersioned } from "../platform/database/versioned.js";
import { createEvent } from "../platform/events/event.js";
import type { TaskRecord } from "../subgraphs/task/model.js";
import { toVisibility } from "../subgraphs/task/service/visibility.js";

/** The result of one round. */
export interface Sample {
  /** Until the last write is acknowledged. */
  perSecond: number;
  /** Processor time for one write and everything that its event causes. */
  cpuMicroseconds: number;
  /** Until the last event has arrived and all outboxes are empty. */
  eventsPerSecond?: number;
}

/** A path of events during the writes. */
export interface Leg {
  name: string;
  /** Called after each write. */
  wake(): void;
  /** Starts to count; resolves when that many events have arrived and all outboxes are empty. */
  start(count: number): { finished: Promise<void>; stop(): Promise<void> };
}

/** Creates `count` tasks and the ways to change each of them once. */
export async function createWrites(tasks: Model<TaskRecord>, count: number) {
  const concurrency = 16;
  const limit = pLimit(concurrency);
  const ids = Array.from({ length: count }, () => uuidv7());
  const now = new Date();
  await tasks.insertMany(ids.map((id) => newTask(id, now)));

  const decide = ({ enabled }: TaskRecord): Partial<TaskRecord> => ({ enabled: !enabled });
  const changes = {
    /** Like `changeVersioned`, but without the event. */
    async plain(id: string): Promise<void> {
      const current = await tasks.findById(id).lean();
      if (current === null) throw new Error("The task is gone.");
      const changed = { ...decide(current), version: current.version + 1, updatedAt: new Date() };
      const result = await tasks.updateOne({ _id: id, version: current.version }, { $set: changed });
      if (result.modifiedCount !== 1) throw new Error("The task was not changed.");
    },
    async outbox(id: string): Promise<void> {
      await changeVersioned(tasks, id, decide, ({ version, ownerId, assigneeId, enabled }) => {
        const type = enabled ? "task.enabled" : "task.disabled";
        return createEvent("task", type, id, { version, ownerId, assigneeId, enabled });
      });
    },
  };

  return {
    tasks,
    concurrency,
    /** Changes each task once. Outboxes are empty before and after. */
    async measure(kind: keyof typeof changes, leg?: Leg): Promise<Sample> {
      const run = leg?.start(count);
      const startedAt = performance.now();
      const cpuBefore = process.cpuUsage();
      const write = async (id: string) => {
        await changes[kind](id);
        leg?.wake();
      };
      await Promise.all(ids.map((id) => limit(write, id)));
      const writtenAt = performance.now();
      await run?.finished;
      const cpu = process.cpuUsage(cpuBefore);
      const finishedAt = performance.now();
      await run?.stop();
      await tasks.updateMany({ _id: { $in: ids } }, { $set: { outbox: [] } });
      return {
        perSecond: (count / (writtenAt - startedAt)) * 1_000,
        cpuMicroseconds: (cpu.user + cpu.system) / count,
        ...(run !== undefined && { eventsPerSecond: (count / (finishedAt - startedAt)) * 1_000 }),
      };
    },
  };
}

function newTask(id: string, now: Date): TaskRecord {
  const ownerId = uuidv7();
  const title = "Water the plants";
  return {
    _id: id,
    title,
    description: "The ones at the window first, then those in the hall.",
    status: "TODO",
    priorityRank: 1,
    dueKey: "2027-01-01",
    enabled: true,
    ownerId,
    ...toVisibility({ ownerId, title }, null),
    version: 1,
    deletedAt: null,
    createdAt: now,
    updatedAt: now,
    outbox: [],
  };
}
