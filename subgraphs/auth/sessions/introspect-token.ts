/** Use case `introspectToken` (RFC 7662). */
import { AppError } from "../../../platform/errors.js";
import type { Claims } from "../../../platform/identity/claims.js";
import type { Role } from "../../../platform/roles.js";
import type { Parts } from "../parts.js";
import { requireLiveAccount } from "./require-live-account.js";

/** The state of a token. */
export type Introspection = { active: false } | { active: true; claims: Claims };

/** Checks an access token by its signature and by the database. */
export async function introspectToken(
  parts: Parts<"models" | "verifyToken">,
  token: string,
): Promise<Introspection> {
  try {
    const claims = await parts.verifyToken(token);
    const { account } = await requireLiveAccount(parts, claims);
    // Another set of roles: the gateway refuses the token as well, once it has the event.
    if (!hasRoles(account.roles, claims.roles)) return { active: false };
    return { active: true, claims };
  } catch (error) {
    if (error instanceof AppError && error.code !== "SERVICE_UNAVAILABLE") return { active: false };
    throw error;
  }
}

function hasRoles(held: readonly Role[], claimed: readonly Role[]): boolean {
  return held.length === claimed.length && held.every((role) => claimed.includes(role));
}
