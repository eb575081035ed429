/** Use case `confirmTotp`. */

import { notFound } from "../../../platform/errors.js";
import type { Claims } from "../../../platform/identity/claims.js";
import { isConfirmed } from "../accounts/account-record.js";
import { requireProvenAddress } from "../accounts/proven-address.js";
import type { Client } from "../audit/actor.js";
import { requireLiveAccount } from "../sessions/require-live-account.js";
import { changeFactor, type FactorParts } from "./change-factor.js";
import { createRecoveryCodes, hashRecoveryCode } from "./recovery-codes.js";
import { requireCode } from "./require-code.js";

/**
 * Confirms the generator by one of its codes; returns the recovery codes, which are shown only here.
 * @throws AppError EMAIL_NOT_VERIFIED, INVALID_CREDENTIALS, RATE_LIMITED; NOT_FOUND when no enrolment is pending.
 */
export async function confirmTotp(
  parts: FactorParts,
  claims: Claims,
  code: string,
  client: Client,
): Promise<string[]> {
  const { account } = await requireLiveAccount(parts, claims);
  requireProvenAddress(account);
  if (account.totp == null || isConfirmed(account.totp)) throw notFound("enrolment");
  const intention = { type: "factor.enrolled", client } as const;
  await requireCode(parts, account, code, intention);
  const recoveryCodes = createRecoveryCodes();
  const confirmed = {
    "totp.confirmedAt": new Date(),
    "totp.recoveryCodes": recoveryCodes.map(hashRecoveryCode),
  };
  await changeFactor(parts, account, claims, confirmed, intention);
  return recoveryCodes;
}
