/** The sample thing subgraph's fields, each one call of a use case. */
import { notFound } from "../../platform/errors.js";
import { dateTimeScalar } from "../../platform/graphql/scalars.js";
import { requireClaims } from "../../platform/identity/caller.js";
import type { Resolvers } from "../../schema/generated/sample-thing.js";
import { createSampleThing } from "./service/create-sample-thing.js";
import { deleteSampleThing } from "./service/delete-sample-thing.js";
import { listSampleThings } from "./service/list-sample-things.js";
import { updateSampleThing } from "./service/update-sample-thing.js";

export const sampleThingResolvers: Resolvers = {
  DateTime: dateTimeScalar,
  Query: {
    sampleThing: async (_root, { id }, { sampleThingById }) => {
      const found = await sampleThingById.load(id);
      if (found === null) throw notFound("sample thing");
      return found;
    },
    sampleThings: (_root, page, { parts, caller }) => listSampleThings(parts, page, requireClaims(caller)),
  },
  Mutation: {
    createSampleThing: (_root, { input }, { parts, caller }) =>
      createSampleThing(parts, input, requireClaims(caller)),
    updateSampleThing: (_root, { id, input }, { parts, caller }) =>
      updateSampleThing(parts, id, input, requireClaims(caller)),
    deleteSampleThing: (_root, { id }, { parts, caller }) =>
      deleteSampleThing(parts, id, requireClaims(caller)),
  },
  SampleThing: {
    __resolveReference: ({ id }, { sampleThingById }) => sampleThingById.load(id),
    owner: ({ ownerId }) => ({ id: ownerId }),
  },
};
