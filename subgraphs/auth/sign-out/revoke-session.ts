/** Use case `revokeSession`. */
import { notFound } from "../../../platform/errors.js";
import { type Claims, isAdmin } from "../../../platform/identity/claims.js";
import type { Client } from "../audit/actor.js";
import type { AuthParts } from "../parts.js";
import { endSession } from "../sessions/end-sessions.js";
import { requireLiveAccount } from "../sessions/require-live-account.js";
import { type RecentEvidence, requireRecentSignIn } from "./require-recent-sign-in.js";

/**
 * Ends one of the caller's sessions, or for an admin any user's; returns how many were ended. To end another session of
 * the caller, the sign-in must be recent. @throws AppError NOT_FOUND; and as `requireRecentSignIn` says.
 */
export async function revokeSession(
  parts: AuthParts,
  claims: Claims,
  id: string,
  evidence: RecentEvidence,
  client: Client,
): Promise<number> {
  const live = await requireLiveAccount(parts, claims);
  const { account } = live;
  const mayEndAny = isAdmin(claims) && account.roles.includes("ADMIN");
  const session = await parts.models.sessions.findById(id, { accountId: 1 }).lean();
  const isOwn = session?.accountId === account._id;
  if (session === null || !(mayEndAny || isOwn)) throw notFound("session");
  if (isOwn && id !== claims.sessionId) {
    await requireRecentSignIn(parts, live, claims, evidence, { type: "session.revoked", client });
  }
  const subjectId = session.accountId;
  const entry = { type: "session.revoked", actorId: account._id, subjectId, sessionId: id, client } as const;
  return parts.audit.change(entry, () => endSession(parts, id, subjectId));
}
