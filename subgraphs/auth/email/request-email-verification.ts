/** Use case `requestEmailVerification`. */
import { conflict } from "../../../platform/errors.js";
import type { Claims } from "../../../platform/identity/claims.js";
import { shownAddress } from "../../../platform/identity/released-address.js";
import { isUnproven } from "../accounts/proven-address.js";
import type { Client } from "../audit/actor.js";
import { createMailId } from "../mail/queue.js";
import type { Parts } from "../parts.js";
import { requireLiveAccount } from "../sessions/require-live-account.js";
import { expectProof } from "./expect-proof.js";

/** Mails a link to the caller's address, unless it is proven. @throws AppError RATE_LIMITED; CONFLICT when there is none. */
export async function requestEmailVerification(
  parts: Parts<"models" | "attempts" | "mail">,
  claims: Claims,
  client: Client,
): Promise<void> {
  const { account } = await requireLiveAccount(parts, claims);
  if (!isUnproven(account)) return;
  if (shownAddress(account.email) === null) {
    throw conflict("Your account has no e-mail address; give it one by changeEmail.");
  }
  await parts.attempts.count("mail:account", account._id);
  const id = createMailId();
  await expectProof(parts.models, account._id, id, account);
  await parts.mail.send({ id, kind: "email-verification", accountId: account._id, client });
}
