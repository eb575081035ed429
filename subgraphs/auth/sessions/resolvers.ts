/** Fields of sessions and their tokens. */
import { requireClaims } from "../../../platform/identity/caller.js";
import type {
  AuthPayloadResolvers,
  MutationResolvers,
  QueryResolvers,
} from "../../../schema/generated/auth.js";
import { continueAs } from "../context.js";
import { type Introspection, introspectToken } from "./introspect-token.js";
import { listSessions } from "./list-sessions.js";
import { listUserSessions } from "./list-user-sessions.js";
import { refresh } from "./refresh.js";

export const sessionQueries = {
  sessions: (_root, _args, { parts, caller }) => listSessions(parts, requireClaims(caller)),
  userSessions: (_root, { userId }, { parts, caller }) =>
    listUserSessions(parts, userId, requireClaims(caller)),
  introspectToken: async (_root, { token }, { parts }) =>
    toTokenIntrospection(await introspectToken(parts, token)),
} satisfies QueryResolvers;

export const sessionMutations = {
  refresh: async (_root, { input }, context) => {
    const refreshToken = context.refreshTokens.receive(input.refreshToken);
    const { parts, client } = context;
    const tokens = parts.meters.measureRefresh(refresh(parts, refreshToken, client));
    return continueAs(context, await tokens);
  },
} satisfies MutationResolvers;

export const authPayload = {
  tokenType: () => "Bearer",
  expiresIn: ({ expiresInSeconds }) => expiresInSeconds,
} satisfies AuthPayloadResolvers;

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
