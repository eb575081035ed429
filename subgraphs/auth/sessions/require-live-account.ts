/** Requires that the caller's session and account are alive in the database: the access token may be older than their end. */
import { unauthenticated } from "../../../platform/errors.js";
import type { Claims } from "../../../platform/identity/claims.js";
import type { Parts } from "../parts.js";
import { findLiveSession, type LiveSession } from "./live-session.js";

/** Returns both as they are stored now. @throws AppError UNAUTHENTICATED; a disabled account counts as signed out. */
export async function requireLiveAccount(
  { models }: Parts<"models">,
  { sessionId, subject }: Claims,
): Promise<LiveSession> {
  const live = await findLiveSession(models, sessionId);
  if (live === null || live.account._id !== subject) {
    throw unauthenticated("This session has ended; sign in again.");
  }
  return live;
}
