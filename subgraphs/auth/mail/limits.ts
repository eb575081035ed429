/** Limits mails of every kind by the client that causes them and by their recipient, so that no stranger is flooded. */
import { AppError } from "../../../platform/errors.js";
import type { Attempts } from "../attempts/attempts.js";
import { addressOf } from "../attempts/client-address.js";
import type { Client } from "../audit/actor.js";
import type { Audit } from "../audit/audit.js";
import type { MailRecipient } from "./envelope.js";
import { type MailKind, type MailRecord, mailKinds } from "./model.js";
import { recipientKey } from "./recipient-key.js";

export type MailLimits = ReturnType<typeof createMailLimits>;

/** Creates the limits. They apply to every kind by its class, so that a new kind cannot lack them. */
export function createMailLimits(attempts: Pick<Attempts, "count">, audit: Pick<Audit, "record">) {
  return {
    /**
     * Counts a mail that a client causes; returns the seconds that it has to wait. A notice is never refused: it tells
     * of a change that is made.
     * @throws AppError RATE_LIMITED for a mail with a link.
     */
    async countClient(kind: MailKind, client: Client): Promise<number> {
      const count = () => attempts.count("mail:address", addressOf(client));
      if (mailKinds[kind] === "link") {
        await count();
        return 0;
      }
      return (await waitOf(count)).seconds;
    },

    /**
     * Counts a mail that is about to leave; returns the seconds that it has to wait, 0 for none. Links and notices
     * have separate limits, so that requests for links cannot hold back a notice. The begin of a wait is recorded.
     */
    async countRecipient(mail: MailRecord, { to, proven }: MailRecipient): Promise<number> {
      const counter = proven ? (`mail:${mailKinds[mail.kind]}` as const) : "mail:stranger";
      const { seconds, beginsWait } = await waitOf(() => attempts.count(counter, recipientKey(to)));
      if (beginsWait) {
        const { kind, accountId, ipAddress, userAgent } = mail;
        await audit.record({
          type: "mail.limited",
          outcome: "denied",
          // The id of a registration is not an account's.
          subjectId: kind === "registration" ? null : accountId,
          client: { ipAddress, userAgent },
          reason: kind,
        });
      }
      return seconds;
    },
  };
}

/** Returns what a counter says; its refusal as the time to wait. */
async function waitOf(count: () => Promise<boolean>): Promise<{ seconds: number; beginsWait: boolean }> {
  try {
    return { seconds: 0, beginsWait: await count() };
  } catch (error) {
    if (!(error instanceof AppError && error.code === "RATE_LIMITED")) throw error;
    return { seconds: error.details.retryAfterSeconds ?? 1, beginsWait: false };
  }
}
