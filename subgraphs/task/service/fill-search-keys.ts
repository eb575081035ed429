/** Gives search keys to tasks that were stored before titles could be searched. */
import type { Logger } from "../../../platform/log.js";
import { createRounds } from "../../../platform/rounds.js";
import type { TaskModels } from "../model.js";
import { searchKeysOf } from "./search-keys.js";

const batchSize = 200;
const retryMilliseconds = 60_000;

/**
 * Fills them in the background, in batches. `done` resolves when every task has its keys, or after a failure, which is
 * tried again later.
 */
export function startFillingSearchKeys({ tasks }: Pick<TaskModels, "tasks">, log: Logger) {
  /** Fills one batch; returns false when no task was left. */
  const fillBatch = async (): Promise<boolean> => {
    const found = await tasks
      .find({ searchKeys: { $exists: false } }, { title: 1, viewerIds: 1, version: 1 })
      .limit(batchSize)
      .lean();
    if (found.length === 0) return false;
    await tasks.bulkWrite(
      found.map(({ _id, version, title, viewerIds }) => ({
        // A task that changes at the same time, without keys of its own, is in the next batch.
        updateOne: {
          filter: { _id, version },
          update: { $set: { searchKeys: searchKeysOf(title, viewerIds) } },
        },
      })),
      { ordered: false, timestamps: false },
    );
    return true;
  };
  const work = async (): Promise<boolean> => {
    const isMore = await fillBatch();
    // New tasks have their keys: no later round would find one.
    if (!isMore) void rounds.stop();
    return isMore;
  };
  const rounds = createRounds(work, retryMilliseconds, (error) =>
    log.warn({ err: error }, "tasks could not be prepared for searches; again in a minute"),
  );
  return { done: rounds.wake(), stop: rounds.stop };
}
