/** Deletes or returns the tasks of a deleted account, one batch at a time. */
import type { TaskModels, TaskRecord } from "../model.js";
import { toTaskEvent } from "./task-event.js";
import { toVisibility } from "./visibility.js";

const clearedFields = { ownerId: 1, assigneeId: 1, title: 1, enabled: 1, version: 1 } as const;
type ClearedTask = Pick<TaskRecord, "_id" | keyof typeof clearedFields>;

/** Clears at most `batchSize` tasks; resolves to false when no task was left. */
export async function clearTasks(
  tasks: TaskModels["tasks"],
  accountId: string,
  batchSize: number,
): Promise<boolean> {
  const found = await tasks
    .find({ viewerIds: accountId, deletedAt: null }, clearedFields)
    .limit(batchSize)
    .lean();
  if (found.length === 0) return false;
  await tasks.bulkWrite(
    found.map((task) => ({
      updateOne: {
        // A change at the same time wins; the next batch finds the task again.
        filter: { _id: task._id, version: task.version, deletedAt: null },
        update: task.ownerId === accountId ? toDeletion(task) : toReturn(task),
      },
    })),
    { ordered: false },
  );
  return true;
}

/** Erases the text of the task at once; the document is deleted when its event is published. */
function toDeletion(task: ClearedTask) {
  const now = new Date();
  const version = task.version + 1;
  return {
    $set: {
      deletedAt: now,
      updatedAt: now,
      version,
      viewerIds: [],
      searchKeys: [],
      title: "",
      description: "",
    },
    $push: { outbox: toTaskEvent("task.deleted", { ...task, version }) },
  };
}

function toReturn(task: ClearedTask) {
  const version = task.version + 1;
  return {
    $set: { ...toVisibility(task, null), updatedAt: new Date(), version },
    $push: { outbox: toTaskEvent("task.assigned", { ...task, assigneeId: null, version }) },
  };
}
