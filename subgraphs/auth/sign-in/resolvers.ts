/** Fields by which a caller signs in with a password. */
import type { MutationResolvers } from "../../../schema/generated/auth.js";
import { signInBy } from "../context.js";
import { login } from "./login.js";
import { loginWithCode } from "./login-with-code.js";

export const signInMutations = {
  login: (_root, { input: { identifier, password } }, context) =>
    signInBy(context, () => login(context.parts, identifier, password, context.client)),
  loginWithCode: (_root, { input: { challenge, code } }, context) =>
    signInBy(context, () => loginWithCode(context.parts, challenge, code, context.client)),
} satisfies MutationResolvers;
