/** The fields by which a second factor is set up, used, and taken away. */
import { requireClaims } from "../../../platform/identity/caller.js";
import type { MutationResolvers } from "../../../schema/generated/auth.js";
import { toPublicAccount } from "../accounts/accounts.js";
import { actorOf, continueAs } from "../context.js";

export const secondFactorMutations = {
  loginWithCode: async (_root, { input: { challenge, code } }, context) =>
    continueAs(context, await context.signIn.loginWithCode(challenge, code, context.client)),
  enrolTotp: (_root, { input: { currentPassword } }, { secondFactor, caller, client }) =>
    secondFactor.enrol(requireClaims(caller), currentPassword, client),
  confirmTotp: async (_root, { input: { code } }, { secondFactor, caller, client }) => ({
    recoveryCodes: await secondFactor.confirm(requireClaims(caller), code, client),
  }),
  disableTotp: async (_root, { input }, { secondFactor, caller, client }) =>
    toPublicAccount(await secondFactor.remove(requireClaims(caller), input, client)),
  regenerateRecoveryCodes: async (_root, { input }, { secondFactor, caller, client }) => ({
    recoveryCodes: await secondFactor.renewRecoveryCodes(requireClaims(caller), input, client),
  }),
  resetSecondFactor: async (_root, { id }, context) =>
    toPublicAccount(await context.secondFactor.reset(id, actorOf(context))),
} satisfies MutationResolvers;
