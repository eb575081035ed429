/** The auth subgraph's fields, each one call of the service. */
import { dateTimeScalar, emailAddressScalar } from "../../platform/graphql/scalars.js";
import { requireClaims } from "../../platform/identity/caller.js";
import type { Resolvers } from "../../schema/generated/auth.js";
import { toPublicAccount } from "./accounts/accounts.js";
import { accountExport, dataExportQueries } from "./accounts/export-resolvers.js";
import { type AuthContext, actorOf, continueAs } from "./context.js";
import { recoveryMutations } from "./email/resolvers.js";
import { passkeyMutations, passkeyQueries } from "./passkeys/resolvers.js";
import { registeringMutations } from "./registration/resolvers.js";
import { secondFactorMutations } from "./second-factor/resolvers.js";
import type { Introspection } from "./sign-in/sign-in.js";

export const authResolvers: Resolvers = {
  DateTime: dateTimeScalar,
  EmailAddress: emailAddressScalar,
  Query: {
    sessions: (_root, _args, { signIn, caller }) => signIn.listSessions(requireClaims(caller)),
    introspectToken: async (_root, { token }, { signIn }) =>
      toTokenIntrospection(await signIn.introspect(token)),
    systemStatus: (_root, _args, { systemStatus }) => systemStatus(),
    ...dataExportQueries,
    ...passkeyQueries,
    auditEvents: (_root, args, { listAuditEvents }) => listAuditEvents(args),
  },
  Mutation: {
    ...registeringMutations,
    login: async (_root, { input }, context) =>
      continueAs(context, await context.signIn.login(input.identifier, input.password, context.client)),
    refresh: async (_root, { input }, context) =>
      continueAs(
        context,
        await context.signIn.refresh(context.refreshTokens.receive(input.refreshToken), context.client),
      ),
    changePassword: async (_root, { input: { currentPassword, newPassword } }, context) =>
      continueAs(
        context,
        await context.signIn.changePassword(
          requireClaims(context.caller),
          currentPassword,
          newPassword,
          context.client,
        ),
      ),
    logout: async (_root, _args, context) =>
      forget(context, await context.signIn.logout(requireClaims(context.caller), context.client)),
    logoutAll: async (_root, evidence, context) =>
      forget(
        context,
        await context.signIn.logoutAll(requireClaims(context.caller), evidence, context.client),
      ),
    revokeSession: async (_root, { id, ...evidence }, { signIn, caller, client }) => ({
      revokedSessions: await signIn.revokeSession(requireClaims(caller), id, evidence, client),
    }),
    ...recoveryMutations,
    ...secondFactorMutations,
    ...passkeyMutations,
    enableUser: async (_root, { id }, context) =>
      toPublicAccount(await context.accounts.enable(id, actorOf(context))),
    disableUser: async (_root, { id }, context) =>
      toPublicAccount(await context.accounts.disable(id, actorOf(context))),
    setUserRoles: async (_root, { id, roles }, context) =>
      toPublicAccount(await context.accounts.setRoles(id, roles, actorOf(context))),
    publishTestEvent: (_root, { message }, { publishTestEvent }) => publishTestEvent(message),
  },
  User: {
    __resolveReference: ({ id }, { accountById }) => accountById.load(id),
    emailVerified: ({ emailVerifiedAt }) => emailVerifiedAt != null,
  },
  AuditEvent: {
    actor: ({ actorId }, _args, { accountById }) => (actorId === null ? null : accountById.load(actorId)),
    subject: ({ subjectId }, _args, { accountById }) =>
      subjectId === null ? null : accountById.load(subjectId),
  },
  AccountExport: accountExport,
  AuthPayload: {
    tokenType: () => "Bearer",
    expiresIn: ({ expiresInSeconds }) => expiresInSeconds,
  },
};

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
