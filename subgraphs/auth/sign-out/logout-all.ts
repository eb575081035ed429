/** Use case `logoutAll`. */
import type { Claims } from "../../../platform/identity/claims.js";
import { endSessionsBefore } from "../accounts/end-sessions-before.js";
import type { Client } from "../audit/actor.js";
import { ownEntry } from "../audit/audit.js";
import type { AuthParts } from "../parts.js";
import { endSessions } from "../sessions/end-sessions.js";
import { requireLiveAccount } from "../sessions/require-live-account.js";
import { type RecentEvidence, requireRecentSignIn } from "./require-recent-sign-in.js";

/** Ends all of the caller's sessions; returns how many were ended. @throws AppError as `requireRecentSignIn` says. */
export async function logoutAll(
  parts: AuthParts,
  claims: Claims,
  evidence: RecentEvidence,
  client: Client,
): Promise<number> {
  const { models, audit } = parts;
  const live = await requireLiveAccount(parts, claims);
  await requireRecentSignIn(parts, live, claims, evidence, { type: "sign-out", client });
  const { subject } = claims;
  return audit.change(ownEntry("sign-out", subject, client), async () => {
    await models.accounts.updateOne({ _id: subject }, { $set: endSessionsBefore(new Date(), null) });
    return endSessions(parts, subject);
  });
}
