/** The real broker for tests: names of its own for each test file, and a private node for what stops brokers. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe } from "@jest/globals";
import type { Channel, ChannelModel, ConfirmChannel } from "amqplib";
import { open } from "../../platform/events/rabbitmq/broker-connection.js";
import { projectRoot } from "../../platform/project-root.js";
import { findFreePort } from "./service-process.js";

/** The broker that tests share; never to be stopped. */
export const brokerUrl = process.env["RABBITMQ_URL"] || "amqp://127.0.0.1:5672";

const controlProgram = "/usr/lib/rabbitmq/bin/rabbitmqctl";
const serverProgram = "/usr/lib/rabbitmq/bin/rabbitmq-server";

/** `describe`, or `describe.skip` with a printed line when no broker answers. In CI its absence fails. */
export async function describeWithBroker(): Promise<typeof describe | typeof describe.skip> {
  try {
    await (await open(brokerUrl, "test")).close();
    return describe;
  } catch (error) {
    return without(`No RabbitMQ answers at ${brokerUrl} (${(error as Error).message})`);
  }
}

/** The same for tests that start and stop a broker of their own, which must be installed here. */
export async function describeWithPrivateBroker(): Promise<typeof describe | typeof describe.skip> {
  return existsSync(serverProgram) ? describe : without(`RabbitMQ is not installed at ${serverProgram}`);
}

function without(reason: string): typeof describe.skip {
  if (process.env["CI"] === "true") throw new Error(`${reason}, and in CI it must.`);
  process.stderr.write(`${reason}: its tests are skipped.\n`);
  return describe.skip;
}

/** What one test has at the broker. */
export interface BrokerCorner {
  prefix: string;
  queue: string;
  connection: ChannelModel;
  channel: ConfirmChannel;
  /** How many messages wait in a queue. */
  count(queue: string): Promise<number>;
  /** Takes all of it away and disconnects. */
  clear(): Promise<void>;
}

/** Names of one's own at a broker, and a connection to look at them. */
export async function openCorner(url = brokerUrl): Promise<BrokerCorner> {
  const prefix = `test-${randomBytes(6).toString("hex")}`;
  const queue = `${prefix}.auth-events`;
  const connection = await open(url, "test");
  connection.on("error", () => {});
  const channel = await connection.createConfirmChannel();
  channel.on("error", () => {});
  return {
    prefix,
    queue,
    connection,
    channel,
    count: async (name) => (await channel.checkQueue(name)).messageCount,
    async clear() {
      const cleaner: Channel = await connection.createChannel();
      for (const name of [queue, `${queue}.dead`, `${prefix}.other`, `${prefix}.other.dead`]) {
        await cleaner.deleteQueue(name);
      }
      for (const name of [`${prefix}.events`, `${prefix}.dead`]) await cleaner.deleteExchange(name);
      await connection.close();
    },
  };
}

/** Virtual hosts that are made and not in use. */
const spareHosts: string[] = [];
/** rabbitmqctl takes half a second of processor time, whatever it does. */
const hostsAtOnce = 3;

/**
 * Returns the URL of a virtual host of one's own at the shared broker, for whole systems, whose exchanges have the names of the
 * product; null where there is no broker, or its administration is not ours. It goes at the end of the run.
 */
export async function openVirtualHost(): Promise<{ url: string } | null> {
  const url = new URL(brokerUrl);
  try {
    await (await open(brokerUrl, "test")).close();
    if (spareHosts.length === 0) {
      const hosts = Array.from({ length: hostsAtOnce }, createName);
      const all = { user: url.username || "guest", configure: ".*", write: ".*", read: ".*" };
      await importDefinitions({
        vhosts: hosts.map((name) => ({ name })),
        permissions: hosts.map((vhost) => ({ ...all, vhost })),
      });
      spareHosts.push(...hosts);
    }
  } catch (error) {
    without(`No virtual host of its own at RabbitMQ (${(error as Error).message})`);
    return null;
  }
  url.pathname = `/${spareHosts.pop()}`;
  return { url: url.href };
}

/** global-teardown.mjs takes away what has the run's name. */
const createName = () => `${process.env["TEST_RUN"]}-${randomBytes(6).toString("hex")}`;

async function importDefinitions(definitions: object): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-definitions-"));
  const file = join(folder, "definitions.json");
  writeFileSync(file, JSON.stringify(definitions));
  // rabbitmqctl reads it as another user.
  chmodSync(folder, 0o755);
  writeFileSync(join(tmpdir(), `${process.env["TEST_RUN"]}.rabbitmq`), "");
  await promisify(execFile)("rabbitmqctl", ["--quiet", "import_definitions", file]);
  rmSync(folder, { recursive: true });
}

/** The users that deploy/rabbitmq/definitions.json makes, at a virtual host of a test, under names of their own. */
export interface ServiceUsers {
  prefix: string;
  /** The broker's URL, signed in as the user of a service. */
  urlOf(service: string): string;
}

/** Imports the definitions as an operator does, with the names of users and of the virtual host changed. They go with it. */
export async function importServiceUsers(hostUrl: string): Promise<ServiceUsers> {
  const prefix = `${createName()}-`;
  const virtualHost = new URL(hostUrl).pathname.slice(1);
  const password = randomBytes(9).toString("hex");
  const text = readFileSync(join(projectRoot, "deploy", "rabbitmq", "definitions.json"), "utf8")
    .replaceAll("/", virtualHost)
    .replaceAll('"gatehouse-', `"${prefix}`)
    .replaceAll('"gatehouse"', `"${prefix}operator"`)
    .replace(/@RABBITMQ_\w+@/g, password);
  await importDefinitions(JSON.parse(text) as object);
  return {
    prefix,
    urlOf(service) {
      const url = new URL(hostUrl);
      url.username = `${prefix}${service}`;
      url.password = password;
      return url.href;
    },
  };
}

/** A way to the broker that can be cut. */
export interface Cable {
  /** The broker's address through it. */
  url: string;
  /** Breaks every connection, and lets none through until it is mended. */
  cut(): Promise<void>;
  /** Keeps every connection, and passes nothing on any more. */
  swallow(): void;
  mend(): Promise<void>;
  close(): Promise<void>;
}

/** Lays a way to the broker through a port of this process. */
export async function openCable(url = brokerUrl): Promise<Cable> {
  const target = new URL(url);
  const through = new URL(url);
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(target.port || 5672), target.hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket
        .on("error", () => {})
        .on("close", () => {
          sockets.delete(socket);
          other.destroy();
        });
      socket.pipe(other);
    }
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const cut = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  through.host = `127.0.0.1:${port}`;
  const swallow = () => {
    for (const socket of sockets) socket.unpipe().pause();
  };
  return { url: through.href, cut, swallow, mend: () => listen(port), close: cut };
}

/** A broker that may be stopped. */
export interface PrivateBroker {
  url: string;
  /** Kills it without warning; what it has confirmed is on disk. */
  kill(): Promise<void>;
  /** Starts it, or starts it again, and resolves when it responds and each of its quorum queues has a leader. */
  start(): Promise<void>;
  /** Runs rabbitmqctl on it. */
  control(...parameters: string[]): Promise<string>;
  /** Ends it and takes its files away. */
  remove(): Promise<void>;
}

const startMilliseconds = 90_000;

/** Prepares a broker with its own name, ports and folder, so that it shares nothing with the machine's. */
export async function preparePrivateBroker(): Promise<PrivateBroker> {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-rabbitmq-"));
  const [port, distributionPort] = [await findFreePort(), await findFreePort()];
  for (const name of ["mnesia", "log"]) mkdirSync(join(folder, name));
  writeFileSync(join(folder, "plugins"), "[].\n");
  writeFileSync(join(folder, "rabbitmq.conf"), "");
  const environment = {
    PATH: process.env["PATH"],
    HOME: folder,
    RABBITMQ_NODENAME: `${folder.slice(folder.lastIndexOf("/") + 1).toLowerCase()}@localhost`,
    RABBITMQ_NODE_IP_ADDRESS: "127.0.0.1",
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_DIST_PORT: String(distributionPort),
    RABBITMQ_MNESIA_BASE: join(folder, "mnesia"),
    RABBITMQ_LOG_BASE: join(folder, "log"),
    RABBITMQ_PID_FILE: join(folder, "pid"),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, "plugins"),
    RABBITMQ_CONFIG_FILE: join(folder, "rabbitmq.conf"),
    RABBITMQ_CONF_ENV_FILE: "/dev/null",
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: "+S 1:1",
  };
  const url = `amqp://127.0.0.1:${port}`;
  let child: ChildProcess | null = null;
  const kill = async () => {
    if (child?.pid === undefined) return;
    const ended = new Promise((resolve) => child!.once("close", resolve));
    // The whole group: the server is a child of its script.
    process.kill(-child.pid, "SIGKILL");
    await ended;
    child = null;
  };
  const control = async (...parameters: string[]): Promise<string> => {
    const { HOME, PATH, RABBITMQ_NODENAME } = environment;
    const env = { HOME, PATH, RABBITMQ_NODENAME };
    return (await promisify(execFile)(controlProgram, ["--quiet", ...parameters], { env })).stdout;
  };
  const run = async () => {
    child = spawn(serverProgram, { env: environment, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout!, child.stderr!]) stream.on("data", (chunk) => (output += chunk));
    const deadline = Date.now() + startMilliseconds;
    for (;;) {
      const connection = await open(url, "test").catch(() => null);
      if (connection !== null) return connection.close();
      if (Date.now() > deadline || child.exitCode !== null) throw new Error(`It did not start:\n${output}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const haveLeaders = async (): Promise<boolean> => {
    const states = "[element(1, Q) || Q <- ets:tab2list(ra_state), element(2, Q) =/= leader].";
    for (let tries = 0; tries < 10; tries++) {
      if ((await control("eval", states)).trim() === "[]") return true;
    }
    return false;
  };
  return {
    url,
    kill,
    control,
    async start() {
      await run();
      // RabbitMQ 3.10.8: after a kill, one queue in thirty stays a follower without a leader until the next start.
      for (let starts = 1; !(await haveLeaders()); starts++) {
        if (starts === 5) throw new Error("Its quorum queues have no leaders after five starts.");
        await kill();
        await run();
      }
    },
    async remove() {
      await kill();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}
