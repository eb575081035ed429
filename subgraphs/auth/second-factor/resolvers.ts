/** Fields by which a second factor is set up, changed and removed. */
import { requireClaims } from "../../../platform/identity/caller.js";
import type { MutationResolvers } from "../../../schema/generated/auth.js";
import { toPublicAccount } from "../accounts/public-account.js";
import { actorOf } from "../context.js";
import { confirmTotp } from "./confirm-totp.js";
import { disableTotp } from "./disable-totp.js";
import { enrolTotp } from "./enrol-totp.js";
import { regenerateRecoveryCodes } from "./regenerate-recovery-codes.js";
import { resetSecondFactor } from "./reset-second-factor.js";

export const secondFactorMutations = {
  enrolTotp: (_root, { input: { currentPassword } }, { parts, caller, client }) =>
    enrolTotp(parts, requireClaims(caller), currentPassword, client),
  confirmTotp: async (_root, { input: { code } }, { parts, caller, client }) => ({
    recoveryCodes: await confirmTotp(parts, requireClaims(caller), code, client),
  }),
  disableTotp: async (_root, { input }, { parts, caller, client }) =>
    toPublicAccount(await disableTotp(parts, requireClaims(caller), input, client)),
  regenerateRecoveryCodes: async (_root, { input }, { parts, caller, client }) => ({
    recoveryCodes: await regenerateRecoveryCodes(parts, requireClaims(caller), input, client),
  }),
  resetSecondFactor: async (_root, { id }, context) =>
    toPublicAccount(await resetSecondFactor(context.parts, id, actorOf(context))),
} satisfies MutationResolvers;
