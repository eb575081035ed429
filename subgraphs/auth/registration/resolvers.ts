/** The fields by which people open accounts. */
import type { MutationResolvers } from "../../../schema/generated/auth.js";
import { continueAs } from "../context.js";

export const registeringMutations = {
  register: async (_root, { input }, context) =>
    continueAs(context, await context.registering.register(input, context.client)),
  confirmRegistration: async (_root, { input }, context) =>
    continueAs(context, await context.registering.confirm(input, context.client)),
} satisfies MutationResolvers;
