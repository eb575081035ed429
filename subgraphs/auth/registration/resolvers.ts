/** Fields by which accounts are opened. */
import type { MutationResolvers } from "../../../schema/generated/auth.js";
import { continueAs } from "../context.js";
import { confirmRegistration } from "./confirm-registration.js";
import { register } from "./register.js";

export const registrationMutations = {
  register: async (_root, { input }, context) =>
    continueAs(context, await register(context.parts, input, context.client)),
  confirmRegistration: async (_root, { input }, context) =>
    continueAs(context, await confirmRegistration(context.parts, input, context.client)),
} satisfies MutationResolvers;
