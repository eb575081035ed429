/** Fields by which a password is changed or reset. */
import { requireClaims } from "../../../platform/identity/caller.js";
import type { MutationResolvers } from "../../../schema/generated/auth.js";
import { signInBy } from "../context.js";
import { changePassword } from "./change-password.js";
import { requestPasswordReset } from "./request-password-reset.js";
import { resetPassword } from "./reset-password.js";

export const passwordMutations = {
  changePassword: (_root, { input: { currentPassword, newPassword } }, context) => {
    const { parts, caller, client } = context;
    const claims = requireClaims(caller);
    return signInBy(context, () => changePassword(parts, claims, currentPassword, newPassword, client));
  },
  requestPasswordReset: async (_root, { input }, { parts, client }) => {
    await requestPasswordReset(parts, input.identifier, client);
    return { accepted: true };
  },
  resetPassword: async (_root, { input: { token, newPassword } }, { parts, client }) => ({
    revokedSessions: await resetPassword(parts, token, newPassword, client),
  }),
} satisfies MutationResolvers;
