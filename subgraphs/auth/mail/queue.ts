/** Keeps mails in the database until they are delivered: no request waits for a mail server, and none is lost with it. */
import { randomBytes, randomUUID } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import type { Logger } from "../../../platform/log.js";
import { createRounds } from "../../../platform/rounds.js";
import type { AccountRecord } from "../model.js";
import type { Client } from "../sessions/sessions.js";
import type { MailLimits, MailRecipient } from "./limits.js";
import type { LinkKind, MailKind, MailModel, MailRecord, NoticeKind } from "./model.js";
import { recipientKey } from "./recipient-key.js";
import { type Deliver, type Message, UndeliverableError } from "./transport.js";

/** A mail with a link, which a client asks for. What is left out is looked up when it is sent. */
export interface LinkMail {
  /** Made by `createMailId`, where it must be known beforehand. */
  id?: string;
  kind: LinkKind;
  accountId?: string;
  identifier?: string;
  to?: string;
  client: Client;
}

/** A mail that tells the owner of an account what has been done. */
export interface Notice {
  kind: NoticeKind;
  account: Pick<AccountRecord, "_id" | "email" | "username" | "emailVerifiedAt">;
  /** The client that did it. */
  client: Client;
}

/** Where a mail goes, and how its message is made once the limits have let it pass. */
export interface Envelope extends MailRecipient {
  /** Null when there is nothing to send (any more). */
  compose(): Promise<Message | null>;
}

/** Addresses a mail; null when there is nothing to send (any more). */
export type Prepare = (mail: MailRecord) => Promise<Envelope | null>;

/** Where use cases leave mails: the one way out, with the limits in it. */
export interface MailQueue {
  /** Stores a mail with a link; it is sent soon, in the background. @throws AppError RATE_LIMITED, by the client. */
  send(mail: LinkMail): Promise<void>;
  /** Stores a notice, unless nobody has proven the account's address: then its reader may be a stranger. */
  notify(notice: Notice): Promise<void>;
  /** Stops after what is under way. */
  stop(): Promise<void>;
}

/** When a mail is tried, and tried again; tests do not wait so long. */
export const mailTiming = {
  pollMilliseconds: 1_000,
  /** Longer than any delivery takes. */
  leaseMilliseconds: 120_000,
  firstRetryMilliseconds: 2_000,
  longestRetryMilliseconds: 900_000,
  giveUpMilliseconds: 3 * 86_400_000,
  /** So many are under way at a time. */
  lanes: 4,
};

/** So many mails are replaced by a newer one at a time; more are never waiting, but after a change of the limits. */
const mostReplaced = 100;

/** An id for a mail; of two, the later one is greater. */
export const createMailId = (): string => uuidv7();

/** What the queue stands on. */
export interface MailParts {
  prepare: Prepare;
  deliver: Deliver;
  limits: MailLimits;
  log: Logger;
}

/**
 * Starts to send what is stored, also by others and before a crash. A mail is leased while it is tried, so that
 * of several instances one sends it; only one that dies after the delivery and before it has noted it lets it
 * go out twice, under the same Message-ID. A failure is tried again with growing delay, for three days. A mail above
 * the limit of its recipient waits for it; of those that wait for one recipient and are of one kind the newest stays.
 */
export function startMailQueue(
  mails: MailModel,
  { prepare, deliver, limits, log }: MailParts,
  timing = mailTiming,
): MailQueue {
  const holder = randomUUID();

  const claim = () => {
    const now = new Date();
    return mails
      .findOneAndUpdate(
        { dueAt: { $lte: now } },
        {
          $set: { holder, dueAt: new Date(now.getTime() + timing.leaseMilliseconds) },
          $inc: { attempts: 1 },
        },
        { sort: { dueAt: 1 }, returnDocument: "after" },
      )
      .lean();
  };

  /** Puts a mail off; of its kind, only the newest waits for this recipient. */
  const postpone = async ({ _id, kind }: MailRecord, to: string, seconds: number): Promise<void> => {
    const key = recipientKey(to);
    const dueAt = new Date(Date.now() + seconds * 1000);
    await mails.updateOne({ _id, holder }, { $set: { holder: null, dueAt, recipientKey: key } });
    const [, ...older] = await mails
      .find({ recipientKey: key, kind }, { _id: 1 })
      .sort({ _id: -1 })
      .limit(mostReplaced)
      .lean();
    await mails.deleteMany({ _id: { $in: older.map((mail) => mail._id) }, holder: null });
    log.info({ mail: _id, kind, replaced: older.length }, `a mail is above a limit; it waits ${seconds} s`);
  };

  const deliverWithin = async (mail: MailRecord): Promise<"sent" | "nothing" | "postponed"> => {
    const envelope = await prepare(mail);
    if (envelope === null) return "nothing";
    if (!mail.counted) {
      const seconds = await limits.countRecipient(mail, envelope);
      if (seconds > 0) {
        await postpone(mail, envelope.to, seconds);
        return "postponed";
      }
      // A mail that is tried again is not counted again.
      await mails.updateOne({ _id: mail._id, holder }, { $set: { counted: true } });
    }
    const message = await envelope.compose();
    if (message === null) return "nothing";
    await deliver(message);
    return "sent";
  };

  const attempt = async (mail: MailRecord): Promise<void> => {
    const held = { _id: mail._id, holder };
    const about = { mail: mail._id, kind: mail.kind, attempts: mail.attempts };
    try {
      const outcome = await deliverWithin(mail);
      if (outcome === "postponed") return;
      await mails.deleteOne(held);
      if (outcome === "sent") log.info(about, "a mail is out");
    } catch (error) {
      const old = Date.now() - mail.createdAt.getTime() > timing.giveUpMilliseconds;
      if (old || error instanceof UndeliverableError) {
        log.error({ err: error, ...about }, "a mail could not be delivered, and is given up");
        await mails.deleteOne(held);
        return;
      }
      const wait = Math.min(
        timing.firstRetryMilliseconds * 2 ** (mail.attempts - 1),
        timing.longestRetryMilliseconds,
      );
      log.warn({ err: error, ...about }, `a mail could not be delivered; again in ${wait} ms`);
      await mails.updateOne(held, { $set: { holder: null, dueAt: new Date(Date.now() + wait) } });
    }
  };

  const runLane = async (): Promise<void> => {
    for (let mail = await claim(); mail !== null; mail = rounds.isStopping() ? null : await claim())
      await attempt(mail);
  };
  /** Looks once; only where there is a mail, all lanes look until there is none. */
  const runLanes = async (): Promise<boolean> => {
    const first = await claim();
    if (first === null) return false;
    const others = Array.from({ length: timing.lanes - 1 }, runLane);
    await Promise.all([attempt(first).then(() => (rounds.isStopping() ? undefined : runLane())), ...others]);
    return false;
  };
  const rounds = createRounds(runLanes, timing.pollMilliseconds, (error) =>
    log.warn({ err: error }, "the mails that wait could not be read"),
  );

  const put = async (mail: NewMail): Promise<void> => {
    const waitSeconds = await limits.countClient(mail.kind, mail.client);
    await mails.create(toRecord(mail, waitSeconds));
    if (waitSeconds === 0) void rounds.wake();
  };

  void rounds.wake();
  return {
    send: put,
    async notify({ kind, account: { _id, email, username, emailVerifiedAt }, client }) {
      if (emailVerifiedAt == null) return;
      // The last notice outlives its account, whose other mails go with it.
      const accountId = kind === "account-deleted" ? {} : { accountId: _id };
      await put({ kind, ...accountId, to: email, username, client });
    },
    stop: rounds.stop,
  };
}

/** A mail as it is stored. */
interface NewMail extends Omit<LinkMail, "kind"> {
  kind: MailKind;
  username?: string;
}

function toRecord({ id = createMailId(), kind, client, ...rest }: NewMail, waitSeconds: number): MailRecord {
  const { accountId = null, identifier = null, to = null, username = null } = rest;
  const { ipAddress, userAgent } = client;
  const now = new Date();
  return {
    _id: id,
    kind,
    accountId,
    identifier,
    to,
    username,
    ipAddress,
    userAgent,
    seed: randomBytes(32).toString("base64url"),
    armed: false,
    counted: false,
    recipientKey: null,
    attempts: 0,
    holder: null,
    dueAt: new Date(now.getTime() + waitSeconds * 1000),
    createdAt: now,
  };
}
