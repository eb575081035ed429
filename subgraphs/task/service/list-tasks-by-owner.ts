/** The use case `User.tasks`, for all users of a list at once. */
import type { Claims } from "../../../platform/identity/claims.js";
import { keysetFilter, keysetSort, readPageRequest, toPage } from "../../../platform/pagination.js";
import type { TaskCounts } from "./count-tasks.js";
import { readPage } from "./list-tasks.js";
import type { ReadParts } from "./parts.js";
import { type ListedTask, type TaskPage, taskFields, toTask } from "./task.js";
import { readOrder, type TaskQuery, toTaskFilter } from "./task-filter.js";

/**
 * Returns a page of the tasks of each owner that the caller may see, in the order of `ownerIds`: one command, with one
 * range of an index for each owner.
 * @throws AppError BAD_USER_INPUT naming the argument.
 */
export async function listTasksByOwner(
  parts: ReadParts,
  ownerIds: readonly string[],
  { first, after, filter, orderBy }: TaskQuery,
  caller: Claims,
  countOf: TaskCounts,
): Promise<TaskPage[]> {
  const { tasks } = parts.models;
  const request = readPageRequest({ first, after }, readOrder(orderBy));
  const matchingOf = (ownerId: string) => {
    const other = filter?.ownerId != null && filter.ownerId !== ownerId;
    return {
      ...toTaskFilter(caller, { ...filter, ownerId }),
      ...(other && { _id: { $in: [] as string[] } }),
    };
  };
  const stagesOf = (ownerId: string) => [
    { $match: { $and: [matchingOf(ownerId), keysetFilter(request)] } },
    { $sort: keysetSort(request.order) },
    { $limit: request.limit + 1 },
    { $project: taskFields },
  ];
  const [firstOwner, ...others] = ownerIds;
  if (firstOwner === undefined) return [];
  const found: ListedTask[] =
    others.length === 0
      ? await readPage(parts, matchingOf(firstOwner), request)
      : await tasks.aggregate<ListedTask>([
          ...stagesOf(firstOwner),
          ...others.map((id) => ({
            $unionWith: { coll: tasks.collection.name, pipeline: stagesOf(id) },
          })),
        ]);
  const byOwner = new Map<string, ListedTask[]>(ownerIds.map((id) => [id, []]));
  for (const record of found) byOwner.get(record.ownerId)?.push(record);
  return ownerIds.map((id) => toPage(byOwner.get(id) ?? [], request, toTask, () => countOf(matchingOf(id))));
}
