/** Gives search keys to tasks that were stored before titles could be searched. */
import type { Logger } from "../../../platform/log.js";
import type { TaskModels } from "../model.js";
import { searchKeysOf } from "./search-keys.js";

const batchSize = 200;

/** Fills them in the background, in batches; returns what stops it. The next start continues. */
export function startFillingSearchKeys({ tasks }: Pick<TaskModels, "tasks">, log: Logger) {
  let isStopping = false;
  /** Fills one batch; resolves to false when no task was left. */
  const fillBatch = async (): Promise<boolean> => {
    const found = await tasks
      .find({ searchKeys: { $exists: false } }, { title: 1, viewerIds: 1, version: 1 })
      .limit(batchSize)
      .lean();
    if (found.length === 0) return false;
    await tasks.bulkWrite(
      found.map(({ _id, version, title, viewerIds }) => ({
        // A change at the same time has set the keys.
        updateOne: {
          filter: { _id, version },
          update: { $set: { searchKeys: searchKeysOf(title, viewerIds) } },
        },
      })),
      { ordered: false, timestamps: false },
    );
    return true;
  };
  const fill = async (): Promise<void> => {
    while (!isStopping && (await fillBatch()));
  };
  const done = fill().catch((error: unknown) =>
    log.warn({ err: error }, "tasks could not be prepared for searches; the next start tries again"),
  );
  return {
    /** Resolves when every task has its keys, or after a failure or a stop. */
    done,
    async stop(): Promise<void> {
      isStopping = true;
      await done;
    },
  };
}
