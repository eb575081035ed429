/** Fields by which an e-mail address is proven and changed. */
import { requireClaims } from "../../../platform/identity/caller.js";
import type { MutationResolvers } from "../../../schema/generated/auth.js";
import { changeEmail } from "./change-email.js";
import { requestEmailVerification } from "./request-email-verification.js";
import { verifyEmail } from "./verify-email.js";

export const emailMutations = {
  requestEmailVerification: async (_root, _args, { parts, caller, client }) => {
    await requestEmailVerification(parts, requireClaims(caller), client);
    return { accepted: true };
  },
  verifyEmail: async (_root, { input }, { parts, caller, client }) => ({
    email: await verifyEmail(parts, input.token, caller.claims, client),
  }),
  changeEmail: async (_root, { input: { newEmail, ...evidence } }, { parts, caller, client }) => {
    await changeEmail(parts, requireClaims(caller), newEmail, evidence, client);
    return { accepted: true };
  },
} satisfies MutationResolvers;
