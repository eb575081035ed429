/** Use case `regenerateRecoveryCodes`. */
import type { Claims } from "../../../platform/identity/claims.js";
import type { Client } from "../audit/actor.js";
import { changeFactor, type FactorEvidence, type FactorParts, requireFactorOwner } from "./change-factor.js";
import { createRecoveryCodes, hashRecoveryCode } from "./recovery-codes.js";

/** Replaces the recovery codes, used or not. @throws AppError INVALID_CREDENTIALS, RATE_LIMITED; NOT_FOUND. */
export async function regenerateRecoveryCodes(
  parts: FactorParts,
  claims: Claims,
  evidence: FactorEvidence,
  client: Client,
): Promise<string[]> {
  const intention = { type: "recovery-codes.renewed", client } as const;
  const account = await requireFactorOwner(parts, claims, evidence, intention);
  const recoveryCodes = createRecoveryCodes();
  const replaced = { "totp.recoveryCodes": recoveryCodes.map(hashRecoveryCode) };
  await changeFactor(parts, account, claims, replaced, intention);
  return recoveryCodes;
}
