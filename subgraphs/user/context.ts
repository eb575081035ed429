/** The context of one request to the user subgraph. */
import DataLoader from "dataloader";
import type { SubgraphContext } from "../../platform/graphql/read-context.js";
import { countUsers, type ProfileCounts } from "./service/count-users.js";
import { findProfiles } from "./service/find-profiles.js";
import type { UserParts } from "./service/parts.js";
import type { Profile } from "./service/profile.js";

/** The parts that resolvers and rules use. */
export interface UserContext extends SubgraphContext {
  parts: UserParts;
  countOf: ProfileCounts;
  /** Profiles by id, read in batches. */
  profileById: DataLoader<string, Profile | null>;
  /** The same for references of other subgraphs: an account without a profile has a stand-in, so that no list fails. */
  referenceById: DataLoader<string, Profile>;
}

/** Adds the parts of the use cases, and the loaders, to a request's context. */
export function createUserContext(base: SubgraphContext, parts: UserParts): UserContext {
  const { caller, log } = base;
  const counts = new DataLoader((filters: readonly Record<string, unknown>[]) => countUsers(parts, filters), {
    cacheKeyFn: (selection) => JSON.stringify(selection),
  });
  return {
    ...base,
    parts,
    countOf: (selection) => counts.load(selection),
    profileById: new DataLoader((ids) => findProfiles(parts, ids, caller.claims)),
    referenceById: new DataLoader(async (ids) => {
      const profiles = await findProfiles(parts, ids, caller.claims);
      const missing = ids.filter((_id, index) => profiles[index] === null);
      const standIns = await parts.standInFor(missing, caller.token, log);
      return ids.map((id, index) => profiles[index] ?? standIns.get(id)!);
    }),
  };
}
