/** Turns the arguments of a list of tasks into a filter and an order of the database. */

import type { Order } from "../../../platform/cursor.js";
import { type Claims, isAdmin } from "../../../platform/identity/claims.js";
import { readDate } from "../../../platform/validation.js";
import { noDueDate, priorities, type TaskPriority, type TaskStatus } from "../model.js";
import { toSearchFilter } from "./search-keys.js";

/** A filter of tasks; a field that is absent or null matches all. */
export interface TaskFilter {
  enabled?: boolean | null | undefined;
  status?: TaskStatus | null | undefined;
  /** Any of these; null for all. */
  statuses?: readonly TaskStatus[] | null | undefined;
  priority?: TaskPriority | null | undefined;
  ownerId?: string | null | undefined;
  assigneeId?: string | null | undefined;
  dueBefore?: string | null | undefined;
  dueAfter?: string | null | undefined;
  search?: string | null | undefined;
}

/** The arguments of a list of tasks. */
export interface TaskQuery {
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: TaskFilter | null | undefined;
  orderBy?: { field: keyof typeof orders; direction: Order["direction"] } | null | undefined;
}

const orders = {
  CREATED_AT: { field: "createdAt", type: "date" },
  UPDATED_AT: { field: "updatedAt", type: "date" },
  DUE_DATE: { field: "dueKey", type: "string" },
  PRIORITY: { field: "priorityRank", type: "number" },
} as const;

/** The order of a list; the newest first by default. */
export function readOrder(orderBy: TaskQuery["orderBy"]): Order {
  return { ...orders[orderBy?.field ?? "CREATED_AT"], direction: orderBy?.direction ?? "DESC" };
}

/**
 * The database filter of the tasks that the caller may see and `filter` matches. Owner and assignee are among a task's
 * viewers, so the one index that begins with the viewer serves them too.
 * @throws AppError BAD_USER_INPUT naming `dueBefore`, `dueAfter` or `search`.
 */
export function toTaskFilter(caller: Claims, filter: TaskFilter): Record<string, unknown> {
  const { enabled, status, statuses, priority, ownerId, assigneeId, dueBefore, dueAfter, search } = filter;
  const among = [isAdmin(caller) ? null : caller.subject, ownerId, assigneeId].filter((id) => id != null);
  const viewers = [...new Set(among)];
  return {
    ...(viewers.length === 1 && { viewerIds: viewers[0] }),
    ...(viewers.length > 1 && { viewerIds: { $all: viewers } }),
    deletedAt: null,
    ...(ownerId != null && { ownerId }),
    ...(assigneeId != null && { assigneeId }),
    ...(enabled != null && { enabled }),
    ...((status != null || statuses != null) && { status: { $in: wantedStatuses(status, statuses) } }),
    ...(priority != null && { priorityRank: priorities.indexOf(priority) }),
    ...((dueBefore != null || dueAfter != null) && {
      dueKey: {
        ...(dueAfter != null && { $gt: readDate("dueAfter", dueAfter) }),
        $lt: dueBefore == null ? noDueDate : readDate("dueBefore", dueBefore),
      },
    }),
    ...(search != null && toSearchFilter(search, viewers[0] ?? null)),
  };
}

/** The statuses that meet both conditions, each of which may be absent. */
function wantedStatuses(status: TaskFilter["status"], statuses: TaskFilter["statuses"]): TaskStatus[] {
  return [...new Set(statuses ?? [status!])].filter((one) => status == null || one === status);
}
