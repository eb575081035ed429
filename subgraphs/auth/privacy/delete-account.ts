/** Use case `deleteAccount` (GDPR, art. 17). */
import type { Claims } from "../../../platform/identity/claims.js";
import { keepAnAdmin } from "../administration/keep-an-admin.js";
import type { Client } from "../audit/actor.js";
import { ownEntry } from "../audit/audit.js";
import type { Parts } from "../parts.js";
import { type AllFactors, requireAllFactors } from "../second-factor/require-all-factors.js";
import { requireLiveAccount } from "../sessions/require-live-account.js";
import { entombAccount } from "./entomb-account.js";
import { eraseTraces } from "./finish-deletion.js";

/** The parts that a deletion uses. */
export type DeletionParts = Parts<
  "models" | "audit" | "attempts" | "passwords" | "totpSealing" | "mail" | "relay" | "config"
>;

/**
 * Deletes the caller's own account and returns its id. The username and the e-mail address are free at once. The id
 * stays, with the time of the deletion, and the audit trail, which holds ids only.
 * @throws AppError INVALID_CREDENTIALS, RATE_LIMITED; FORBIDDEN for the last enabled admin.
 */
export async function deleteAccount(
  parts: DeletionParts,
  claims: Claims,
  evidence: AllFactors,
  client: Client,
): Promise<string> {
  const { models, audit, mail, relay } = parts;
  const { account } = await requireLiveAccount(parts, claims);
  await requireAllFactors(parts, account, claims, evidence, { type: "user.deleted", client });
  const { _id } = account;
  await audit.change(ownEntry("user.deleted", _id, client), () =>
    keepAnAdmin(models, account, (requireNoAdmin) => entombAccount(models, _id, requireNoAdmin)),
  );
  await eraseTraces(parts, _id);
  await mail.notify({ kind: "account-deleted", account, client });
  await relay.wake();
  return _id;
}
