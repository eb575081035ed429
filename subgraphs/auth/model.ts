/** The auth database: one collection for each feature that stores something. */
import type { Connection } from "mongoose";
import { createLeaseSchema, type LeaseModel, type LeaseRecord } from "../../platform/database/with-lease.js";
import type { AccountRecord } from "./accounts/account-record.js";
import { type AccountModel, createAccountSchema } from "./accounts/model.js";
import { type AttemptModel, type AttemptRecord, createAttemptSchema } from "./attempts/model.js";
import { type AuditModel, type AuditRecord, createAuditSchema } from "./audit/model.js";
import { createMailSchema, type MailModel, type MailRecord } from "./mail/model.js";
import { createProbeSchema, type ProbeModel, type ProbeRecord } from "./operations/model.js";
import { createPasskeySchema, type PasskeyModel, type PasskeyRecord } from "./passkeys/model.js";
import {
  createRegistrationSchema,
  type RegistrationModel,
  type RegistrationRecord,
} from "./registration/model.js";
import { type ChallengeModel, type ChallengeRecord, createChallengeSchema } from "./second-factor/model.js";
import { createSessionSchema, type SessionModel, type SessionRecord } from "./sessions/model.js";

/** The collections. */
export interface AuthModels {
  accounts: AccountModel;
  sessions: SessionModel;
  audit: AuditModel;
  mails: MailModel;
  registrations: RegistrationModel;
  challenges: ChallengeModel;
  passkeys: PasskeyModel;
  leases: LeaseModel;
  attempts: AttemptModel;
  probes: ProbeModel;
}

/** Creates the models on the service's own connection. */
export function createAuthModels(connection: Connection): AuthModels {
  return {
    accounts: connection.model<AccountRecord>("Account", createAccountSchema(), "accounts"),
    sessions: connection.model<SessionRecord>("Session", createSessionSchema(), "sessions"),
    audit: connection.model<AuditRecord>("AuditEntry", createAuditSchema(), "audit"),
    registrations: connection.model<RegistrationRecord>(
      "Registration",
      createRegistrationSchema(),
      "registrations",
    ),
    mails: connection.model<MailRecord>("Mail", createMailSchema(), "mails"),
    passkeys: connection.model<PasskeyRecord>("Passkey", createPasskeySchema(), "passkeys"),
    challenges: connection.model<ChallengeRecord>("Challenge", createChallengeSchema(), "challenges"),
    leases: connection.model<LeaseRecord>("Lease", createLeaseSchema(), "leases"),
    attempts: connection.model<AttemptRecord>("Attempt", createAttemptSchema(), "attempts"),
    probes: connection.model<ProbeRecord>("Probe", createProbeSchema(), "probes"),
  };
}
