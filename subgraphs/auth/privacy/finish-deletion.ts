/** Erases what auth holds about a deleted account besides the account itself; repeated after a crash. */
import { RefusedEventError } from "../../../platform/events/bus.js";
import { overlapSeconds } from "../../../platform/identity/revocations.js";
import { leewaySeconds } from "../../../platform/identity/token-verifier.js";
import type { Parts } from "../parts.js";
import { endSessions } from "../sessions/end-sessions.js";

type ErasureParts = Parts<"models" | "relay" | "config">;

/** Ends the sessions and erases all other data. May be repeated at any time. */
export async function eraseTraces(parts: ErasureParts, accountId: string): Promise<void> {
  const { models, config } = parts;
  await endSessions(parts, accountId);
  // An ended session is remembered for as long as its access tokens could be used.
  const rememberSeconds = config.accessTokenSeconds + leewaySeconds + overlapSeconds;
  const forgetAt = new Date(Date.now() + rememberSeconds * 1000);
  await models.sessions.updateMany(
    { accountId, expiresAt: { $gt: forgetAt } },
    { $set: { expiresAt: forgetAt } },
  );
  await models.sessions.updateMany({ accountId }, { $set: { userAgent: null, ipAddress: null } });
  await models.mails.deleteMany({ accountId });
  await models.passkeys.deleteMany({ accountId });
}

/**
 * Handles the event of a deletion: erases what a crash has left.
 * @throws RefusedEventError when the account is not deleted: the event does not come from auth.
 */
export async function finishDeletion(parts: ErasureParts, accountId: string): Promise<void> {
  if ((await parts.models.accounts.exists({ _id: accountId, deletedAt: null })) !== null) {
    throw new RefusedEventError("The account is not deleted.");
  }
  await eraseTraces(parts, accountId);
}

/** Erases what is left of the given deleted accounts; returns of how many something was left. */
export async function finishDeletions(
  parts: ErasureParts,
  deleted: readonly { id: string }[],
): Promise<number> {
  let finished = 0;
  for (const { id: accountId } of deleted) {
    if (!(await hasTraces(parts, accountId))) continue;
    await eraseTraces(parts, accountId);
    finished += 1;
  }
  return finished;
}

async function hasTraces({ models }: ErasureParts, accountId: string): Promise<boolean> {
  const found = await Promise.all([
    models.sessions.exists({
      accountId,
      $or: [{ userAgent: { $ne: null } }, { ipAddress: { $ne: null } }],
    }),
    models.mails.exists({ accountId }),
    models.passkeys.exists({ accountId }),
  ]);
  return found.some((one) => one !== null);
}
