/** Use case `changeEmail`. */
import { badInput } from "../../../platform/errors.js";
import type { Claims } from "../../../platform/identity/claims.js";
import { readEmail } from "../accounts/identifiers.js";
import type { Client } from "../audit/actor.js";
import { createMailId } from "../mail/queue.js";
import type { AuthParts } from "../parts.js";
import { type AllFactors, requireAllFactors } from "../second-factor/require-all-factors.js";
import { requireLiveAccount } from "../sessions/require-live-account.js";
import { expectProof } from "./expect-proof.js";

/**
 * Mails a link to the new address and tells the old one, if that is proven. Does not say whether the new one is taken:
 * only the reader of its mail learns that.
 * @throws AppError INVALID_CREDENTIALS; BAD_USER_INPUT naming `newEmail`; RATE_LIMITED.
 */
export async function changeEmail(
  parts: AuthParts,
  claims: Claims,
  newEmail: string,
  evidence: AllFactors,
  client: Client,
): Promise<void> {
  const { models, attempts, mail } = parts;
  const { account } = await requireLiveAccount(parts, claims);
  const { display, key } = readEmail(newEmail, "newEmail");
  const { _id: accountId } = account;
  if (key === account.emailKey) throw badInput("newEmail", "This is your address already.");
  await requireAllFactors(parts, account, claims, evidence, { type: "email.changed", client });
  await attempts.count("mail:account", accountId);
  const id = createMailId();
  await expectProof(models, accountId, id, { email: display, emailKey: key });
  await mail.send({ id, kind: "email-change", accountId, to: display, client });
  await mail.notify({ kind: "email-change-requested", account, client });
}
