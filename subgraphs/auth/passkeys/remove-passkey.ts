/** Use case `removePasskey`. */
import { notFound } from "../../../platform/errors.js";
import type { Claims } from "../../../platform/identity/claims.js";
import type { Client } from "../audit/actor.js";
import type { AuthParts } from "../parts.js";
import { type AllFactors, requireAllFactors } from "../second-factor/require-all-factors.js";
import { requireLiveAccount } from "../sessions/require-live-account.js";
import { requirePasskeys } from "./ceremonies.js";
import { changePasskeys } from "./change-passkeys.js";

/** Removes one and returns its id. @throws AppError INVALID_CREDENTIALS, RATE_LIMITED; NOT_FOUND when it is not the caller's. */
export async function removePasskey(
  parts: AuthParts,
  claims: Claims,
  id: string,
  evidence: AllFactors,
  client: Client,
): Promise<string> {
  requirePasskeys(parts);
  const { account } = await requireLiveAccount(parts, claims);
  const intention = { type: "passkey.removed", client } as const;
  await requireAllFactors(parts, account, claims, evidence, intention);
  return changePasskeys(parts, account, claims.sessionId, intention, async () => {
    const { deletedCount } = await parts.models.passkeys.deleteOne({ _id: id, accountId: account._id });
    if (deletedCount !== 1) throw notFound("passkey");
    return id;
  });
}
