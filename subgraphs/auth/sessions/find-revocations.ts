/** Finds the access tokens that are revoked and not expired yet, for services that may have missed an event. */
import { overlapSeconds, type RevocationSnapshot } from "../../../platform/identity/revocations.js";
import type { AuthModels } from "../model.js";

/**
 * Creates the query. It looks back for the lifetime of a token, `tokenLifetimeSeconds`, and a little further for writes
 * in progress.
 */
export function createRevocationQuery(
  { accounts, sessions }: Pick<AuthModels, "accounts" | "sessions">,
  tokenLifetimeSeconds: number,
) {
  return async (): Promise<RevocationSnapshot> => {
    const since = new Date(Date.now() - (tokenLifetimeSeconds + overlapSeconds) * 1000);
    const [ended, changed] = await Promise.all([
      sessions.find({ revokedAt: { $gt: since } }, { _id: 1 }).lean(),
      // The first version of an account is its registration: no token is older.
      accounts
        .find({ accessChangedAt: { $gt: since }, version: { $gt: 1 } }, { version: 1, enabled: 1, roles: 1 })
        .lean(),
    ]);
    return {
      sessionIds: ended.map(({ _id }) => _id),
      accounts: changed.map(({ _id, version, enabled, roles }) => ({ id: _id, version, enabled, roles })),
    };
  };
}
