/** Fields of sessions and their tokens. */
import { requireClaims } from "../../../platform/identity/caller.js";
import type {
  AuthPayloadResolvers,
  MutationResolvers,
  QueryResolvers,
} from "../../../schema/generated/auth.js";
import { type AuthContext, continueAs } from "../context.js";
import { type Introspection, introspectToken } from "./introspect-token.js";
import { listSessions } from "./list-sessions.js";
import { logout } from "./logout.js";
import { logoutAll } from "./logout-all.js";
import { refresh } from "./refresh.js";
import { revokeSession } from "./revoke-session.js";

export const sessionQueries = {
  sessions: (_root, _args, { parts, caller }) => listSessions(parts, requireClaims(caller)),
  introspectToken: async (_root, { token }, { parts }) =>
    toTokenIntrospection(await introspectToken(parts, token)),
} satisfies QueryResolvers;

export const sessionMutations = {
  refresh: async (_root, { input }, context) => {
    const refreshToken = context.refreshTokens.receive(input.refreshToken);
    return continueAs(context, await refresh(context.parts, refreshToken, context.client));
  },
  logout: async (_root, _args, context) =>
    forget(context, await logout(context.parts, requireClaims(context.caller), context.client)),
  logoutAll: async (_root, evidence, context) =>
    forget(context, await logoutAll(context.parts, requireClaims(context.caller), evidence, context.client)),
  revokeSession: async (_root, { id, ...evidence }, { parts, caller, client }) => ({
    revokedSessions: await revokeSession(parts, requireClaims(caller), id, evidence, client),
  }),
} satisfies MutationResolvers;

export const authPayload = {
  tokenType: () => "Bearer",
  expiresIn: ({ expiresInSeconds }) => expiresInSeconds,
} satisfies AuthPayloadResolvers;

/** Takes the refresh token from a client that has signed out. */
function forget({ refreshTokens }: AuthContext, revokedSessions: number) {
  refreshTokens.clear();
  return { revokedSessions };
}

function toTokenIntrospection(introspection: Introspection) {
  if (!introspection.active) return { active: false };
  const { subject, sessionId, username, roles, issuedAt, expiresAt } = introspection.claims;
  return {
    active: true,
    subject,
    sessionId,
    username,
    roles: [...roles],
    issuedAt: new Date(issuedAt * 1000),
    expiresAt: new Date(expiresAt * 1000),
  };
}
