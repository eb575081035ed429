/** Use case `setUserRoles`. */
import { badInput } from "../../../platform/errors.js";
import { roles as allRoles, type Role } from "../../../platform/roles.js";
import type { AccountRecord } from "../accounts/account-record.js";
import { findAccount } from "../accounts/find-account.js";
import type { Actor } from "../audit/actor.js";
import type { Parts } from "../parts.js";
import { changeAccess } from "./change-access.js";
import { keepAnAdmin, type RequireNoAdmin } from "./keep-an-admin.js";

/** Replaces the roles. @throws AppError BAD_USER_INPUT when `wanted` is empty; NOT_FOUND; FORBIDDEN for the last admin. */
export async function setUserRoles(
  { models, audit, relay }: Parts<"models" | "audit" | "relay">,
  id: string,
  wanted: readonly Role[],
  by: Actor,
): Promise<AccountRecord> {
  const roles = allRoles.filter((role) => wanted.includes(role));
  if (roles.length === 0) throw badInput("roles", "An account needs at least one role.");
  const entry = { ...by, type: "roles.changed", subjectId: id, reason: roles.join(" ") } as const;
  const replace = (requireNoAdmin?: RequireNoAdmin) =>
    changeAccess(models, id, "user.roles-changed", (current) => {
      requireNoAdmin?.(current);
      return isSame(current.roles, roles) ? null : { roles };
    });
  const account = await audit.change(entry, async () =>
    roles.includes("ADMIN") ? replace() : keepAnAdmin(models, await findAccount(models, id), replace),
  );
  await relay.wake();
  return account;
}

function isSame(a: readonly Role[], b: readonly Role[]): boolean {
  return a.length === b.length && a.every((role) => b.includes(role));
}
