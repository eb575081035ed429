/** Who may use which field of the auth subgraph. A field that is not named here is denied. */
import {
  coveredByRoot,
  defineRule,
  federationRules,
  isAuthenticated,
  isPublic,
  isSelfOrAdmin,
  type RuleTree,
} from "../../platform/graphql/rules.js";
import { requireClaims } from "../../platform/identity/caller.js";
import { requireLiveAdmin } from "./administration/require-live-admin.js";
import type { AuthContext } from "./context.js";

/**
 * Reads the role from the database and not from the token alone: a former admin must not act for minutes. Denials are
 * recorded in the audit trail.
 */
const isAdminNow = defineRule(
  "isAdminNow",
  (
    { caller, client, parts }: AuthContext,
    _root: unknown,
    { id, userId }: { id?: string; userId?: string },
    field,
  ) =>
    requireLiveAdmin(parts, requireClaims(caller), { call: field, subjectId: id ?? userId ?? null, client }),
);

/** The shield tree. */
export const authRules: RuleTree = {
  Query: {
    ...federationRules.Query,
    sessions: isAuthenticated,
    userSessions: isAdminNow,
    passkeys: isAuthenticated,
    introspectToken: isAuthenticated,
    systemStatus: isAdminNow,
    exportMyData: isAuthenticated,
    auditEvents: isAdminNow,
  },
  Mutation: {
    register: isPublic,
    confirmRegistration: isPublic,
    login: isPublic,
    refresh: isPublic,
    loginWithCode: isPublic,
    beginPasskeyLogin: isPublic,
    loginWithPasskey: isPublic,
    beginPasskeyRegistration: isAuthenticated,
    finishPasskeyRegistration: isAuthenticated,
    removePasskey: isAuthenticated,
    enrolTotp: isAuthenticated,
    confirmTotp: isAuthenticated,
    disableTotp: isAuthenticated,
    regenerateRecoveryCodes: isAuthenticated,
    resetSecondFactor: isAdminNow,
    logout: isAuthenticated,
    logoutAll: isAuthenticated,
    revokeSession: isAuthenticated,
    changePassword: isAuthenticated,
    requestPasswordReset: isPublic,
    resetPassword: isPublic,
    requestEmailVerification: isAuthenticated,
    verifyEmail: isPublic,
    changeEmail: isAuthenticated,
    deleteAccount: isAuthenticated,
    enableUser: isAdminNow,
    disableUser: isAdminNow,
    setUserRoles: isAdminNow,
    publishTestEvent: isAdminNow,
  },
  User: {
    id: coveredByRoot,
    username: coveredByRoot,
    email: isSelfOrAdmin,
    emailVerified: isSelfOrAdmin,
    roles: coveredByRoot,
    enabled: coveredByRoot,
    lastLoginAt: isSelfOrAdmin,
    secondFactorEnabled: isSelfOrAdmin,
  },
  Session: { "*": coveredByRoot },
  AuthPayload: { "*": coveredByRoot },
  Passkey: { "*": coveredByRoot },
  PasskeyOptions: { "*": coveredByRoot },
  RemovePasskeyPayload: { "*": coveredByRoot },
  TotpEnrolment: { "*": coveredByRoot },
  RecoveryCodesPayload: { "*": coveredByRoot },
  LogoutPayload: { "*": coveredByRoot },
  AcceptedPayload: { "*": coveredByRoot },
  ResetPasswordPayload: { "*": coveredByRoot },
  VerifyEmailPayload: { "*": coveredByRoot },
  DeleteAccountPayload: { "*": coveredByRoot },
  AccountExport: { "*": coveredByRoot },
  ExportedSession: { "*": coveredByRoot },
  AccountActivityConnection: { "*": coveredByRoot },
  AccountActivityEdge: { "*": coveredByRoot },
  AccountActivity: { "*": coveredByRoot },
  TokenIntrospection: { "*": coveredByRoot },
  ServiceStatus: { "*": coveredByRoot },
  EventReceipt: { "*": coveredByRoot },
  AuditEvent: { "*": coveredByRoot },
  AuditEventConnection: { "*": coveredByRoot },
  AuditEventEdge: { "*": coveredByRoot },
  PageInfo: { "*": coveredByRoot },
  ...federationRules.types,
};
