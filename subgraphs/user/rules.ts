/** Who may use which field of the user subgraph. A field that is not named here is denied. */
import { forbidden } from "../../platform/errors.js";
import {
  coveredByRoot,
  defineRule,
  federationRules,
  isAuthenticated,
  isSelfOrAdmin,
  type RuleTree,
} from "../../platform/graphql/rules.js";
import { requireClaims } from "../../platform/identity/caller.js";
import { isAdmin } from "../../platform/identity/claims.js";
import type { UserContext } from "./context.js";

const namesSelfOrIsAdmin = defineRule(
  "namesSelfOrIsAdmin",
  ({ caller }: UserContext, _root: unknown, { id }: { id: string }) => {
    const claims = requireClaims(caller);
    if (claims.subject !== id && !isAdmin(claims)) throw forbidden("You may only change your own profile.");
  },
);

/** The shield tree. */
export const userRules: RuleTree = {
  Query: {
    ...federationRules.Query,
    me: isAuthenticated,
    user: isAuthenticated,
    users: isAuthenticated,
  },
  Mutation: {
    updateUser: namesSelfOrIsAdmin,
  },
  User: {
    "*": coveredByRoot,
    email: isSelfOrAdmin,
  },
  UserConnection: { "*": coveredByRoot },
  UserEdge: { "*": coveredByRoot },
  PageInfo: { "*": coveredByRoot },
  ...federationRules.types,
};
