/** Answers all that auth holds about a person to that person. */
import type { Claims } from "../../../platform/identity/claims.js";
import type { Attempts } from "../attempts/attempts.js";
import type { Audit } from "../audit/audit.js";
import type { createAuditReading } from "../audit/list-audit-events.js";
import type { AccountRecord, AuthModels, SessionRecord } from "../model.js";
import type { Client } from "../sessions/sessions.js";
import { type PublicAccount, toPublicAccount } from "./accounts.js";

/** A session as its owner takes it away, ended or not. */
export type ExportedSession = Pick<
  SessionRecord,
  "createdAt" | "lastUsedAt" | "expiresAt" | "userAgent" | "ipAddress"
> & { id: string; endedAt: Date | null };

/** What happened to the account. */
export interface AccountActivity {
  id: string;
  time: Date;
  type: string;
  outcome: string;
  reason: string | null;
  byOwner: boolean;
  ipAddress: string | null;
  userAgent: string | null;
}

/** A page of what happened, newest first. */
export interface ActivityPage {
  nodes: AccountActivity[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

/** What auth holds; profile and tasks join it by the graph. */
export interface AccountExport {
  exportedAt: Date;
  openedAt: Date;
  emailVerifiedAt: Date | null;
  /** An address that waits to be proven. */
  pendingEmail: string | null;
  sessions: ExportedSession[];
  user: PublicAccount;
}

/** What the use cases are made of. */
export interface DataExportParts {
  models: Pick<AuthModels, "sessions">;
  /** The caller as the store has it now. */
  requireLive: (claims: Claims) => Promise<{ account: AccountRecord }>;
  attempts: Attempts;
  audit: Audit;
  listAuditEvents: ReturnType<typeof createAuditReading>;
}

export type DataExport = ReturnType<typeof createDataExport>;

/** More than anybody signs in within the life of a session. */
const mostSessions = 1_000;

/** Creates the use cases (GDPR, art. 15 and 20). */
export function createDataExport({ models, requireLive, attempts, audit, listAuditEvents }: DataExportParts) {
  return {
    /** What there is but for the activity. @throws AppError RATE_LIMITED. */
    async exportAccount(claims: Claims, client: Client): Promise<AccountExport> {
      const { account } = await requireLive(claims);
      const { _id, createdAt, emailVerifiedAt, emailProof } = account;
      await attempts.count("export:account", _id);
      await audit.record({
        type: "data.exported",
        outcome: "success",
        actorId: _id,
        subjectId: _id,
        client,
      });
      const sessions = await models.sessions
        .find(
          { accountId: _id },
          { createdAt: 1, lastUsedAt: 1, expiresAt: 1, revokedAt: 1, userAgent: 1, ipAddress: 1 },
        )
        .sort({ createdAt: -1, _id: -1 })
        .limit(mostSessions)
        .lean();
      return {
        exportedAt: new Date(),
        openedAt: createdAt,
        emailVerifiedAt: emailVerifiedAt ?? null,
        pendingEmail: emailProof != null && emailProof.email !== account.email ? emailProof.email : null,
        sessions: sessions.map(({ _id: id, revokedAt, ...session }) => ({
          id,
          ...session,
          endedAt: revokedAt,
        })),
        user: toPublicAccount(account),
      };
    },

    /**
     * A page of the audit trail about the account. Where somebody else has acted, an admin, their address is
     * theirs and not shown (art. 15, 4). @throws AppError BAD_USER_INPUT naming `first` or `after`.
     */
    async listActivity(
      accountId: string,
      page: { first?: number | null | undefined; after?: string | null | undefined },
    ): Promise<ActivityPage> {
      const { nodes, pageInfo } = await listAuditEvents({ ...page, filter: { subjectId: accountId } });
      return {
        pageInfo,
        nodes: nodes.map(({ id, time, type, outcome, reason, actorId, ipAddress, userAgent }) => {
          const byOther = actorId !== null && actorId !== accountId;
          const origin = byOther ? { ipAddress: null, userAgent: null } : { ipAddress, userAgent };
          return { id, time, type, outcome, reason, byOwner: actorId === accountId, ...origin };
        }),
      };
    },
  };
}
