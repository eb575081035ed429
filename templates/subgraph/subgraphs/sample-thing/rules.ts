/** Who may use which field of the sample thing subgraph. A field that is not named here is denied. */
import {
  coveredByRoot,
  defineRule,
  federationRules,
  isAuthenticated,
  type RuleTree,
} from "../../platform/graphql/rules.js";
import { requireClaims } from "../../platform/identity/caller.js";
import type { SampleThingContext } from "./context.js";
import { requireOwnerOrAdmin } from "./service/require-owner-or-admin.js";

/** The owner or an admin; NOT_FOUND for all others. The use case checks the same on the version that it changes. */
const isOwnerOrAdmin = defineRule(
  "isOwnerOrAdmin",
  ({ parts, caller }: SampleThingContext, _root: unknown, { id }: { id: string }) =>
    requireOwnerOrAdmin(parts, id, requireClaims(caller)),
);

/** The shield tree. */
export const sampleThingRules: RuleTree = {
  Query: {
    ...federationRules.Query,
    sampleThing: isAuthenticated,
    sampleThings: isAuthenticated,
  },
  Mutation: {
    createSampleThing: isAuthenticated,
    updateSampleThing: isOwnerOrAdmin,
    deleteSampleThing: isOwnerOrAdmin,
  },
  SampleThing: { "*": coveredByRoot },
  SampleThingConnection: { "*": coveredByRoot },
  SampleThingEdge: { "*": coveredByRoot },
  DeleteSampleThingPayload: { "*": coveredByRoot },
  User: { id: coveredByRoot },
  PageInfo: { "*": coveredByRoot },
  ...federationRules.types,
};
