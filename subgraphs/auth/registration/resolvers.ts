/** Fields by which accounts are opened. */
import type { MutationResolvers } from "../../../schema/generated/auth.js";
import { signInBy } from "../context.js";
import { confirmRegistration } from "./confirm-registration.js";
import { register } from "./register.js";

export const registrationMutations = {
  register: (_root, { input }, context) =>
    signInBy(context, () => register(context.parts, input, context.client)),
  confirmRegistration: (_root, { input }, context) =>
    signInBy(context, () => confirmRegistration(context.parts, input, context.client)),
} satisfies MutationResolvers;
