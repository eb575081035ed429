/** `npm run doctor` before real parts that fail: it says what is wrong with what, and the mend, and changes nothing. */
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Server } from "node:net";
import { join } from "node:path";
import { startEmbeddedMongo } from "@gatehouse/embedded-mongo";
import { afterAll, describe, expect, it } from "@jest/globals";
import { createClient } from "@redis/client";
import { createConnection } from "mongoose";
import { SMTPServer } from "smtp-server";
import type { Finding } from "../../commands/doctor/finding.js";
import { runDoctor } from "../../commands/doctor/run-doctor.js";
import { open } from "../../platform/events/rabbitmq/broker-connection.js";
import { declareTopology } from "../../platform/events/rabbitmq/declare-queues.js";
import { createTopology } from "../../platform/events/rabbitmq/topology.js";
import { StartError } from "../../platform/lifecycle.js";
import { temporaryFolder } from "../support/command.js";
import { testDatabaseUri } from "../support/environment.js";
import { brokerUrl, describeWithBroker, openVirtualHost } from "../support/rabbitmq.js";
import { describeWithRedis, preparePrivateRedis } from "../support/redis.js";
import { findFreePort, productionSecrets } from "../support/service-process.js";

const closers: (() => unknown)[] = [];
afterAll(async () => {
  for (const close of closers.reverse()) await close();
});

/** A key takes its time to make, so that all share one. */
const secrets = productionSecrets();

/** Settings of a system that touches nothing outside a folder of its own. */
function settingsIn(folder = temporaryFolder()) {
  const ports = { GATEWAY_PORT: "0", AUTH_PORT: "0", USER_PORT: "0", TASK_PORT: "0" };
  return { DATA_DIR: join(folder, "data"), LOG_DIR: join(folder, "logs"), ...ports };
}

/** Runs the doctor in this process; returns what it found by check. No secret is ever in it. */
async function examine(changes: Record<string, string>, ...args: string[]) {
  let output = "";
  const environment = { ...settingsIn(), ...changes };
  const code = await runDoctor(["--json", ...args], environment, { print: (line) => (output += line) });
  expect(output).not.toContain("hush");
  const { ok, findings } = JSON.parse(output) as { ok: boolean; findings: Finding[] };
  expect(code).toBe(ok ? 0 : 1);
  const of = (check: string) => findings.filter((finding) => finding.check === check);
  return { code, findings, of, wrong: findings.filter(({ state }) => state === "wrong") };
}

async function listen<Listener extends Server>(server: Listener): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

const is = (state: string, text: RegExp, mend?: RegExp) =>
  expect.objectContaining({
    state,
    text: expect.stringMatching(text),
    ...(mend && { mend: expect.stringMatching(mend) }),
  });

describe("the doctor on a machine where nothing has run yet", () => {
  it("finds nothing wrong, and makes no file, folder or secret", async () => {
    const folder = temporaryFolder();
    const { code, findings } = await examine(settingsIn(folder));
    expect(findings.map(({ state }) => state)).toEqual(findings.map(() => "ok"));
    expect(code).toBe(0);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("prints a line for each check, and how many are wrong", async () => {
    const lines: string[] = [];
    const code = await runDoctor(
      [],
      { ...settingsIn(), HOST: "192.0.2.1" },
      { print: (line) => lines.push(line) },
    );
    expect(code).toBe(1);
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^ok {5}settings/),
        "wrong  ports         There is no address 192.0.2.1 on this machine (EADDRNOTAVAIL). Set HOST.",
        "\nWrong: 1.",
      ]),
    );
    for (const line of lines.slice(0, -1)) expect(line).toMatch(/^(?:ok|note|wrong) {2,5}\w+ +\S/);
  });

  it("refuses all arguments that it does not know at once, and prints its usage", async () => {
    const run = (...args: string[]) => runDoctor(args, settingsIn(), { print: () => {} });
    await expect(run("nope", "--no")).rejects.toThrow(
      /^Unexpected argument "nope"\.\nUnknown option "--no"\.\n\nnpm run doctor/,
    );
    await expect(run("gateway", "auth")).rejects.toThrow(StartError);
    expect(await run("--nope", "--help")).toBe(0);
  });
});

describe("settings", () => {
  it("are told all at once when they are wrong, and everything else is examined all the same", async () => {
    const { of, findings } = await examine({
      NODE_ENV: "prod",
      GATEWAY_PORT: "70000",
      GATEWAY_PROT: "4000",
      MONGODB_URI: "mongodb://n:hu@sh/hush@host",
      REDIS_URL: "hush-hush",
      SMTP_URL: "smtp://hush-hush@mail.example.com",
      BCRYPT_COST: "99",
    });
    const texts = of("settings").map(({ state, text }) => `${state} ${text}`);
    for (const name of ["NODE_ENV", "GATEWAY_PORT", "MONGODB_URI", "REDIS_URL", "SMTP_URL", "BCRYPT_COST"]) {
      expect(texts).toContainEqual(expect.stringMatching(`^wrong ${name} `));
    }
    expect(texts).toContain("note GATEWAY_PROT is no setting and has no effect; is it GATEWAY_PORT?");
    for (const check of ["database", "redis", "mail"]) {
      expect(of(check)).toEqual([is("note", /^It is not checked: \w+ is (?:missing or )?wrong/)]);
    }
    expect(new Set(findings.map(({ check }) => check)).size).toBeGreaterThan(8);
  });

  it("of production must be there, and are told when they open what is for development", async () => {
    const bare = await examine({ NODE_ENV: "production" });
    for (const name of [
      "GATEWAY_SECRET",
      "AUTH_SIGNING_KEYS",
      "MONGODB_URI",
      "ALLOWED_ORIGINS",
      "SMTP_URL",
      "APP_URL",
    ]) {
      expect(bare.of("settings")).toContainEqual(is("wrong", new RegExp(`^${name} is not set`)));
    }
    const open = await examine({
      ...secrets,
      NODE_ENV: "production",
      MONGODB_URI: testDatabaseUri(),
      ALLOWED_ORIGINS: "http://app.example.com,http://localhost:3000",
      APP_URL: "http://app.example.com/in",
      SMTP_URL: "smtp://127.0.0.1:1",
      MAIL_FROM: "a@example.com",
      PLAYGROUND: "true",
      LIMITS: "off",
    });
    expect(open.of("settings")).toEqual([is("ok", /^For production/)]);
    expect(open.of("production")).toEqual([
      is("wrong", /^ALLOWED_ORIGINS has http:\/\/app\.example\.com:/, /https/),
      is("note", /^TRUSTED_PROXIES is not set/),
      is("note", /^PLAYGROUND is true/),
      is("note", /^LIMITS is off/),
      is("wrong", /^APP_URL is http:\/\/app\.example\.com\/in:/, /https/),
    ]);
  });
});

describe("folders, ports and secrets", () => {
  it("are told when a file is in the way", async () => {
    const folder = temporaryFolder();
    const file = join(folder, "file");
    writeFileSync(file, "");
    const { of } = await examine({ ...secrets, DATA_DIR: join(file, "data"), LOG_DIR: "/proc/none" });
    expect(of("folders")).toEqual([
      is("wrong", new RegExp(`cannot be written: ${file} is a file\\.$`), /DATA_DIR/),
      is("wrong", /^\/proc\/none cannot be written: E/, /LOG_DIR/),
    ]);
    expect(of("database")).toEqual([is("wrong", /is no folder/, /DATA_DIR/)]);
    expect(of("disk")[0]?.state).toBe("ok");
  });

  it("are told when a port is taken, by which process, and which setting helps", async () => {
    const port = await listen(createServer((socket) => socket.on("error", () => {}).end("no HTTP\n")));
    const { of, code } = await examine({ ...secrets, TASK_PORT: String(port) });
    expect(of("ports")).toContainEqual(
      is(
        "wrong",
        new RegExp(`^Port ${port} \\(task\\) is taken by (?:process ${process.pid}|another)`),
        /TASK_PORT/,
      ),
    );
    expect(code).toBe(1);
  });

  it("are told when a database is left without its pepper, and when others can read a secret", async () => {
    const folder = temporaryFolder();
    const settings = settingsIn(folder);
    const server = await startEmbeddedMongo({ directory: join(folder, "data", "database") });
    const connection = await createConnection(server.uri, { dbName: "gatehouse_auth" }).asPromise();
    await connection.collection("accounts").insertOne({ name: "ada" });
    await connection.close();
    await server.stop();
    mkdirSync(join(folder, "data", "secrets"));
    writeFileSync(join(folder, "data", "secrets", "GATEWAY_SECRET"), "hush".repeat(10));
    chmodSync(join(folder, "data", "secrets", "GATEWAY_SECRET"), 0o644);
    const { of } = await examine(settings);
    expect(of("folders")).toEqual([
      is("wrong", /AUTH_PASSWORD_PEPPER is absent and there is a database/, /backup/),
      is("wrong", /AUTH_SIGNING_KEYS is absent and there is a database/),
      is("note", /can read secrets in .*: GATEWAY_SECRET\.$/, /^Run: chmod/),
    ]);
  });
});

describe("the database", () => {
  it("that is embedded is told to be served, free, damaged, or of another version", async () => {
    const folder = temporaryFolder();
    const directory = join(folder, "data", "database");
    const server = await startEmbeddedMongo({ directory });
    const connection = await createConnection(server.uri, { dbName: "doctor" }).asPromise();
    for (const text of ["first", "second", "third"]) await connection.collection("test").insertOne({ text });
    const state = async () => (await examine({ ...secrets, ...settingsIn(folder) })).of("database");
    expect(await state()).toEqual([is("ok", new RegExp(`process ${process.pid} serves it`))]);
    await connection.close();
    await server.stop();
    expect(await state()).toEqual([is("ok", /all of it readable; no process has it open/)]);
    const log = readFileSync(join(directory, "log"));
    writeFileSync(join(directory, "log"), log.subarray(0, -2));
    expect(await state()).toEqual([is("note", /were not written to their end/)]);
    log[log.indexOf("first")] = 0x46;
    writeFileSync(join(directory, "log"), log);
    expect(await state()).toEqual([is("wrong", /is damaged at byte \d+ of \d+/, /^Copy /)]);
    expect(readFileSync(join(directory, "log"))).toEqual(log);
    writeFileSync(join(directory, "log"), "embedded-mongo log 0099\nwhatever");
    expect(await state()).toEqual([is("wrong", /has format 99/, /DATA_DIR/)]);
  });

  it("at MONGODB_URI is told to be usable, and gets no collection by that", async () => {
    const prefix = `doctor_${randomBytes(6).toString("hex")}`;
    const { of } = await examine({
      ...secrets,
      MONGODB_URI: testDatabaseUri(),
      MONGODB_DATABASE_PREFIX: prefix,
    });
    const names = [`${prefix}_auth`, `${prefix}_user`, `${prefix}_task`];
    expect(of("database")).toEqual([
      is("ok", new RegExp(`^MongoDB \\d.*: ${names.join(", ")} can be read and written`)),
    ]);
    expect(of("clock")).toEqual([is("ok", /as for the database server/)]);
    const connection = await createConnection(testDatabaseUri(), { dbName: `${prefix}_auth` }).asPromise();
    expect(await connection.db?.listCollections().toArray()).toEqual([]);
    await connection.close();
  });

  it("is told with the reason when it is absent or refuses the name", async () => {
    const absent = await examine({ ...secrets, MONGODB_URI: "mongodb://n:hush-hush@127.0.0.1:1" });
    expect(absent.of("database")).toEqual([
      is("wrong", /^The server at mongodb:\/\/127\.0\.0\.1:1 cannot be used: .*ECONNREFUSED/, /MONGODB_URI/),
    ]);
    const server = await startEmbeddedMongo();
    const uri = server.uri.replace("mongodb://", "mongodb://n:hush-hush@");
    const refused = await examine({ ...secrets, MONGODB_URI: uri });
    await server.stop();
    expect(refused.of("database")).toEqual([is("wrong", /refuses the connection/, /the name, the password/)]);
  });
});

const describeBroker = await describeWithBroker();
describeBroker("the broker", () => {
  it("is told with the reason when it is absent, or refuses the password or the virtual host", async () => {
    const url = new URL(brokerUrl);
    const check = async (change: {
      port?: string;
      username?: string;
      password?: string;
      pathname?: string;
    }) =>
      (await examine({ ...secrets, RABBITMQ_URL: Object.assign(new URL(url), change).href })).of("broker");
    expect(await check({ port: "1" })).toEqual([
      is(
        "wrong",
        /^Nothing at amqp:\/\/127\.0\.0\.1:1 answers as a broker does: .*ECONNREFUSED/,
        /RABBITMQ_URL/,
      ),
    ]);
    expect(await check({ username: "guest", password: "hush-hush" })).toEqual([
      is("wrong", /refuses the connection: .*Login was refused/, /the password/),
    ]);
    expect(await check({ pathname: "/not-there" })).toEqual([
      is("wrong", /refuses the connection: the virtual host/, /virtual host/),
    ]);
  });

  it("is told what is absent, what has other properties and what waits, and gets no queue by that", async () => {
    const host = await openVirtualHost();
    if (host === null) return;
    const check = async () => (await examine({ ...secrets, RABBITMQ_URL: host.url })).of("broker");
    const fresh = [
      is(
        "ok",
        /^RabbitMQ \d.*the start makes gatehouse\.events, gatehouse\.dead, auth-events, auth-events\.dead\.$/,
      ),
    ];
    expect(await check()).toEqual(fresh);
    expect(await check()).toEqual(fresh);
    const connection = await open(host.url, "test");
    const channel = await connection.createConfirmChannel();
    const topology = createTopology("auth-events");
    await declareTopology(channel, topology);
    expect(await check()).toEqual([is("ok", /exchanges and queues are as they must be/)]);
    for (const queue of ["auth-events", "auth-events.dead"]) channel.sendToQueue(queue, Buffer.from("{}"));
    await channel.waitForConfirms();
    expect(await check()).toEqual([
      is("ok", /as they must be/),
      is("note", /could not be handled, in auth-events\.dead: 1/, /events:replay/),
      is("note", /^Events that wait in auth-events: 1/),
    ]);
    await channel.deleteQueue("auth-events");
    await channel.assertQueue("auth-events", { durable: true });
    expect(await check()).toEqual([is("wrong", /"auth-events" exists at the broker with other properties/)]);
    await connection.close();
  });
});

describeWithRedis()("Redis", () => {
  it("is told to count, or why it does not", async () => {
    const redis = await preparePrivateRedis();
    closers.push(redis.remove);
    const { of, code } = await examine({ ...secrets, REDIS_URL: redis.url.replace("//", "//n:hush-hush@") });
    expect(of("redis")).toEqual([is("wrong", /does not answer: .*ECONNREFUSED/, /REDIS_URL/)]);
    expect(code).toBe(1);
    await redis.start();
    const check = async (url = redis.url) => (await examine({ ...secrets, REDIS_URL: url })).of("redis");
    expect(await check()).toEqual([is("ok", /^Redis \d+\.\S+ at .* counts/)]);
    expect(await check(redis.url.replace("//", "//n:hush-hush@"))).toEqual([
      is("wrong", /refuses.*WRONGPASS/, /the password/),
    ]);
    const client = createClient({ url: redis.url });
    await client.connect();
    await client.sendCommand(["CONFIG", "SET", "maxmemory", "1"]);
    expect(await check()).toEqual([is("wrong", /does not count: OOM/, /more memory/)]);
    await client.sendCommand(["CONFIG", "SET", "maxmemory", "0"]);
    await client.sendCommand(["REPLICAOF", "127.0.0.1", "1"]);
    expect(await check()).toEqual([is("wrong", /does not count: READONLY/, /replica/)]);
    await client.sendCommand(["REPLICAOF", "NO", "ONE"]);
    await client.sendCommand(["CONFIG", "SET", "requirepass", "hush-hush"]);
    expect(await check()).toEqual([is("wrong", /NOAUTH/, /password/)]);
    client.destroy();
  });
});

describe("the mail server", () => {
  it("is told to take the name and the password, or to refuse them, and gets no mail", async () => {
    const commands: string[] = [];
    const server = new SMTPServer({
      disabledCommands: ["STARTTLS"],
      onAuth: ({ password }, _session, done) =>
        password === "right-password"
          ? done(null, { user: "n" })
          : done(new Error("Invalid username or password")),
      onMailFrom: (_address, _session, done) => {
        commands.push("MAIL FROM");
        done();
      },
    });
    server.on("error", () => {});
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closers.push(() => new Promise<void>((resolve) => server.close(resolve)));
    const { port } = server.server.address() as AddressInfo;
    const check = async (userinfo: string) =>
      (await examine({ ...secrets, SMTP_URL: `smtp://${userinfo}@127.0.0.1:${port}` })).of("mail");
    expect(await check("n:right-password")).toEqual([
      is("ok", /takes the name and the password; no mail was sent/),
    ]);
    expect(await check("n:hush-hush")).toEqual([
      is("wrong", /cannot be used: .*Invalid/, /the name and the password in SMTP_URL/),
    ]);
    expect(
      (await examine({ ...secrets, SMTP_URL: `smtp://n:hush-hush@127.0.0.1:${await findFreePort()}` })).of(
        "mail",
      ),
    ).toEqual([is("wrong", /ECONNREFUSED/, /SMTP_URL/)]);
    expect(commands).toEqual([]);
  });
});

describe("a service alone", () => {
  it("is told which of the services that it calls answers, and which has another secret", async () => {
    const answers: Record<string, [number, object]> = {
      good: [200, { healthy: true }],
      ill: [200, { healthy: false }],
      other: [403, { errors: [] }],
    };
    const url = async (name: string) => {
      const [status, body] = answers[name] ?? [200, {}];
      const server = createHttpServer((_request, response) =>
        response.writeHead(status).end(JSON.stringify(body)),
      );
      return `http://127.0.0.1:${await listen(server)}`;
    };
    const environment = {
      ...secrets,
      AUTH_URL: await url("good"),
      USER_URL: await url("ill"),
      TASK_URL: await url("other"),
    };
    const { of, findings } = await examine(environment, "gateway");
    expect(of("services")).toEqual([
      is("ok", /^auth answers/),
      is("wrong", /^user at .* cannot use its database/),
      is("wrong", /^task at .* has another GATEWAY_SECRET/),
    ]);
    const checks = findings.map(({ check }) => check);
    expect(checks).not.toContain("database");
    expect(checks).not.toContain("mail");
    const task = await examine(
      { ...environment, AUTH_URL: await url("none"), MONGODB_URI: testDatabaseUri() },
      "task",
    );
    expect(task.of("services")).toEqual([is("wrong", /is not the service auth/, /AUTH_URL/)]);
    expect(task.of("broker")).toEqual([is("note", /reach no other/, /RABBITMQ_URL/)]);
    expect(existsSync(join(temporaryFolder(), "data"))).toBe(false);
  });
});
