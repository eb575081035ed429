/** Sends one stored mail: prepares it, asks the limits, delivers it, and decides when a failed one is tried again. */
import { createLeaseHolder } from "../../../platform/database/lease.js";
import type { Logger } from "../../../platform/log.js";
import type { Telemetry } from "../../../platform/telemetry/telemetry.js";
import type { Prepare } from "./envelope.js";
import type { MailLimits } from "./limits.js";
import type { CountMail } from "./mail-meter.js";
import type { Deliver } from "./message.js";
import type { MailModel, MailRecord } from "./model.js";
import { recipientKey } from "./recipient-key.js";
import { traceMail } from "./trace-mail.js";
import { UndeliverableError } from "./transport.js";

/** When a mail is tried, and tried again; tests use shorter times. */
export const mailTiming = {
  pollMilliseconds: 1_000,
  /** Longer than any delivery takes. */
  leaseMilliseconds: 120_000,
  firstRetryMilliseconds: 2_000,
  longestRetryMilliseconds: 900_000,
  giveUpMilliseconds: 3 * 86_400_000,
  /** Number of mails that are sent at a time. */
  lanes: 4,
};

/** The parts of the sender. */
export interface SenderParts {
  prepare: Prepare;
  deliver: Deliver;
  limits: MailLimits;
  /** Counts each attempt. */
  count?: CountMail;
  log: Logger;
  telemetry: Telemetry;
}

/** Most mails that a newer one replaces at a time. */
const mostReplaced = 100;

/**
 * Creates the sender. A mail is leased while it is tried, so that of several instances one sends it; only an instance
 * that dies after the delivery and before it is stored sends it twice, under the same Message-ID. A failed mail is tried
 * again with growing delay, for three days. A mail above the limit of its recipient waits; of the mails of one kind that
 * wait for one recipient only the newest is kept.
 */
export function createMailSender(
  mails: MailModel,
  { prepare, deliver, limits, count = () => {}, log, telemetry }: SenderParts,
  timing: typeof mailTiming,
) {
  const lease = createLeaseHolder(mails, { holder: "holder", until: "dueAt" }, timing.leaseMilliseconds);

  /** Puts a mail off, and deletes older ones of its kind that wait for this recipient. */
  const postpone = async ({ _id, kind }: MailRecord, to: string, seconds: number): Promise<void> => {
    const key = recipientKey(to);
    await lease.release(_id, seconds * 1000, { $set: { recipientKey: key } });
    const replaced = await deleteOlder(mails, key, kind);
    log.info({ mail: _id, kind, replaced }, `a mail is above a limit; it waits ${seconds} s`);
  };

  const process = async (mail: MailRecord): Promise<"sent" | "nothing" | "postponed"> => {
    const envelope = await prepare(mail);
    if (envelope === null) return "nothing";
    if (!mail.counted) {
      const seconds = await limits.countRecipient(mail, envelope);
      if (seconds > 0) {
        await postpone(mail, envelope.to, seconds);
        return "postponed";
      }
      // A mail that is tried again is not counted again.
      await mails.updateOne(lease.held(mail._id), { $set: { counted: true } });
    }
    const message = await envelope.compose();
    if (message === null) return "nothing";
    await deliver(message);
    return "sent";
  };

  return {
    /** Leases the mail that is due for the longest time; null when none is due. */
    take: () => lease.take({}, { $inc: { attempts: 1 } }),

    /** Sends a mail that is leased, within the trace of the request that asked for it. */
    send: (mail: MailRecord): Promise<void> =>
      traceMail(mail, telemetry, async (fail) => {
        const { _id, kind, attempts, createdAt } = mail;
        const about = { mail: _id, kind, attempts };
        try {
          const outcome = await process(mail);
          count(kind, outcome);
          if (outcome === "postponed") return;
          await mails.deleteOne(lease.held(_id));
          if (outcome === "sent") log.info(about, "a mail is sent");
        } catch (error) {
          fail(error);
          const isOld = Date.now() - createdAt.getTime() > timing.giveUpMilliseconds;
          const isGivenUp = isOld || error instanceof UndeliverableError;
          count(kind, isGivenUp ? "given up" : "failed");
          if (isGivenUp) {
            log.error({ err: error, ...about }, "a mail could not be delivered, and is given up");
            await mails.deleteOne(lease.held(_id));
            return;
          }
          const wait = retryMilliseconds(attempts, timing);
          log.warn({ err: error, ...about }, `a mail could not be delivered; again in ${wait} ms`);
          await lease.release(_id, wait);
        }
      }),
  };
}

/** Deletes the mails of a kind that wait for a recipient, except the newest; returns how many. */
async function deleteOlder(mails: MailModel, key: string, kind: MailRecord["kind"]): Promise<number> {
  const [, ...older] = await mails
    .find({ recipientKey: key, kind }, { _id: 1 })
    .sort({ _id: -1 })
    .limit(mostReplaced)
    .lean();
  await mails.deleteMany({ _id: { $in: older.map((mail) => mail._id) }, holder: null });
  return older.length;
}

/** Returns the time until a mail that was tried `attempts` times is tried again. */
const retryMilliseconds = (attempts: number, timing: typeof mailTiming): number =>
  Math.min(timing.firstRetryMilliseconds * 2 ** (attempts - 1), timing.longestRetryMilliseconds);
