/** The use case `tasks`. */
import type { Claims } from "../../../platform/identity/claims.js";
import {
  keysetFilter,
  keysetSort,
  type PageRequest,
  readPageRequest,
  toPage,
} from "../../../platform/pagination.js";
import type { TaskCounts } from "./count-tasks.js";
import type { ReadParts } from "./parts.js";
import { type ListedTask, type TaskPage, taskFields, toTask } from "./task.js";
import { readOrder, type TaskQuery, toTaskFilter } from "./task-filter.js";

/** Returns a page of the tasks that the caller may see. @throws AppError BAD_USER_INPUT naming the argument. */
export async function listTasks(
  parts: ReadParts,
  { first, after, filter, orderBy }: TaskQuery,
  caller: Claims,
  countOf: TaskCounts,
): Promise<TaskPage> {
  const request = readPageRequest({ first, after }, readOrder(orderBy));
  const matching = toTaskFilter(caller, filter ?? {});
  return toPage(await readPage(parts, matching, request), request, toTask, () => countOf(matching));
}

/** Reads the tasks of one page that match `filter`, and one more if there is one. */
export function readPage(
  { models }: ReadParts,
  filter: Record<string, unknown>,
  request: PageRequest,
): Promise<ListedTask[]> {
  return models.tasks
    .find({ $and: [filter, keysetFilter(request)] }, taskFields)
    .sort(keysetSort(request.order))
    .limit(request.limit + 1)
    .lean();
}
