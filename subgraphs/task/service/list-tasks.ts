/** The use cases that read tasks: one by one, in lists, and several users' lists at once. */
import { countEachUpToBound, countUpToBound } from "../../../platform/database/bounded-count.js";
import { forbidden, notFound } from "../../../platform/errors.js";
import { type Claims, isAdmin } from "../../../platform/identity/claims.js";
import {
  type BoundedCount,
  keysetFilter,
  keysetSort,
  type PageRequest,
  readPageRequest,
  toPage,
} from "../../../platform/pagination.js";
import type { TaskModels } from "../model.js";
import { type ListedTask, type Task, type TaskPage, taskFields, toTask } from "./task.js";
import { readOrder, type TaskQuery, toTaskFilter, visibleTo } from "./task-filter.js";

/** What a list or a count of tasks matches, as the database is asked for it. */
export type TaskSelection = Record<string, unknown>;
/** Counts what a selection matches; the same selection once a request, several of them together. */
export type TaskCounts = (selection: TaskSelection) => Promise<BoundedCount>;

export type TaskReading = ReturnType<typeof createTaskReading>;

/** Creates the use cases over the task database. */
export function createTaskReading({ tasks }: TaskModels) {
  const read = (filter: Record<string, unknown>, request: PageRequest) =>
    tasks
      .find({ $and: [filter, keysetFilter(request)] }, taskFields)
      .sort(keysetSort(request.order))
      .limit(request.limit + 1)
      .lean();

  return {
    /**
     * How many tasks each filter matches, along an index: a viewer's, all in one command, or for an admin who asks
     * for everything the one by age.
     */
    async countMany(filters: readonly TaskSelection[]): Promise<BoundedCount[]> {
      const ofViewers = filters.filter((one) => "viewerIds" in one);
      const counts = new Map<TaskSelection, BoundedCount>();
      for (const [index, count] of (await countEachUpToBound(tasks, ofViewers)).entries())
        counts.set(ofViewers[index]!, count);
      for (const one of filters) {
        if (!counts.has(one)) counts.set(one, await countUpToBound(tasks, one, { createdAt: -1, _id: -1 }));
      }
      return filters.map((one) => counts.get(one)!);
    },

    /** Tasks that the caller may see, in the order asked for; null for the others. */
    async findMany(ids: readonly string[], caller: Claims): Promise<(Task | null)[]> {
      const found = await tasks.find({ _id: { $in: ids }, ...visibleTo(caller) }, taskFields).lean();
      const byId = new Map(found.map((record) => [record._id, toTask(record)]));
      return ids.map((id) => byId.get(id) ?? null);
    },

    /** A page of the tasks that the caller may see. @throws AppError BAD_USER_INPUT naming the argument. */
    async list(
      { first, after, filter, orderBy }: TaskQuery,
      caller: Claims,
      countOf: TaskCounts,
    ): Promise<TaskPage> {
      const request = readPageRequest({ first, after }, readOrder(orderBy));
      const matching = toTaskFilter(caller, filter ?? {});
      return toPage(await read(matching, request), request, toTask, () => countOf(matching));
    },

    /** Owners' tasks for several owners at once, one index range each, in a single command. */
    async listByOwner(
      ownerIds: readonly string[],
      { first, after, filter, orderBy }: TaskQuery,
      caller: Claims,
      countOf: TaskCounts,
    ): Promise<TaskPage[]> {
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
          ? await read(matchingOf(firstOwner), request)
          : await tasks.aggregate<ListedTask>([
              ...stagesOf(firstOwner),
              ...others.map((id) => ({
                $unionWith: { coll: tasks.collection.name, pipeline: stagesOf(id) },
              })),
            ]);
      const byOwner = new Map<string, ListedTask[]>(ownerIds.map((id) => [id, []]));
      for (const record of found) byOwner.get(record.ownerId)?.push(record);
      return ownerIds.map((id) =>
        toPage(byOwner.get(id) ?? [], request, toTask, () => countOf(matchingOf(id))),
      );
    },

    /**
     * @throws AppError NOT_FOUND when there is none that the caller may see; FORBIDDEN when the caller neither owns
     * the task nor is an admin.
     */
    async requireManager(id: string, caller: Claims): Promise<void> {
      const task = await tasks.findOne({ _id: id, ...visibleTo(caller) }, { ownerId: 1 }).lean();
      if (task === null) throw notFound("task");
      if (!isAdmin(caller) && task.ownerId !== caller.subject)
        throw forbidden("You may see this task, but not do this with it.");
    },
  };
}
