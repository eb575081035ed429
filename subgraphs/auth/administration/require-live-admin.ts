/** Requires an admin by the access token and by the database, for the token may be older than a change of roles. */
import { forbidden } from "../../../platform/errors.js";
import { type Claims, isAdmin } from "../../../platform/identity/claims.js";
import type { Client } from "../audit/actor.js";
import type { Parts } from "../parts.js";
import { requireLiveAccount } from "../sessions/require-live-account.js";

/** A call that is for admins only. */
export interface AdminCall {
  /** Coordinate of the field, e.g. `Mutation.disableUser`. */
  call: string;
  /** The account that the call changes, if it changes one. */
  subjectId: string | null;
  client: Client;
}

/** @throws AppError UNAUTHENTICATED; FORBIDDEN, which is recorded in the audit trail. */
export async function requireLiveAdmin(
  parts: Parts<"models" | "audit">,
  claims: Claims,
  { call, subjectId, client }: AdminCall,
): Promise<void> {
  const { account } = await requireLiveAccount(parts, claims);
  if (isAdmin(claims) && account.roles.includes("ADMIN")) return;
  const entry = { type: "admin.denied", actorId: account._id, subjectId, client, reason: call } as const;
  await parts.audit.record({ ...entry, outcome: "denied" });
  throw forbidden("Only an admin may do this.");
}
