/** Keeps the audit trail: which account did what to which account, when, from where, and with which outcome. */
import { validate as isUuid, v7 as uuidv7 } from "uuid";
import { AppError } from "../../../platform/errors.js";
import { currentTrace } from "../../../platform/telemetry/current-trace.js";
import type { AuthModels } from "../model.js";
import type { Actor, Client } from "./actor.js";
import type { AuditType } from "./audit-types.js";
import type { AuditConfig } from "./config.js";
import type { CountAct } from "./count-acts.js";
import type { AuditOutcome } from "./model.js";

/** One entry as it is written. It never holds what a client typed. */
export interface AuditEntry extends Partial<Actor> {
  type: AuditType;
  client: Client;
  /** The account that the act changes. */
  subjectId?: string | null;
  /** The session that the act begins or ends; by default that of the request. */
  sessionId?: string;
  /** A fixed word: why the act failed, or how it was done. */
  reason?: string;
}

export type Audit = ReturnType<typeof createAudit>;

/** An act that is about to happen: what its refusal is recorded as. */
export interface Intention {
  type: AuditType;
  client: Client;
}

/** The entry of an act of an account's owner on the account itself. */
export const ownEntry = (type: AuditType, accountId: string, client: Client) => ({
  type,
  actorId: accountId,
  subjectId: accountId,
  client,
});

const longest = { ipAddress: 64, userAgent: 256, reason: 64 } as const;
const dayMilliseconds = 86_400_000;

/**
 * Creates the trail. It fails closed: an act that cannot be recorded is not done, and a refusal that cannot be recorded
 * causes an internal error. Each act is counted once its outcome is known.
 */
export function createAudit(
  { audit }: Pick<AuthModels, "audit">,
  { retentionDays }: AuditConfig,
  countAct: CountAct = () => {},
) {
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
      sessionId: entry.sessionId ?? client.sessionId ?? null,
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
    // If this fails, the act is done all the same, and its entry says `unknown`.
    await audit.updateOne({ _id, outcome: "unknown" }, { $set: changes }).catch(() => undefined);
  };

  return {
    /** Records a decision that changes nothing: a failure or a denial. Call it before the response. */
    record: async ({ outcome, ...entry }: AuditEntry & { outcome: AuditOutcome }): Promise<void> => {
      await insert(entry, outcome);
      countAct(entry, outcome);
    },

    /**
     * Does `work`, a change, after its entry is written: if the process dies in between, the entry says `unknown`. An
     * error of `work` settles it as a failure, or a denial, with the error's code.
     */
    async change<Result>(entry: AuditEntry, work: () => Promise<Result>): Promise<Result> {
      const id = await insert(entry, "unknown");
      try {
        const result = await work();
        await settle(id, "success");
        countAct(entry, "success");
        return result;
      } catch (error) {
        const code = error instanceof AppError ? error.code : "INTERNAL_SERVER_ERROR";
        const outcome = code === "FORBIDDEN" ? "denied" : "failure";
        await settle(id, outcome, code);
        countAct({ ...entry, reason: code }, outcome);
        throw error;
      }
    },
  };
}

/** An id may come from a client: only a UUID is recorded. */
function accountId(id: string | null | undefined): string | null {
  return id != null && isUuid(id) ? id : null;
}

function bounded(text: string | null | undefined, length: number): string | null {
  return text == null ? null : text.slice(0, length);
}
