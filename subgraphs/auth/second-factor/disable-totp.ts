/** Use case `disableTotp`. */
import type { Claims } from "../../../platform/identity/claims.js";
import type { AccountRecord } from "../accounts/account-record.js";
import type { Client } from "../audit/actor.js";
import { changeFactor, type FactorEvidence, type FactorParts, requireFactorOwner } from "./change-factor.js";

/** Removes the generator and its recovery codes. @throws AppError INVALID_CREDENTIALS, RATE_LIMITED; NOT_FOUND. */
export async function disableTotp(
  parts: FactorParts,
  claims: Claims,
  evidence: FactorEvidence,
  client: Client,
): Promise<AccountRecord> {
  const intention = { type: "factor.removed", client } as const;
  const account = await requireFactorOwner(parts, claims, evidence, intention);
  await changeFactor(parts, account, claims, { totp: null }, intention);
  return { ...account, totp: null };
}
