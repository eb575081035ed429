/** Stores mails until they are delivered: no request waits for a mail server, and no mail is lost with it. */
import { randomBytes } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import { createRounds } from "../../../platform/rounds.js";
import { currentTrace } from "../../../platform/telemetry/current-trace.js";
import type { AccountRecord } from "../accounts/account-record.js";
import type { Client } from "../audit/actor.js";
import type { LinkKind, MailKind, MailModel, MailRecord, NoticeKind } from "./model.js";
import { createMailSender, mailTiming, type SenderParts } from "./send-mail.js";

/** A mail with a link, which a client asks for. Values that are left out are looked up when it is sent. */
export interface LinkMail {
  /** Made by `createMailId`, where it must be known beforehand. */
  id?: string;
  kind: LinkKind;
  accountId?: string;
  identifier?: string;
  to?: string;
  client: Client;
}

/** A mail that tells the owner of an account what has changed. */
export interface Notice {
  kind: NoticeKind;
  account: Pick<AccountRecord, "_id" | "email" | "username" | "emailVerifiedAt">;
  /** The client that made the change. */
  client: Client;
}

/** The one way by which use cases send mails; the limits are in it. */
export interface MailQueue {
  /** Stores a mail with a link; it is sent soon, in the background. @throws AppError RATE_LIMITED, by the client. */
  send(mail: LinkMail): Promise<void>;
  /** Stores a notice, unless the account's address is unproven: its reader may be a stranger. */
  notify(notice: Notice): Promise<void>;
  /** Stops after the mails that are being sent. */
  stop(): Promise<void>;
}

/** Returns an id for a mail; of two, the later one is greater. */
export const createMailId = (): string => uuidv7();

/** Starts to send the stored mails, also those of other instances and of before a crash (send-mail.ts). */
export function startMailQueue(mails: MailModel, parts: SenderParts, timing = mailTiming): MailQueue {
  const { limits, log } = parts;
  const { take, send } = createMailSender(mails, parts, timing);

  const runLane = async (): Promise<void> => {
    for (let mail = await take(); mail !== null; mail = rounds.isStopping() ? null : await take())
      await send(mail);
  };
  /** Looks once; only if there is a mail, all lanes look until there is none. */
  const runLanes = async (): Promise<boolean> => {
    const first = await take();
    if (first === null) return false;
    const others = Array.from({ length: timing.lanes - 1 }, runLane);
    await Promise.all([send(first).then(() => (rounds.isStopping() ? undefined : runLane())), ...others]);
    return false;
  };
  const rounds = createRounds(runLanes, timing.pollMilliseconds, (error) =>
    log.warn({ err: error }, "the mails that wait could not be read"),
  );
  void rounds.wake();

  const put = async (mail: NewMail): Promise<void> => {
    const waitSeconds = await limits.countClient(mail.kind, mail.client);
    await mails.create(toRecord(mail, waitSeconds));
    if (waitSeconds === 0) void rounds.wake();
  };
  return {
    send: put,
    async notify({ kind, account: { _id, email, username, emailVerifiedAt }, client }) {
      if (emailVerifiedAt == null) return;
      // The last notice outlives its account, whose other mails are deleted with it.
      const accountId = kind === "account-deleted" ? {} : { accountId: _id };
      await put({ kind, ...accountId, to: email, username, client });
    },
    stop: rounds.stop,
  };
}

/** A mail before it is stored. */
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
    traceparent: currentTrace()?.traceparent ?? null,
  };
}
