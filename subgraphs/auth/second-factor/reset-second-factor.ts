/** Use case `resetSecondFactor`: an admin removes a factor that its owner has lost. */
import { forbidden, notFound } from "../../../platform/errors.js";
import type { AccountRecord } from "../accounts/account-record.js";
import { endSessionsBefore } from "../accounts/end-sessions-before.js";
import type { Actor } from "../audit/actor.js";
import type { Parts } from "../parts.js";
import { endSessions } from "../sessions/end-sessions.js";

/**
 * Removes the generator, the recovery codes and the passkeys, and ends every session of the account.
 * @throws AppError FORBIDDEN for the admin's own, which a stolen token must not remove; NOT_FOUND when there is none.
 */
export function resetSecondFactor(
  parts: Parts<"models" | "relay" | "audit" | "mail">,
  id: string,
  by: Actor,
): Promise<AccountRecord> {
  const { models, audit, mail } = parts;
  return audit.change({ ...by, type: "factor.reset", subjectId: id }, async () => {
    if (id === by.actorId) throw forbidden("Remove your own second factor with disableTotp.");
    const account = await models.accounts.findById(id).lean();
    if (account === null) throw notFound("user");
    const { deletedCount } = await models.passkeys.deleteMany({ accountId: id });
    if (account.totp == null && deletedCount === 0) throw notFound("second factor");
    const ends = endSessionsBefore(new Date(), null);
    await models.accounts.updateOne({ _id: id }, { $set: { totp: null, ...ends } });
    // Again, for a passkey registration that was in progress and finished before that update.
    await models.passkeys.deleteMany({ accountId: id });
    await mail.notify({ kind: "factor-changed", account, client: by.client });
    await endSessions(parts, id);
    return { ...account, totp: null };
  });
}
