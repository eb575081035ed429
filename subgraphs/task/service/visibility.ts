/** Which users see a task, and find it by a search, without being admins. */
import type { TaskRecord } from "../model.js";
import { searchKeysOf } from "./search-keys.js";

/** The stored fields that follow from a task's owner, title and assignee. */
export type Visibility = Pick<TaskRecord, "assigneeId" | "viewerIds" | "searchKeys">;

/** Returns what a task stores so that its owner and this assignee see it. */
export function toVisibility(
  { ownerId, title }: Pick<TaskRecord, "ownerId" | "title">,
  assigneeId: string | null,
): Visibility {
  const viewerIds = [...new Set([ownerId, assigneeId].filter((id) => id !== null))];
  return { assigneeId, viewerIds, searchKeys: searchKeysOf(title, viewerIds) };
}
