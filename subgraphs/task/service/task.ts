/** A task as the rest of the graph sees it, and how it is made of the stored one. */
import type { Edge, Page } from "../../../platform/pagination.js";
import { noDueDate, priorities, type TaskPriority, type TaskRecord, type TaskStatus } from "../model.js";

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

/** The stored fields that make a task. */
export const taskFields = {
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

/** A stored task, read by `taskFields`. */
export type ListedTask = Pick<TaskRecord, "_id" | keyof typeof taskFields>;

/** Makes a task of its stored fields. */
export function toTask(record: ListedTask): Task {
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
