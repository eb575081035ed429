/** Frees a proven address from the account that has only claimed it. */
import { changeVersioned } from "../../../platform/database/versioned.js";
import { createEvent } from "../../../platform/events/event.js";
import { releasedAddress } from "../../../platform/identity/released-address.js";
import { toAccountData } from "../accounts/account-data.js";
import type { AccountRecord } from "../accounts/account-record.js";
import { isUnproven } from "../accounts/proven-address.js";
import type { AuthModels } from "../model.js";
import type { Parts } from "../parts.js";

/**
 * Takes an address that the caller has proven from the account that claims it unproven. That account keeps everything
 * else: its owner signs in by the username, and sets another address by `changeEmail`.
 */
export async function releaseAddress(
  { models, relay, audit }: Parts<"models" | "relay" | "audit">,
  emailKey: string,
): Promise<void> {
  const holder = await models.accounts.findOne({ emailKey, emailVerifiedAt: null }, { _id: 1 }).lean();
  if (holder === null) return;
  // The entry belongs to the account that loses the address, whose owner may not learn who the client is.
  const client = { ipAddress: null, userAgent: null };
  const entry = { type: "email.released", actorId: null, subjectId: holder._id, client } as const;
  await audit.change(entry, () => release(models, holder._id, emailKey));
  await relay.wake();
}

function release({ accounts }: Pick<AuthModels, "accounts">, id: string, emailKey: string) {
  return changeVersioned<AccountRecord>(
    accounts,
    id,
    (current) => {
      if (current.emailKey !== emailKey || !isUnproven(current)) return null;
      return {
        email: releasedAddress(id),
        // No address can be spelt like it.
        emailKey: `RELEASED ${id}`,
        passwordReset: null,
        ...(current.emailProof?.emailKey === emailKey && { emailProof: null }),
      };
    },
    (next) => createEvent("auth", "user.email-changed", id, toAccountData(next)),
    // A proof does not change the version.
    { given: { emailKey, emailVerifiedAt: null } },
  );
}
