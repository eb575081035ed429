/** The check behind the rules of mutations that only a task's owner or an admin may use. */
import { notFound } from "../../../platform/errors.js";
import type { Claims } from "../../../platform/identity/claims.js";
import type { ReadParts } from "./parts.js";
import { changeForbidden, isOwnerOrAdmin, visibleTo } from "./task-access.js";

/**
 * Resolves when the caller is the owner of the task or an admin.
 * @throws AppError NOT_FOUND when the caller may not see the task; FORBIDDEN when the caller may only see it.
 */
export async function requireOwnerOrAdmin({ models }: ReadParts, id: string, caller: Claims): Promise<void> {
  const task = await models.tasks.findOne({ _id: id, ...visibleTo(caller) }, { ownerId: 1 }).lean();
  if (task === null) throw notFound("task");
  if (!isOwnerOrAdmin(task, caller)) throw changeForbidden();
}
