/** Tells whether an account has a live session at an address. */
import { addressKey } from "../../../platform/address-key.js";
import type { AccountRecord } from "../accounts/account-record.js";
import type { AuthModels } from "../model.js";
import { isLiveSession, openSessionsOf } from "./live-session.js";

const mostRead = 100;

/** Was a live session of the account last used from the address with this key? An unknown account takes the same query. */
export async function isUsedFrom(
  { sessions }: Pick<AuthModels, "sessions">,
  account: AccountRecord | null,
  address: string,
): Promise<boolean> {
  const found = await sessions
    .find(openSessionsOf(account?._id ?? ""), { createdAt: 1, expiresAt: 1, revokedAt: 1, ipAddress: 1 })
    .sort({ createdAt: -1, _id: -1 })
    .limit(mostRead)
    .lean();
  return found.some(
    (session) =>
      account !== null && isLiveSession(session, account) && addressKey(session.ipAddress) === address,
  );
}
