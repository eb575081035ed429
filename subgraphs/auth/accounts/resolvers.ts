/** Fields of accounts. */
import type { UserResolvers } from "../../../schema/generated/auth.js";

export const user = {
  __resolveReference: ({ id }, { accountById }) => accountById.load(id),
  emailVerified: ({ emailVerifiedAt }) => emailVerifiedAt != null,
} satisfies UserResolvers;
