/** Keeps mails in the database until they are delivered: no request waits for a mail server, and none is lost with it. */
import { randomBytes, randomUUID } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import type { Logger } from "../../../../platform/log.js";
import { createRounds } from "../../../../platform/rounds.js";
import type { MailKind, MailModel, MailRecord } from "../../model/mail.js";
import type { Client } from "../sessions.js";
import { type Deliver, type Message, UndeliverableError } from "./transport.js";

/** A mail to be sent. What is left out is looked up when it is. */
export interface NewMail {
  /** Made by `createMailId`, where it must be known beforehand. */
  id?: string;
  kind: MailKind;
  accountId?: string;
  identifier?: string;
  to?: string;
  username?: string;
  /** Who asked for it. */
  client?: Client;
}

/** Makes the message of a mail; null when there is nothing to send (any more). */
export type Prepare = (mail: MailRecord) => Promise<Message | null>;

/** Where use cases leave mails. */
export interface MailQueue {
  /** Stores a mail; it is sent soon, and by somebody else. */
  put(mail: NewMail): Promise<void>;
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

/** An id for a mail; of two, the later one is greater. */
export const createMailId = (): string => uuidv7();

/**
 * Starts to send what is stored, also by others and before a crash. A mail is leased while it is tried, so that
 * of several instances one sends it; only one that dies after the delivery and before it has noted it lets it
 * go out twice, under the same Message-ID. A failure is tried again with growing delay, for three days.
 */
export function startMailQueue(
  mails: MailModel,
  prepare: Prepare,
  deliver: Deliver,
  log: Logger,
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

  const attempt = async (mail: MailRecord): Promise<void> => {
    const held = { _id: mail._id, holder };
    const about = { mail: mail._id, kind: mail.kind, attempts: mail.attempts };
    try {
      const message = await prepare(mail);
      if (message !== null) await deliver(message);
      await mails.deleteOne(held);
      if (message !== null) log.info(about, "a mail is out");
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

  void rounds.wake();
  return {
    async put(mail) {
      await mails.create(toRecord(mail));
      void rounds.wake();
    },
    stop: rounds.stop,
  };
}

function toRecord({ id = createMailId(), kind, client, ...rest }: NewMail): MailRecord {
  const { accountId = null, identifier = null, to = null, username = null } = rest;
  const { ipAddress = null, userAgent = null } = client ?? {};
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
    attempts: 0,
    holder: null,
    dueAt: now,
    createdAt: now,
  };
}
