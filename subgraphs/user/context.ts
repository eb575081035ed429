/** The context of one request to the user subgraph. */
import DataLoader from "dataloader";
import type { SubgraphContext } from "../../platform/graphql/subgraph-server.js";
import type { StandIns } from "./service/stand-in-for-accounts.js";
import type { Profile, ProfileCounts, Users } from "./service/users.js";

/** What the resolvers and rules work with. */
export interface UserContext extends SubgraphContext {
  users: Users;
  countOf: ProfileCounts;
  /** Profiles by id, read in batches. */
  profileById: DataLoader<string, Profile | null>;
  /** The same for references of other subgraphs: an account without a profile has a stand-in, so that no list fails. */
  referenceById: DataLoader<string, Profile>;
}

/** Adds the service to a request's context. */
export function createUserContext(base: SubgraphContext, users: Users, standInFor: StandIns): UserContext {
  const { caller, log } = base;
  const counts = new DataLoader(users.countMany, { cacheKeyFn: (selection) => JSON.stringify(selection) });
  return {
    ...base,
    users,
    countOf: (selection) => counts.load(selection),
    profileById: new DataLoader((ids) => users.findMany(ids, caller.claims)),
    referenceById: new DataLoader(async (ids) => {
      const profiles = await users.findMany(ids, caller.claims);
      const standIns = await standInFor(
        ids.filter((_id, index) => profiles[index] === null),
        caller.token,
        log,
      );
      return ids.map((id, index) => profiles[index] ?? standIns.get(id)!);
    }),
  };
}
