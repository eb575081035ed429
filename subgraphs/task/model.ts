/** The task database. */
import { type Connection, type Model, Schema } from "mongoose";
import { indexOutbox, outboxFields } from "../../platform/database/outbox.js";
import type { Versioned } from "../../platform/database/versioned.js";

/** Stages of a task. */
export const statuses = ["TODO", "IN_PROGRESS", "DONE"] as const;
export type TaskStatus = (typeof statuses)[number];

/** From the least to the most urgent; stored by its place, so that it sorts. */
export const priorities = ["LOW", "NORMAL", "HIGH", "URGENT"] as const;
export type TaskPriority = (typeof priorities)[number];

/** The key of a task without a due date; it sorts after every date. */
export const noDueDate = "none";

/** A task as it is stored. */
export interface TaskRecord extends Versioned {
  title: string;
  description: string;
  status: TaskStatus;
  /** Index in `priorities`. */
  priorityRank: number;
  /** `YYYY-MM-DD` or `noDueDate`. */
  dueKey: string;
  enabled: boolean;
  ownerId: string;
  assigneeId: string | null;
  /** Owner and assignee, who may see it; one index finds both. */
  viewerIds: string[];
  /** The keys by which searches find the task; see `searchKeysOf`. */
  searchKeys: string[];
  /** When it was deleted; the document is deleted when its last event is published. */
  deletedAt: Date | null;
  createdAt: Date;
}

/** A deleted account whose tasks are being cleared. */
export interface DeletedAccountRecord {
  /** The account. */
  _id: string;
  /** The instance that has the lease on the sweep in progress. */
  holder: string | null;
  /** When the next sweep is due; while one is in progress, when its lease ends. */
  sweepAt: Date;
  /** From then on no token of the account is valid; after one more sweep the record is deleted. */
  lastSweepAt: Date;
}

/** How many tasks were assigned within one hour: by one user to another, by one user, or to one. */
export interface AssignmentCountRecord {
  /** Assigner, assignee and hour. */
  _id: string;
  count: number;
  /** When the hour is over; the document is then deleted. */
  expiresAt: Date;
}

/** Fields that lists are ordered by; each has an index for admins and one for other users. */
const orderFields = ["createdAt", "updatedAt", "dueKey", "priorityRank"] as const;

/** The collections of this database. */
export interface TaskModels {
  tasks: Model<TaskRecord>;
  deletedAccounts: Model<DeletedAccountRecord>;
  assignmentCounts: Model<AssignmentCountRecord>;
}

/** Creates the models on the service's own connection. */
export function createTaskModels(connection: Connection): TaskModels {
  const task = new Schema<TaskRecord>(
    {
      _id: { type: String, required: true },
      title: { type: String, required: true },
      description: { type: String, default: "" },
      status: { type: String, enum: statuses, required: true },
      priorityRank: { type: Number, required: true },
      dueKey: { type: String, required: true },
      enabled: { type: Boolean, required: true },
      ownerId: { type: String, required: true },
      assigneeId: { type: String, default: null },
      viewerIds: { type: [String], required: true },
      searchKeys: { type: [String], required: true },
      version: { type: Number, required: true },
      deletedAt: { type: Date, default: null },
      createdAt: { type: Date, required: true },
      updatedAt: { type: Date, required: true },
      ...outboxFields,
    },
    { versionKey: false },
  );
  for (const field of orderFields) {
    task.index({ viewerIds: 1, [field]: -1, _id: -1 });
    task.index({ [field]: -1, _id: -1 });
  }
  task.index({ searchKeys: 1 });
  indexOutbox(task);
  const deletedAccount = new Schema<DeletedAccountRecord>(
    {
      _id: { type: String, required: true },
      holder: { type: String, default: null },
      sweepAt: { type: Date, required: true },
      lastSweepAt: { type: Date, required: true },
    },
    { versionKey: false },
  );
  deletedAccount.index({ sweepAt: 1 });
  const assignmentCount = new Schema<AssignmentCountRecord>(
    {
      _id: { type: String, required: true },
      count: { type: Number, required: true },
      expiresAt: { type: Date, required: true },
    },
    { versionKey: false },
  );
  assignmentCount.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  return {
    tasks: connection.model<TaskRecord>("Task", task, "tasks"),
    // The collection has the name that earlier versions gave it.
    deletedAccounts: connection.model<DeletedAccountRecord>("DeletedAccount", deletedAccount, "departures"),
    assignmentCounts: connection.model<AssignmentCountRecord>(
      "AssignmentCount",
      assignmentCount,
      "assignmentCounts",
    ),
  };
}
