/** Use case `passkeys`. */
import type { Claims } from "../../../platform/identity/claims.js";
import type { AuthModels } from "../model.js";
import type { Parts } from "../parts.js";
import { requireLiveAccount } from "../sessions/require-live-account.js";
import type { PasskeyRecord } from "./model.js";

/** A passkey as its owner sees it. */
export type Passkey = Pick<PasskeyRecord, "name" | "synced" | "createdAt" | "lastUsedAt"> & { id: string };

/** Most passkeys of an account. */
export const mostPasskeys = 10;

/** Returns the caller's passkeys, oldest first; none where no domain is set for them. */
export async function listPasskeys(
  parts: Parts<"models" | "ceremonies">,
  claims: Claims,
): Promise<Passkey[]> {
  if (parts.ceremonies === null) return [];
  const { account } = await requireLiveAccount(parts, claims);
  return (await findPasskeys(parts.models, account._id)).map(toPasskey);
}

/** Returns the passkeys of an account, as they are stored, oldest first. */
export const findPasskeys = (
  { passkeys }: Pick<AuthModels, "passkeys">,
  accountId: string,
): Promise<PasskeyRecord[]> =>
  passkeys.find({ accountId }).sort({ createdAt: 1, _id: 1 }).limit(mostPasskeys).lean();

/** Returns a passkey as its owner sees it. */
export function toPasskey({ _id, name, synced, createdAt, lastUsedAt }: PasskeyRecord): Passkey {
  return { id: _id, name, synced, createdAt, lastUsedAt };
}
