/** The fields by which passkeys are added, listed, removed, and sign in. */
import { notFound } from "../../../platform/errors.js";
import { requireClaims } from "../../../platform/identity/caller.js";
import type { MutationResolvers, QueryResolvers } from "../../../schema/generated/auth.js";
import { type AuthContext, continueAs } from "../context.js";

/** Passkeys belong to a domain: where none is set, there are none. */
function passkeysOf({ passkeys }: AuthContext) {
  if (passkeys === null) throw notFound("field: no domain is set for passkeys here");
  return passkeys;
}

export const passkeyQueries = {
  passkeys: (_root, _args, context) => context.passkeys?.list(requireClaims(context.caller)) ?? [],
} satisfies QueryResolvers;

export const passkeyMutations = {
  beginPasskeyRegistration: async (_root, { input }, context) => ({
    options: await passkeysOf(context).beginRegistration(
      requireClaims(context.caller),
      input,
      context.client,
    ),
  }),
  finishPasskeyRegistration: (_root, { input: { response, name } }, context) =>
    passkeysOf(context).finishRegistration(requireClaims(context.caller), response, name, context.client),
  removePasskey: async (_root, { input: { id, ...evidence } }, context) => ({
    id: await passkeysOf(context).remove(requireClaims(context.caller), id, evidence, context.client),
  }),
  beginPasskeyLogin: async (_root, _args, context) => ({
    options: await passkeysOf(context).beginLogin(context.client),
  }),
  loginWithPasskey: async (_root, { input }, context) =>
    continueAs(context, await passkeysOf(context).login(input.response, context.client)),
} satisfies MutationResolvers;
