/** Which callers may see and change a sample thing: its owner and admins. */
import { type Claims, isAdmin } from "../../../platform/identity/claims.js";
import type { SampleThingRecord } from "../model.js";

/** Filter of the sample things that are not deleted and that the caller may see. */
export function visibleTo(caller: Claims): Record<string, unknown> {
  return { deletedAt: null, ...(!isAdmin(caller) && { ownerId: caller.subject }) };
}

/** The same as `visibleTo`, for a record that has been read. */
export function isVisible({ deletedAt, ownerId }: SampleThingRecord, caller: Claims): boolean {
  return deletedAt === null && (isAdmin(caller) || ownerId === caller.subject);
}
