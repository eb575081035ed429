/** Mail: none is lost and none is sent twice, whatever the mail server does; and no input reaches its headers. */
import { randomUUID } from "node:crypto";
import { readdirSync, statSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createConnection } from "mongoose";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import type { Logger } from "../../platform/log.js";
import { noTelemetry } from "../../platform/telemetry/telemetry.js";
import { createFolderDelivery } from "../../subgraphs/auth/mail/deliver-to-folder.js";
import type { Prepare } from "../../subgraphs/auth/mail/envelope.js";
import type { MailLimits } from "../../subgraphs/auth/mail/limits.js";
import type { Deliver, Message } from "../../subgraphs/auth/mail/message.js";
import { startMailQueue } from "../../subgraphs/auth/mail/queue.js";
import { mailTiming } from "../../subgraphs/auth/mail/send-mail.js";
import { writeText } from "../../subgraphs/auth/mail/texts.js";
import { createSmtpDelivery } from "../../subgraphs/auth/mail/transport.js";
import { createAuthModels } from "../../subgraphs/auth/model.js";
import { passwordChangedText, passwordResetText } from "../../subgraphs/auth/passwords/mails.js";
import { temporaryFolder } from "../support/command.js";
import { silentLog, testDatabaseUri } from "../support/environment.js";
import { eventually, findFreePort } from "../support/service-process.js";

const from = "Gatehouse <no-reply@example.com>";
const timing = {
  ...mailTiming,
  pollMilliseconds: 20,
  firstRetryMilliseconds: 20,
  longestRetryMilliseconds: 50,
};
const connection = await createConnection(testDatabaseUri(), {
  dbName: `test_mail_${process.pid}_${Date.now()}`,
}).asPromise();
const { mails } = createAuthModels(connection);
beforeAll(() => mails.createIndexes());
afterAll(async () => {
  await connection.dropDatabase();
  await connection.close();
});

/** A real SMTP server. */
interface Receiver {
  url: string;
  received: { to: string[]; raw: string }[];
  close(): Promise<void>;
}

async function openReceiver(options: SMTPServerOptions = {}, port = 0): Promise<Receiver> {
  const received: Receiver["received"] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk) => chunks.push(chunk));
      stream.on("end", () => {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        received.push({ to, raw: Buffer.concat(chunks).toString("utf8") });
        done();
      });
    },
    ...options,
  });
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const address = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    received,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** A message for any mail in the queue. */
const toMessage = (id: string, to: string): Message => ({
  id,
  to,
  date: new Date(),
  ...writeText(passwordChangedText, {
    username: "ada",
    holder: "",
    link: "",
    lifetimeSeconds: 0,
    appUrl: "https://app.example.com",
  }),
});

/** Mails of one test: they go to its own domain, and other tests' queues have stopped by then. */
function startQueue(
  deliver: Deliver,
  log: Logger = silentLog(),
  pace = timing,
  limits: Partial<MailLimits> = {},
) {
  const prepare: Prepare = async ({ _id, to }) => ({
    to: to ?? "",
    proven: true,
    compose: async () => toMessage(_id, to ?? ""),
  });
  const unlimited = { countClient: async () => 0, countRecipient: async () => 0 };
  const parts = { prepare, deliver, limits: { ...unlimited, ...limits }, log, telemetry: noTelemetry };
  const queue = startMailQueue(mails, parts, pace);
  /** Stores a notice to a proven address. */
  const put = (email: string) =>
    queue.notify({
      kind: "password-changed",
      account: { _id: randomUUID(), email, username: "ada", emailVerifiedAt: new Date() },
      client: { ipAddress: null, userAgent: null },
    });
  return { ...queue, put };
}

const parse = (raw: string): Promise<Email> => PostalMime.parse(raw);
const nothingWaits = () => eventually(async () => (await mails.countDocuments()) === 0);

describe("the mail queue", () => {
  it("delivers once what several instances find at the same time", async () => {
    const receiver = await openReceiver();
    const deliver = createSmtpDelivery(receiver.url, from);
    const queues = Array.from({ length: 3 }, () => startQueue(deliver));
    const addresses = Array.from({ length: 20 }, (_, index) => `person${index}@example.com`);
    await Promise.all(addresses.map((to, index) => queues[index % 3]!.put(to)));
    await nothingWaits();
    expect(receiver.received.flatMap(({ to }) => to).sort()).toEqual(addresses.sort());
    for (const queue of queues) await queue.stop();
    await receiver.close();
  });

  it("keeps a mail while the server is away, also over a restart, and delivers it when it is back", async () => {
    const port = await findFreePort();
    const deliver = createSmtpDelivery(`smtp://127.0.0.1:${port}`, from);
    const first = startQueue(deliver);
    await first.put("patient@example.com");
    await eventually(async () => ((await mails.findOne().lean())?.attempts ?? 0) >= 2);
    await first.stop();
    const second = startQueue(deliver);
    const receiver = await openReceiver({}, port);
    await nothingWaits();
    await second.stop();
    expect(receiver.received).toHaveLength(1);
    await receiver.close();
  });

  it("tries again after a 4xx, with the same Message-ID", async () => {
    const seen: string[] = [];
    const receiver = await openReceiver({
      onData(stream, _session, done) {
        const chunks: Buffer[] = [];
        stream.on("data", (chunk) => chunks.push(chunk));
        stream.on("end", () => {
          seen.push(/^message-id: (.*)$/im.exec(Buffer.concat(chunks).toString())?.[1] ?? "");
          const later = Object.assign(new Error("Come back later"), { responseCode: 451 });
          done(seen.length < 3 ? later : null);
        });
      },
    });
    const queue = startQueue(createSmtpDelivery(receiver.url, from));
    await queue.put("grey@example.com");
    await nothingWaits();
    await queue.stop();
    expect(seen).toHaveLength(3);
    expect(new Set(seen).size).toBe(1);
    expect(seen[0]).toMatch(/^<[0-9a-f-]{36}@example\.com>$/);
    await receiver.close();
  });

  it("gives up at once when the recipient is refused by a 5xx, and logs a code and no address", async () => {
    let attempts = 0;
    const receiver = await openReceiver({
      onRcptTo({ address }, _session, done) {
        attempts += 1;
        done(Object.assign(new Error(`No such user here: ${address}`), { responseCode: 550 }));
      },
    });
    const lines: string[] = [];
    const log = silentLog();
    log.error = ((...line: unknown[]) =>
      lines.push(
        JSON.stringify(line, (_key, value) => (value instanceof Error ? String(value) : value)),
      )) as never;
    const queue = startQueue(createSmtpDelivery(receiver.url, from), log);
    await queue.put("nobody@example.com");
    await nothingWaits();
    await queue.stop();
    expect(attempts).toBe(1);
    expect(lines).toEqual([expect.stringContaining("reply 550")]);
    expect(lines.join()).not.toContain("nobody@example.com");
    await receiver.close();
  });

  it("keeps a mail when it is we who are refused: that is ours to mend", async () => {
    let refusing = true;
    const receiver = await openReceiver({
      onMailFrom(_address, _session, done) {
        done(refusing ? Object.assign(new Error("Not you"), { responseCode: 550 }) : null);
      },
    });
    const queue = startQueue(createSmtpDelivery(receiver.url, from));
    await queue.put("later@example.com");
    await eventually(async () => ((await mails.findOne().lean())?.attempts ?? 0) >= 2);
    refusing = false;
    await nothingWaits();
    await queue.stop();
    expect(receiver.received).toHaveLength(1);
    await receiver.close();
  });

  it("takes over from an instance that died with a mail in hand, once its lease is over", async () => {
    const sent: string[] = [];
    const dead = startQueue(() => new Promise(() => {}), silentLog(), { ...timing, leaseMilliseconds: 200 });
    await dead.put("heir@example.com");
    await eventually(async () => (await mails.findOne().lean())?.holder != null);
    void dead.stop();
    const heir = startQueue(async ({ to }) => void sent.push(to));
    await nothingWaits();
    await heir.stop();
    expect(sent).toEqual(["heir@example.com"]);
  });

  it("counts a mail once, however often it is tried", async () => {
    let counted = 0;
    let failures = 2;
    const queue = startQueue(
      async () => {
        if (failures-- > 0) throw new Error("not now");
      },
      silentLog(),
      timing,
      {
        async countRecipient() {
          counted++;
          return 0;
        },
      },
    );
    await queue.put("often@example.com");
    await nothingWaits();
    await queue.stop();
    expect(counted).toBe(1);
  });

  it("puts a mail above a limit off, and keeps the newest of its kind for each recipient", async () => {
    const sent: string[] = [];
    const queue = startQueue(async ({ id }) => void sent.push(id), silentLog(), timing, {
      countRecipient: async () => 3_600,
    });
    for (let round = 0; round < 5; round++) await queue.put("much@example.com");
    await queue.put("other@example.com");
    await eventually(async () => (await mails.countDocuments({ recipientKey: null })) === 0);
    await queue.stop();
    const waiting = await mails.find().sort({ _id: 1 }).lean();
    expect(waiting.map(({ to }) => to)).toEqual(["much@example.com", "other@example.com"]);
    for (const { dueAt } of waiting) expect(dueAt.getTime()).toBeGreaterThan(Date.now() + 3_000_000);
    expect(sent).toEqual([]);
    await mails.deleteMany({});
  });

  it("gives up a mail that is three days old", async () => {
    const queue = startQueue(
      async () => {
        throw new Error("never");
      },
      silentLog(),
      { ...timing, giveUpMilliseconds: 0 },
    );
    await queue.put("old@example.com");
    await nothingWaits();
    await queue.stop();
  });
});

describe("a message", () => {
  const hostile = [
    "ada@example.com\r\nBcc: eve@example.com",
    "ada@example.com, eve@example.com",
    "ada@example.com\nSubject: Free money\n\nBuy now",
    '"x\r\nBcc: eve@example.com"@example.com',
  ];
  it.each(hostile)(
    "ASVS 5.0, 1.3.11: has one recipient and our headers only, for the address %j",
    async (to) => {
      const receiver = await openReceiver();
      await createSmtpDelivery(receiver.url, from)(toMessage("m1", to)).catch(() => undefined);
      for (const { raw, to: recipients } of receiver.received) {
        expect(recipients).toHaveLength(1);
        expect(recipients[0]).not.toBe("eve@example.com");
        const { headers, subject, bcc } = await parse(raw);
        expect(subject).toBe("Your password has been changed");
        expect(bcc).toBeUndefined();
        expect(headers.filter(({ key }) => key === "subject" || key === "bcc")).toHaveLength(1);
      }
      await receiver.close();
    },
  );

  it("says the same in plain text and in HTML, in which everything is escaped", async () => {
    const receiver = await openReceiver();
    const text = writeText(passwordResetText, {
      username: '<img src=x onerror="alert(1)">',
      holder: "",
      link: "https://app.example.com/reset-password#token=abc",
      lifetimeSeconds: 600,
      appUrl: "https://app.example.com",
    });
    await createSmtpDelivery(receiver.url, from)({ ...toMessage("m2", "ada@example.com"), ...text });
    const mail = await parse(receiver.received[0]!.raw);
    expect(mail.text).toContain("https://app.example.com/reset-password#token=abc\n");
    expect(mail.text).toContain("within 10 minutes");
    expect(mail.html).not.toContain("<img");
    expect(mail.html).toContain('<a href="https://app.example.com/reset-password#token=abc">');
    expect(mail.headers).toContainEqual(
      expect.objectContaining({ key: "auto-submitted", value: "auto-generated" }),
    );
    await receiver.close();
  });

  it("ASVS 5.0, 12.3.1: goes to no other machine without TLS, unless the settings say so", async () => {
    // A server that offers no STARTTLS, by a name that is not this machine's loopback.
    const receiver = await openReceiver();
    const { port } = new URL(receiver.url);
    const deliver = createSmtpDelivery(`smtp://localhost.:${port}`, from);
    await expect(deliver(toMessage("m3", "ada@example.com"))).rejects.toThrow(/did not take it/);
    expect(receiver.received).toEqual([]);
    await receiver.close();
  });
});

describe("the mailbox of a development machine", () => {
  it("holds each message as a file that its owner alone may read, and the log names the file only", async () => {
    const folder = `${temporaryFolder()}/mail`;
    const lines: unknown[] = [];
    const log = silentLog();
    log.info = ((...line: unknown[]) => lines.push(line)) as never;
    const { deliver, latest } = createFolderDelivery(folder, from, log);
    await deliver({ ...toMessage("m4", "ada@example.com"), text: "https://x/#token=secret\n" });
    await deliver({ ...toMessage("m4", "ada@example.com"), text: "https://x/#token=secret\n" });
    const names = readdirSync(folder);
    expect(names).toEqual(["m4.eml"]);
    expect(statSync(`${folder}/m4.eml`).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(latest[0]).toMatchObject({ to: "ada@example.com", text: "https://x/#token=secret\n" });
    expect(JSON.stringify(lines)).toContain("m4.eml");
    expect(JSON.stringify(lines)).not.toMatch(/token|ada@/);
  });
});
