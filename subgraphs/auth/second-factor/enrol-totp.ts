/** Use case `enrolTotp`. */
import { randomUUID } from "node:crypto";
import { conflict } from "../../../platform/errors.js";
import type { Claims } from "../../../platform/identity/claims.js";
import { liveAccountAsRead } from "../accounts/live-account.js";
import { requireProvenAddress } from "../accounts/proven-address.js";
import type { Client } from "../audit/actor.js";
import { requireCurrentPassword } from "../passwords/require-current-password.js";
import { requireLiveAccount } from "../sessions/require-live-account.js";
import type { FactorParts } from "./change-factor.js";
import { createTotpSecret, toBase32, totpUri } from "./totp.js";

/** A generator that is not confirmed yet; the secret is shown only here. */
export interface TotpEnrolment {
  /** In base32. */
  secret: string;
  /** For a QR code. */
  uri: string;
}

/**
 * Creates a generator, which no sign-in asks for until it is confirmed. It replaces one that was never confirmed.
 * @throws AppError EMAIL_NOT_VERIFIED, INVALID_CREDENTIALS, RATE_LIMITED; CONFLICT when one is confirmed.
 */
export async function enrolTotp(
  parts: FactorParts,
  claims: Claims,
  currentPassword: string,
  client: Client,
): Promise<TotpEnrolment> {
  const { models, totpSealing, config } = parts;
  const { account } = await requireLiveAccount(parts, claims);
  requireProvenAddress(account);
  const intention = { type: "factor.enrolled", client } as const;
  await requireCurrentPassword(parts, account, claims, currentPassword, intention);
  const secret = createTotpSecret();
  const totp = {
    id: randomUUID(),
    secret: totpSealing.seal(secret, account._id),
    confirmedAt: null,
    lastStep: 0,
    recoveryCodes: [],
  };
  const result = await models.accounts.updateOne(
    { ...liveAccountAsRead(account), "totp.confirmedAt": null },
    { $set: { totp } },
  );
  if (result.modifiedCount !== 1) throw conflict("There is a second factor; remove it first.");
  return { secret: toBase32(secret), uri: totpUri(secret, config.totpIssuer, account.username) };
}
