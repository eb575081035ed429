/** The use cases that change tasks: create, change, hand over, decline, delete. */
import { v7 as uuidv7 } from "uuid";
import { changeVersioned } from "../../../platform/database/versioned.js";
import { badInput, conflict, forbidden, notFound } from "../../../platform/errors.js";
import type { OutboxRelay } from "../../../platform/events/outbox-relay.js";
import { type Claims, isAdmin } from "../../../platform/identity/claims.js";
import { priorities, type TaskModels, type TaskRecord } from "../model.js";
import type { CountAssignment } from "./limit-assignments.js";
import {
  type NewTask,
  readChange,
  readDescription,
  readDueKey,
  readTitle,
  type TaskChange,
} from "./read-task-input.js";
import { type Task, toTask } from "./task.js";
import { type TaskEventType, toTaskEvent } from "./task-event.js";

export type TaskChanging = ReturnType<typeof createTaskChanging>;

/** Tells whether a user may be given a task: there is such an account and it is enabled. */
export type AssigneeCheck = (userId: string, caller: Caller) => Promise<boolean>;

/** Who acts, and the token to ask another service with. */
export interface Caller {
  claims: Claims;
  token: string;
}

/** Creates the use cases over the task database. */
export function createTaskChanging(
  { tasks }: TaskModels,
  relay: Pick<OutboxRelay, "wake">,
  isAssignable: AssigneeCheck,
  countAssignment: CountAssignment,
) {
  /**
   * Changes a task that `mayChange` lets the caller change. Null from `decide` leaves it as it is.
   * @throws AppError NOT_FOUND when the caller may not even see the task, FORBIDDEN when it may not change it.
   */
  const change = async (
    id: string,
    type: TaskEventType,
    claims: Claims,
    mayChange: (task: TaskRecord) => boolean,
    decide: (task: TaskRecord) => Partial<TaskRecord> | null,
  ): Promise<Task> => {
    const record = await changeVersioned<TaskRecord>(
      tasks,
      id,
      (task) => {
        if (!isVisible(task, claims)) throw notFound("task");
        if (!mayChange(task)) throw forbidden("You may see this task, but not do this with it.");
        return decide(task);
      },
      (next) => toTaskEvent(type, next),
    );
    if (record === null) throw notFound("task");
    void relay.wake();
    return toTask(record);
  };

  /** @throws AppError BAD_USER_INPUT naming `assigneeId`; RATE_LIMITED, but not for an admin. */
  const requireAssignable = async (id: string, caller: Caller): Promise<void> => {
    const { claims } = caller;
    if (id === claims.subject) return;
    if (!(await isAssignable(id, caller))) {
      throw badInput("assigneeId", "There is no enabled account with this id to assign a task to.");
    }
    if (!isAdmin(claims)) await countAssignment(claims.subject, id);
  };

  return {
    /** Creates a task that the caller owns. @throws AppError BAD_USER_INPUT naming the field; RATE_LIMITED. */
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
      record.outbox.push(toTaskEvent("task.created", record));
      await tasks.create(record);
      void relay.wake();
      return toTask(record);
    },

    /** Changes a task as its owner, its assignee or an admin. @throws AppError CONFLICT on a stale version. */
    update(id: string, input: TaskChange, { claims }: Caller): Promise<Task> {
      const changes = readChange(input);
      const mayChange = (task: TaskRecord) => isAdmin(claims) || task.viewerIds.includes(claims.subject);
      return change(id, "task.updated", claims, mayChange, ({ version }) => {
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
      return change(id, type, claims, managedBy(claims), (task) =>
        task.enabled === enabled ? null : { enabled },
      );
    },

    /** Gives the task to a user, or takes the assignment back with null. @throws AppError RATE_LIMITED. */
    async assign(id: string, assigneeId: string | null, caller: Caller): Promise<Task> {
      if (assigneeId !== null) await requireAssignable(assigneeId, caller);
      return change(id, "task.assigned", caller.claims, managedBy(caller.claims), (task) =>
        task.assigneeId === assigneeId
          ? null
          : { assigneeId, viewerIds: viewersOf(task.ownerId, assigneeId) },
      );
    },

    /** Gives a task back to its owner, as its assignee, who may not see it any more then. */
    decline(id: string, { claims }: Caller): Promise<Task> {
      const isAssigned = ({ assigneeId }: TaskRecord) => assigneeId === claims.subject;
      return change(id, "task.assigned", claims, isAssigned, ({ ownerId }) => ({
        assigneeId: null,
        viewerIds: viewersOf(ownerId, null),
      }));
    },

    /** Deletes a task as its owner or an admin. */
    async delete(id: string, { claims }: Caller): Promise<{ id: string }> {
      await change(id, "task.deleted", claims, managedBy(claims), () => ({ deletedAt: new Date() }));
      return { id };
    },
  };
}

const managedBy = (claims: Claims) => (task: TaskRecord) =>
  isAdmin(claims) || task.ownerId === claims.subject;

/** The rule of `visibleTo`, for a task that has been read. */
const isVisible = ({ deletedAt, viewerIds }: TaskRecord, claims: Claims) =>
  deletedAt === null && (isAdmin(claims) || viewerIds.includes(claims.subject));

function viewersOf(ownerId: string, assigneeId: string | null): string[] {
  return [...new Set([ownerId, assigneeId].filter((id) => id !== null))];
}
