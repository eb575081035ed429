/** The context of one request to the user subgraph. */
import DataLoader from "dataloader";
import type { SubgraphContext } from "../../platform/graphql/subgraph-server.js";
import type { Profile, Users } from "./service.js";

/** What the resolvers and rules work with. */
export interface UserContext extends SubgraphContext {
  users: Users;
  /** Profiles by id, read in batches. */
  profileById: DataLoader<string, Profile | null>;
}

/** Adds the service to a request's context. */
export function createUserContext(base: SubgraphContext, users: Users): UserContext {
  return { ...base, users, profileById: new DataLoader((ids) => users.findMany(ids, base.caller.claims)) };
}
