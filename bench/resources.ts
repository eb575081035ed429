/**
 * `npm run bench -- resources`: the memory and the processor time of each service in a process of its own, while nothing
 * happens and under a modest load. The requests in deploy/kubernetes/base are taken from it. It needs RABBITMQ_URL; the
 * database is an embedded one in this process.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { startEmbeddedMongo } from "@gatehouse/embedded-mongo";
import { createCloserStack } from "../platform/closer-stack.js";
import { portSettingOf, type ServiceName, serviceNames, urlSettingOf } from "../schema/services.js";
import {
  findFreePort,
  productionSecrets,
  type ServiceProcess,
  startService,
} from "../test/support/service-process.js";
import { ask, type Person, register } from "./bench-user.js";
import { watch } from "./watch-services.js";

const idleMilliseconds = 20_000;
const loadMilliseconds = 60_000;
/** Of them one in ten writes. */
const requestsPerSecond = 20;
const registrations = 8;

const page = "{ tasks(first: 20) { nodes { id title owner { username } } totalCount } }";
const write = 'mutation { createTask(input: { title: "Water the plants" }) { id } }';

const stack = createCloserStack();
try {
  const directory = mkdtempSync(join(tmpdir(), "gatehouse-bench-"));
  stack.onStop(() => rmSync(directory, { recursive: true }));
  const database = await startEmbeddedMongo({ directory });
  stack.onStop(database.stop);
  const broker = process.env["RABBITMQ_URL"];
  if (broker === undefined) throw new Error("RABBITMQ_URL is not set.");
  const { services, url } = await startServices(database.uri, broker);
  await delay(5_000);
  const idle = await watch(services, () => delay(idleMilliseconds));
  const people: Person[] = [];
  const signIns = await watch(services, async () => {
    for (let number = 0; number < registrations; number++)
      people.push(await register(stack, url, `bench${number}`, "127.0.0.1"));
  });
  const load = await watch(services, () => send(people));
  const requests = (loadMilliseconds / 1000) * requestsPerSecond;
  console.log(
    `Idle for ${idleMilliseconds / 1000} s; ${registrations} registrations; ${requests} requests at ${requestsPerSecond} a second.`,
  );
  const rows = serviceNames.map((name) => ({
    service: name,
    "idle MiB": idle[name].mebibytes,
    "idle millicores": Math.round(idle[name].cpuMilliseconds / (idleMilliseconds / 1000)),
    "CPU ms a registration": Math.round(signIns[name].cpuMilliseconds / registrations),
    "load MiB": load[name].mebibytes,
    "most MiB": load[name].mostMebibytes,
    "CPU ms a request": Number((load[name].cpuMilliseconds / requests).toFixed(2)),
    "load millicores": Math.round(load[name].cpuMilliseconds / (loadMilliseconds / 1000)),
  }));
  console.table(rows);
} finally {
  await stack.stop();
}

/** Starts all services in production, and returns the gateway's URL. They end with the stack. */
async function startServices(uri: string, brokerUrl: string) {
  const ports = await Promise.all(serviceNames.map(async (name) => [name, await findFreePort()] as const));
  const environment: Record<string, string> = {
    NODE_ENV: "production",
    MONGODB_URI: uri,
    RABBITMQ_URL: brokerUrl,
    ALLOWED_ORIGINS: "https://app.example.com",
    APP_URL: "https://app.example.com",
    SMTP_URL: "smtp://127.0.0.1:1",
    MAIL_FROM: "no-reply@example.com",
    RATE_LIMIT_USER: "1000000000",
    RATE_LIMIT_ADDRESS: "1000000000",
    DRAIN_DELAY_MS: "0",
    // A slow machine is no failure here.
    SUBGRAPH_TIMEOUT_MS: "60000",
    REQUEST_TIMEOUT_MS: "120000",
    MAX_EVENT_LOOP_DELAY_MS: "60000",
    MIGRATE_AT_START: "true",
    ...productionSecrets(),
    ...Object.fromEntries(ports.map(([name, port]) => [portSettingOf(name), String(port)])),
    ...Object.fromEntries(ports.map(([name, port]) => [urlSettingOf(name), `http://127.0.0.1:${port}`])),
  };
  const services = {} as Record<ServiceName, ServiceProcess>;
  for (const name of [...serviceNames].reverse()) {
    const service = await startService(name, environment);
    services[name] = service;
    stack.onStop(async () => void (await service.stop()));
  }
  return { services, url: `http://127.0.0.1:${ports.find(([name]) => name === "gateway")?.[1]}` };
}

/** Sends requests at a steady pace, whatever they take. @throws Error when one is refused. */
async function send(people: readonly Person[]): Promise<void> {
  const startedAt = performance.now();
  const under: Promise<unknown>[] = [];
  const refusals: Error[] = [];
  for (let sent = 0; performance.now() - startedAt < loadMilliseconds; sent++) {
    await delay(Math.max(0, startedAt + (sent * 1000) / requestsPerSecond - performance.now()));
    const { pool, accessToken } = people[sent % people.length]!;
    const request = ask(pool, sent % 10 === 0 ? write : page, accessToken);
    under.push(request.catch((error) => refusals.push(error)));
  }
  await Promise.all(under);
  if (refusals[0] !== undefined) throw refusals[0];
}
