/** The user subgraph's fields, each one call of a use case. */
import { notFound } from "../../platform/errors.js";
import { dateTimeScalar, emailAddressScalar } from "../../platform/graphql/scalars.js";
import { requireClaims } from "../../platform/identity/caller.js";
import type { Resolvers } from "../../schema/generated/user.js";
import { listUsers } from "./service/list-users.js";
import { updateUser } from "./service/update-user.js";

export const userResolvers: Resolvers = {
  DateTime: dateTimeScalar,
  EmailAddress: emailAddressScalar,
  Query: {
    me: (_root, _args, { caller, profileById }) => profileById.load(requireClaims(caller).subject),
    user: async (_root, { id }, { profileById }) => {
      const profile = await profileById.load(id);
      if (profile === null) throw notFound("user");
      return profile;
    },
    users: (_root, args, { parts, countOf }) => listUsers(parts, args, countOf),
  },
  Mutation: {
    updateUser: (_root, { id, input }, { parts }) => updateUser(parts, id, input),
  },
  User: {
    __resolveReference: ({ id }, { referenceById }) => referenceById.load(id),
  },
};
