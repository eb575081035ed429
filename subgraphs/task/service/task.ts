/** A task as the graph shows it, and its conversion from the stored record. */
import type { Edge, Page } from "../../../platform/pagination.js";
import { noDueDate, priorities, type TaskPriority, type TaskRecord, type TaskStatus } from "../model.js";

/** A task as the graph shows it. */
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

/** A reference to a user, whose fields other subgraphs resolve. */
export interface UserReference {
  id: string;
}

export type TaskPage = Page<Task>;
export type TaskEdge = Edge<Task>;

/** The projection that `toTask` needs. */
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

/** Converts a stored task. */
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
