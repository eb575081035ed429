/** Fields by which a caller signs in with a password. */
import type { MutationResolvers } from "../../../schema/generated/auth.js";
import { continueAs } from "../context.js";
import { login } from "./login.js";
import { loginWithCode } from "./login-with-code.js";

export const signInMutations = {
  login: async (_root, { input: { identifier, password } }, context) =>
    continueAs(context, await login(context.parts, identifier, password, context.client)),
  loginWithCode: async (_root, { input: { challenge, code } }, context) =>
    continueAs(context, await loginWithCode(context.parts, challenge, code, context.client)),
} satisfies MutationResolvers;
