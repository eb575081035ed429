/** The use cases around tasks: create, list, change, hand over, delete. */
import { v7 as uuidv7 } from "uuid";
import { changeVersioned } from "../../platform/database/versioned.js";
import { badInput, conflict, forbidden, notFound } from "../../platform/errors.js";
import { createEvent, type EventType } from "../../platform/events/event.js";
import type { OutboxRelay } from "../../platform/events/outbox-relay.js";
import { type Claims, isAdmin } from "../../platform/identity/claims.js";
import {
  type Edge,
  keysetFilter,
  keysetSort,
  type Page,
  type PageRequest,
  readPageRequest,
  toPage,
} from "../../platform/pagination.js";
import {
  type NewTask,
  readChange,
  readDescription,
  readDueKey,
  readTitle,
  type TaskChange,
} from "./input.js";
import {
  noDueDate,
  priorities,
  type TaskModels,
  type TaskPriority,
  type TaskRecord,
  type TaskStatus,
} from "./model.js";
import { readOrder, type TaskQuery, toTaskFilter, visibleTo } from "./queries.js";

/** A task as those see it who may. */
export interface Task {
  id: string;
  title: string;
  description: string;
  status: TaskStatus;
  priority: TaskPriority;
  dueDate: string | null;
  enabled: boolean;
  ownerId: string;
  assigneeId: string | null;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

/** A user, of whom this service knows the id only. */
export interface UserReference {
  id: string;
}

export type TaskPage = Page<Task>;
export type TaskEdge = Edge<Task>;
export type Tasks = ReturnType<typeof createTasks>;

/** Tells whether somebody may be given a task: there is such an account and it is enabled. */
export type AssigneeCheck = (userId: string, caller: Caller) => Promise<boolean>;

/** Who acts, and the token to ask another service with. */
export interface Caller {
  claims: Claims;
  token: string;
}

type TaskEventType = Extract<EventType, `task.${string}`>;

const fields = {
  title: 1,
  description: 1,
  status: 1,
  priorityRank: 1,
  dueKey: 1,
  enabled: 1,
  ownerId: 1,
  assigneeId: 1,
  version: 1,
  createdAt: 1,
  updatedAt: 1,
} as const;

type ListedTask = Pick<TaskRecord, "_id" | keyof typeof fields>;

/** Creates the use cases over the task database. */
export function createTasks({ tasks }: TaskModels, relay: OutboxRelay, isAssignable: AssigneeCheck) {
  /** Changes a task that `mayChange` lets the caller change. Null from `decide` leaves it as it is. */
  const change = async (
    id: string,
    type: TaskEventType,
    mayChange: (task: TaskRecord) => boolean,
    decide: (task: TaskRecord) => Partial<TaskRecord> | null,
  ): Promise<Task> => {
    const record = await changeVersioned<TaskRecord>(
      tasks,
      id,
      (task) => {
        if (task.deletedAt !== null) throw notFound("task");
        if (!mayChange(task)) throw forbidden("This task is not yours.");
        return decide(task);
      },
      (next) => toEvent(type, next),
    );
    if (record === null) throw notFound("task");
    void relay.wake();
    return toTask(record);
  };

  const requireAssignable = async (id: string, caller: Caller): Promise<void> => {
    if (id !== caller.claims.subject && !(await isAssignable(id, caller))) {
      throw badInput("assigneeId", "There is nobody with this id to assign a task to.");
    }
  };

  /** Counts along an index: a viewer's, or for an admin who asks for everything the one by age. */
  const count = (matching: Record<string, unknown>): Promise<number> => {
    const query = tasks.countDocuments(matching);
    return ("viewerIds" in matching ? query : query.hint({ createdAt: -1, _id: -1 })).exec();
  };

  const read = (filter: Record<string, unknown>, request: PageRequest) =>
    tasks
      .find({ $and: [filter, keysetFilter(request)] }, fields)
      .sort(keysetSort(request.order))
      .limit(request.limit + 1)
      .lean();

  return {
    /** Tasks that the caller may see, in the order asked for; null for the others. */
    async findMany(ids: readonly string[], caller: Claims): Promise<(Task | null)[]> {
      const found = await tasks.find({ _id: { $in: ids }, ...visibleTo(caller) }, fields).lean();
      const byId = new Map(found.map((record) => [record._id, toTask(record)]));
      return ids.map((id) => byId.get(id) ?? null);
    },

    /** A page of the tasks that the caller may see. @throws AppError BAD_USER_INPUT naming the argument. */
    async list({ first, after, filter, orderBy }: TaskQuery, caller: Claims): Promise<TaskPage> {
      const request = readPageRequest({ first, after }, readOrder(orderBy));
      const matching = toTaskFilter(caller, filter ?? {});
      return toPage(await read(matching, request), request, toTask, () => count(matching));
    },

    /** Owners' tasks for several owners at once, one index range each, in a single command. */
    async listByOwner(
      ownerIds: readonly string[],
      { first, after, filter, orderBy }: TaskQuery,
      caller: Claims,
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
        { $project: fields },
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
        toPage(byOwner.get(id) ?? [], request, toTask, () => count(matchingOf(id))),
      );
    },

    /** @throws AppError NOT_FOUND; FORBIDDEN when the caller neither owns the task nor is an admin. */
    async requireManager(id: string, caller: Claims): Promise<void> {
      const task = await tasks.findOne({ _id: id, deletedAt: null }, { ownerId: 1 }).lean();
      if (task === null) throw notFound("task");
      if (!isAdmin(caller) && task.ownerId !== caller.subject) throw forbidden("This task is not yours.");
    },

    /** Creates a task that the caller owns. @throws AppError BAD_USER_INPUT naming the field. */
    async create(input: NewTask, caller: Caller): Promise<Task> {
      const ownerId = caller.claims.subject;
      const assigneeId = input.assigneeId ?? null;
      const now = new Date();
      const record: TaskRecord = {
        _id: uuidv7(),
        title: readTitle(input.title),
        description: readDescription(input.description ?? ""),
        status: "TODO",
        priorityRank: priorities.indexOf(input.priority),
        dueKey: readDueKey(input.dueDate),
        enabled: true,
        ownerId,
        assigneeId,
        viewerIds: viewersOf(ownerId, assigneeId),
        version: 1,
        deletedAt: null,
        createdAt: now,
        updatedAt: now,
        outbox: [],
      };
      if (assigneeId !== null) await requireAssignable(assigneeId, caller);
      record.outbox.push(toEvent("task.created", record));
      await tasks.create(record);
      void relay.wake();
      return toTask(record);
    },

    /** Changes a task as its owner, its assignee or an admin. @throws AppError CONFLICT on a stale version. */
    update(id: string, input: TaskChange, { claims }: Caller): Promise<Task> {
      const changes = readChange(input);
      const mayChange = (task: TaskRecord) => isAdmin(claims) || task.viewerIds.includes(claims.subject);
      return change(id, "task.updated", mayChange, ({ version }) => {
        if (input.expectedVersion != null && input.expectedVersion !== version) {
          throw conflict(
            `The task has changed meanwhile; it is now at version ${version}.`,
            "expectedVersion",
          );
        }
        return changes;
      });
    },

    /** Enables or disables a task as its owner or an admin. */
    setEnabled(id: string, enabled: boolean, { claims }: Caller): Promise<Task> {
      const type = enabled ? "task.enabled" : "task.disabled";
      return change(id, type, managedBy(claims), (task) => (task.enabled === enabled ? null : { enabled }));
    },

    /** Gives the task to somebody, or takes the assignment back with null. */
    async assign(id: string, assigneeId: string | null, caller: Caller): Promise<Task> {
      if (assigneeId !== null) await requireAssignable(assigneeId, caller);
      return change(id, "task.assigned", managedBy(caller.claims), (task) =>
        task.assigneeId === assigneeId
          ? null
          : { assigneeId, viewerIds: viewersOf(task.ownerId, assigneeId) },
      );
    },

    /** Deletes a task as its owner or an admin. */
    async delete(id: string, { claims }: Caller): Promise<{ id: string }> {
      await change(id, "task.deleted", managedBy(claims), () => ({ deletedAt: new Date() }));
      return { id };
    },
  };
}

const managedBy = (claims: Claims) => (task: TaskRecord) =>
  isAdmin(claims) || task.ownerId === claims.subject;

function viewersOf(ownerId: string, assigneeId: string | null): string[] {
  return [...new Set([ownerId, assigneeId].filter((id) => id !== null))];
}

function toEvent(type: TaskEventType, { _id, version, ownerId, assigneeId, enabled }: TaskRecord) {
  return createEvent("task", type, _id, { version, ownerId, assigneeId, enabled });
}

function toTask(record: ListedTask): Task {
  const {
    _id,
    priorityRank,
    dueKey,
    title,
    description,
    status,
    enabled,
    ownerId,
    assigneeId,
    version,
    createdAt,
    updatedAt,
  } = record;
  const dueDate = dueKey === noDueDate ? null : dueKey;
  const priority = priorities[priorityRank] ?? "NORMAL";
  return {
    id: _id,
    title,
    description,
    status,
    priority,
    dueDate,
    enabled,
    ownerId,
    assigneeId,
    version,
    createdAt,
    updatedAt,
  };
}
