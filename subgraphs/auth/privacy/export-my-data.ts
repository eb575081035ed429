/** Use case `exportMyData`: all that auth holds about a person (GDPR, art. 15 and 20). */
import type { Claims } from "../../../platform/identity/claims.js";
import { type PublicAccount, toPublicAccount } from "../accounts/public-account.js";
import type { Client } from "../audit/actor.js";
import { ownEntry } from "../audit/audit.js";
import type { Parts } from "../parts.js";
import type { SessionRecord } from "../sessions/model.js";
import { requireLiveAccount } from "../sessions/require-live-account.js";

/** A session in the export, ended or not. */
export type ExportedSession = Pick<
  SessionRecord,
  "createdAt" | "lastUsedAt" | "expiresAt" | "userAgent" | "ipAddress"
> & { id: string; endedAt: Date | null };

/** The part of the export that auth owns; the graph joins profile and tasks to it. */
export interface AccountExport {
  exportedAt: Date;
  openedAt: Date;
  emailVerifiedAt: Date | null;
  /** An address that is not proven yet and is to replace the account's. */
  pendingEmail: string | null;
  legacyId: string | null;
  sessions: ExportedSession[];
  user: PublicAccount;
}

/** More sessions than one person begins within the life of a session. */
const mostSessions = 1_000;

/** Returns everything except the activity, which is read in pages. @throws AppError RATE_LIMITED. */
export async function exportMyData(
  parts: Parts<"models" | "attempts" | "audit">,
  claims: Claims,
  client: Client,
): Promise<AccountExport> {
  const { models, attempts, audit } = parts;
  const { account } = await requireLiveAccount(parts, claims);
  const { _id, createdAt, emailVerifiedAt, emailProof } = account;
  await attempts.count("export:account", _id);
  await audit.record({ ...ownEntry("data.exported", _id, client), outcome: "success" });
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
    legacyId: account.legacyId ?? null,
    sessions: sessions.map(({ _id: id, revokedAt, ...session }) => ({ id, ...session, endedAt: revokedAt })),
    user: toPublicAccount(account),
  };
}
