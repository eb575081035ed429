/** Finds tasks by their ids. */
import type { Claims } from "../../../platform/identity/claims.js";
import type { ReadParts } from "./parts.js";
import { type Task, taskFields, toTask } from "./task.js";
import { visibleTo } from "./task-access.js";

/** Returns the tasks in the order of `ids`; null for each that the caller may not see. */
export async function findTasks(
  { models }: ReadParts,
  ids: readonly string[],
  caller: Claims,
): Promise<(Task | null)[]> {
  const found = await models.tasks.find({ _id: { $in: ids }, ...visibleTo(caller) }, taskFields).lean();
  const byId = new Map(found.map((record) => [record._id, toTask(record)]));
  return ids.map((id) => byId.get(id) ?? null);
}
