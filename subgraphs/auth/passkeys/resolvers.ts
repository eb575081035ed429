/** Fields by which passkeys are added, listed and removed, and by which they sign in. */
import { requireClaims } from "../../../platform/identity/caller.js";
import type { MutationResolvers, QueryResolvers } from "../../../schema/generated/auth.js";
import { signInBy } from "../context.js";
import { beginPasskeyLogin } from "./begin-passkey-login.js";
import { beginPasskeyRegistration } from "./begin-passkey-registration.js";
import { finishPasskeyRegistration } from "./finish-passkey-registration.js";
import { listPasskeys } from "./list-passkeys.js";
import { loginWithPasskey } from "./login-with-passkey.js";
import { removePasskey } from "./remove-passkey.js";

export const passkeyQueries = {
  passkeys: (_root, _args, { parts, caller }) => listPasskeys(parts, requireClaims(caller)),
} satisfies QueryResolvers;

export const passkeyMutations = {
  beginPasskeyRegistration: async (_root, { input }, { parts, caller, client }) => ({
    options: await beginPasskeyRegistration(parts, requireClaims(caller), input, client),
  }),
  finishPasskeyRegistration: (_root, { input: { response, name } }, { parts, caller, client }) =>
    finishPasskeyRegistration(parts, requireClaims(caller), response, name, client),
  removePasskey: async (_root, { input: { id, ...evidence } }, { parts, caller, client }) => ({
    id: await removePasskey(parts, requireClaims(caller), id, evidence, client),
  }),
  beginPasskeyLogin: async (_root, _args, { parts, client }) => ({
    options: await beginPasskeyLogin(parts, client),
  }),
  loginWithPasskey: (_root, { input }, context) =>
    signInBy(context, () => loginWithPasskey(context.parts, input.response, context.client)),
} satisfies MutationResolvers;
