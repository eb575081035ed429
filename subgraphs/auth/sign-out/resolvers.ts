/** Fields by which a user ends sessions. */
import { requireClaims } from "../../../platform/identity/caller.js";
import type { MutationResolvers } from "../../../schema/generated/auth.js";
import type { AuthContext } from "../context.js";
import { logout } from "./logout.js";
import { logoutAll } from "./logout-all.js";
import { revokeSession } from "./revoke-session.js";

export const signOutMutations = {
  logout: async (_root, _args, context) =>
    forget(context, await logout(context.parts, requireClaims(context.caller), context.client)),
  logoutAll: async (_root, evidence, context) =>
    forget(context, await logoutAll(context.parts, requireClaims(context.caller), evidence, context.client)),
  revokeSession: async (_root, { id, ...evidence }, { parts, caller, client }) => ({
    revokedSessions: await revokeSession(parts, requireClaims(caller), id, evidence, client),
  }),
} satisfies MutationResolvers;

/** Takes the refresh token from a client that has signed out. */
function forget({ refreshTokens }: AuthContext, revokedSessions: number) {
  refreshTokens.clear();
  return { revokedSessions };
}
