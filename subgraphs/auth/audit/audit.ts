/** Keeps the audit trail: who did what to whom, when, from where, and how it ended. */
import { validate as isUuid, v7 as uuidv7 } from "uuid";
import { AppError } from "../../../platform/errors.js";
import { currentTrace } from "../../../platform/trace.js";
import type { AuditConfig } from "../config.js";
import type { AuthModels } from "../model.js";
import type { Client } from "../sessions/sessions.js";
import type { AuditOutcome } from "./model.js";

/** Every type of entry there is. */
export const auditTypes = [
  "user.registered",
  "user.imported",
  "user.enabled",
  "user.disabled",
  "user.deleted",
  "roles.changed",
  "sign-in",
  "sign-in.limited",
  "sign-out",
  "session.revoked",
  "refresh.reused",
  "password.changed",
  "password.reset-requested",
  "password.reset",
  "email.verified",
  "email.changed",
  "email.released",
  "mail.limited",
  "data.exported",
  "factor.asked",
  "factor.enrolled",
  "factor.removed",
  "factor.reset",
  "factor.limited",
  "recovery-codes.renewed",
  "passkey.added",
  "passkey.removed",
  "keys.rotated",
  "admin.denied",
] as const;
export type AuditType = (typeof auditTypes)[number];

/** Who does something, and from where. */
export interface Actor {
  /** Null when nobody is signed in, or an operator does it by a command. */
  actorId: string | null;
  client: Client;
}

/** What is noted down. Never anything that a client typed. */
export interface AuditEntry extends Partial<Actor> {
  type: AuditType;
  client: Client;
  /** The account that it is done to. */
  subjectId?: string | null;
  /** A fixed word that says more: why it failed, or by what means it was done. */
  reason?: string;
}

export type Audit = ReturnType<typeof createAudit>;

/** The operator at the command `name`, for changes that no request makes. */
export const operator = (name: string): Actor => ({
  actorId: null,
  client: { userAgent: name, ipAddress: null },
});

const longest = { ipAddress: 64, userAgent: 256, reason: 64 } as const;
const dayMilliseconds = 86_400_000;

/**
 * Creates the trail. It fails closed: what cannot be noted down is not done, and a refusal that cannot be noted
 * down is answered as a fault of ours.
 */
export function createAudit({ audit }: Pick<AuthModels, "audit">, { retentionDays }: AuditConfig) {
  const insert = async (entry: AuditEntry, outcome: AuditOutcome): Promise<string> => {
    const time = new Date();
    const { type, client } = entry;
    const _id = uuidv7();
    await audit.create({
      _id,
      time,
      type,
      outcome,
      actorId: accountId(entry.actorId),
      subjectId: accountId(entry.subjectId),
      ipAddress: bounded(client.ipAddress, longest.ipAddress),
      userAgent: bounded(client.userAgent, longest.userAgent),
      reason: bounded(entry.reason, longest.reason),
      requestId: currentTrace()?.requestId ?? null,
      expiresAt: new Date(time.getTime() + retentionDays * dayMilliseconds),
    });
    return _id;
  };

  const settle = async (_id: string, outcome: AuditOutcome, reason?: string): Promise<void> => {
    const changes = { outcome, ...(reason !== undefined && { reason }) };
    // Should this fail: what is done is done, and the entry is there and says `unknown`.
    await audit.updateOne({ _id, outcome: "unknown" }, { $set: changes }).catch(() => undefined);
  };

  return {
    /** Notes down what has been decided and changes nothing: a failure or a denial. Call it before answering. */
    record: async ({ outcome, ...entry }: AuditEntry & { outcome: AuditOutcome }): Promise<void> => {
      await insert(entry, outcome);
    },

    /**
     * Does `work`, a change, with an entry that is there before it: should the process die in between, the
     * entry says `unknown`. What `work` throws settles it as a failure, or a denial, with the error's code.
     */
    async change<Result>(entry: AuditEntry, work: () => Promise<Result>): Promise<Result> {
      const id = await insert(entry, "unknown");
      try {
        const result = await work();
        await settle(id, "success");
        return result;
      } catch (error) {
        const code = error instanceof AppError ? error.code : "INTERNAL_SERVER_ERROR";
        await settle(id, code === "FORBIDDEN" ? "denied" : "failure", code);
        throw error;
      }
    },
  };
}

/** An id may be what a client has typed: only the form of one gets in. */
function accountId(id: string | null | undefined): string | null {
  return id != null && isUuid(id) ? id : null;
}

function bounded(text: string | null | undefined, length: number): string | null {
  return text == null ? null : text.slice(0, length);
}
