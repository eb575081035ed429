/** The fields by which an address is proven, a forgotten password replaced, and an account deleted. */
import { requireClaims } from "../../../platform/identity/caller.js";
import type { MutationResolvers } from "../../../schema/generated/auth.js";

/** The same whatever becomes of the request. */
const accepted = { accepted: true };

export const recoveryMutations = {
  requestPasswordReset: async (_root, { input }, { recovery, client }) => {
    await recovery.requestReset(input.identifier, client);
    return accepted;
  },
  resetPassword: async (_root, { input: { token, newPassword } }, { recovery, client }) => ({
    revokedSessions: await recovery.resetPassword(token, newPassword, client),
  }),
  requestEmailVerification: async (_root, _args, { addresses, caller, client }) => {
    await addresses.requestVerification(requireClaims(caller), client);
    return accepted;
  },
  verifyEmail: async (_root, { input }, { addresses, caller, client }) => ({
    email: await addresses.verify(input.token, caller.claims, client),
  }),
  changeEmail: async (_root, { input: { newEmail, ...evidence } }, { addresses, caller, client }) => {
    await addresses.requestChange(requireClaims(caller), newEmail, evidence, client);
    return accepted;
  },
  deleteAccount: async (_root, { input }, { deletion, caller, client, refreshTokens }) => {
    const id = await deletion.deleteAccount(requireClaims(caller), input, client);
    refreshTokens.clear();
    return { id };
  },
} satisfies MutationResolvers;
