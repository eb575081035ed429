/** The auth subgraph's fields, feature by feature; each calls one use case. */
import { dateTimeScalar, emailAddressScalar } from "../../platform/graphql/scalars.js";
import type { Resolvers } from "../../schema/generated/auth.js";
import { user } from "./accounts/resolvers.js";
import { administrationMutations } from "./administration/resolvers.js";
import { auditEvent, auditQueries } from "./audit/resolvers.js";
import { emailMutations } from "./email/resolvers.js";
import { operationMutations, operationQueries } from "./operations/resolvers.js";
import { passkeyMutations, passkeyQueries } from "./passkeys/resolvers.js";
import { passwordMutations } from "./passwords/resolvers.js";
import { accountExport, privacyMutations, privacyQueries } from "./privacy/resolvers.js";
import { registrationMutations } from "./registration/resolvers.js";
import { secondFactorMutations } from "./second-factor/resolvers.js";
import { authPayload, sessionMutations, sessionQueries } from "./sessions/resolvers.js";
import { signInMutations } from "./sign-in/resolvers.js";
import { signOutMutations } from "./sign-out/resolvers.js";

export const authResolvers: Resolvers = {
  DateTime: dateTimeScalar,
  EmailAddress: emailAddressScalar,
  Query: {
    ...sessionQueries,
    ...passkeyQueries,
    ...privacyQueries,
    ...auditQueries,
    ...operationQueries,
  },
  Mutation: {
    ...registrationMutations,
    ...signInMutations,
    ...sessionMutations,
    ...signOutMutations,
    ...passwordMutations,
    ...emailMutations,
    ...secondFactorMutations,
    ...passkeyMutations,
    ...administrationMutations,
    ...privacyMutations,
    ...operationMutations,
  },
  User: user,
  AuthPayload: authPayload,
  AuditEvent: auditEvent,
  AccountExport: accountExport,
};
