/** Profiles for accounts that other subgraphs refer to and that have none here, so that no list fails for them. */

import { placeholderName, placeholderTime } from "../../../platform/identity/tombstone.js";
import type { Logger } from "../../../platform/log.js";
import type { Role } from "../../../platform/roles.js";
import type { UserModels } from "../model.js";
import type { Profile } from "./profile.js";

/** The public fields of an account. */
export interface AccountFace {
  username: string;
  roles: Role[];
  enabled: boolean;
}

/** Returns the accounts in the order asked for. Rejects when auth does not respond. */
export type AccountLookup = (
  ids: readonly string[],
  token: string | null,
) => Promise<readonly (AccountFace | null)[]>;

/** Returns a stand-in for each id. `token` is the caller's. */
export type StandIns = (
  ids: readonly string[],
  token: string | null,
  log: Logger,
) => Promise<ReadonlyMap<string, Profile>>;

/**
 * Creates the function. An account whose deletion is recorded gets a tombstone. For another account the event of its
 * registration may be in progress, so auth is asked; one that auth does not know gets a tombstone as well, and so does
 * every unknown account while auth does not respond.
 */
export function createStandIns(
  { deletedAccounts }: Pick<UserModels, "deletedAccounts">,
  findAccounts: AccountLookup,
): StandIns {
  return async (ids, token, log) => {
    const standIns = new Map<string, Profile>();
    if (ids.length === 0) return standIns;
    const gone = await deletedAccounts.find({ _id: { $in: ids } }).lean();
    for (const { _id, deletedAt } of gone) standIns.set(_id, toTombstone(_id, deletedAt));
    const unknown = ids.filter((id) => !standIns.has(id));
    if (unknown.length === 0) return standIns;
    const accounts = await findAccounts(unknown, token).catch((error: unknown) => {
      log.warn({ err: error }, "auth does not respond; unknown accounts are shown as deleted");
      return [];
    });
    for (const [index, id] of unknown.entries()) {
      const account = accounts[index];
      const tombstone = toTombstone(id, placeholderTime);
      const { username, roles = [] } = account ?? {};
      standIns.set(
        id,
        account?.enabled === undefined || username === undefined || username === placeholderName
          ? tombstone
          : {
              ...tombstone,
              username,
              displayName: username,
              roles,
              enabled: account.enabled,
              deleted: false,
            },
      );
    }
    return standIns;
  };
}

function toTombstone(id: string, deletedAt: Date): Profile {
  return {
    id,
    username: placeholderName,
    email: null,
    displayName: placeholderName,
    bio: null,
    roles: [],
    enabled: false,
    createdAt: deletedAt,
    updatedAt: deletedAt,
    deleted: true,
  };
}
