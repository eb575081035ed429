/**
 * `npm run bench -- attacks`: how long `me` takes for others while one address attacks, beside its time while nothing
 * else happens; in turns, in one run, against the whole system in a process of its own with its default settings.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Pool } from "undici";
import { createCloserStack } from "../platform/closer-stack.js";
import { projectRoot } from "../platform/project-root.js";
import { median, percentile } from "./percentile.js";
import { type RunningSystem, startSystem } from "./start-system.js";

const rounds = 3;
const phaseMilliseconds = 6_000;
const readsPerSecond = 50;
const people = 4;
const password = "a fine passphrase for a bench";

/** What attacks-sender.ts knows. */
const attacks = {
  planner: "operations that are hard to plan",
  unread: "answers that are not read",
  passwords: "wrong passwords",
  aliases: "long aliases",
  counts: "counts",
  health: "questions for health",
  bodies: "large bodies that are not JSON",
} as const;

interface Person {
  pool: Pool;
  accessToken: string;
  refreshToken: string;
}

interface Read {
  milliseconds: number;
  /** Processor time of the event loop between the request and the response. */
  loopMilliseconds: number;
}

interface Phase {
  /** Each `me` that was served. */
  reads: Read[];
  /** By error code. */
  refused: Map<string, number>;
  /** Of the event loop, by processor time. */
  loopShare: number;
  largestMebibytes: number;
}

const stack = createCloserStack();
try {
  const system = await startSystem(stack);
  const names = Array.from({ length: people }, (_, index) => `bench${index}`);
  const persons: Person[] = [];
  for (const [index, name] of names.entries())
    persons.push(await register(system.url, name, `127.0.1.${1 + index}`));

  console.log(
    ["p99 of me, ms", "quiet", "attacked", "ratio", "loop", "refused", "sent", "loop %", "quiet %", "MiB"]
      .map(pad)
      .join(""),
  );
  await read(system, persons);
  await read(system, persons);
  const only = process.argv.slice(2);
  for (const [index, [kind, title]] of Object.entries(attacks).entries()) {
    if (only.length > 0 && !only.includes(kind)) continue;
    const results: { quiet: Phase; attacked: Phase; sent: number }[] = [];
    for (let round = 0; round < rounds; round++) {
      for (const person of persons) await refresh(person);
      // An address and a user that have not used up what they may in a minute.
      const address = `127.0.2.${1 + index * rounds + round}`;
      const attacker = await register(system.url, `attacker${index * rounds + round}`, address);
      const quiet = await read(system, persons);
      const stop = startAttack([kind, system.url, address, attacker.accessToken]);
      await delay(500);
      const attacked = await read(system, persons);
      results.push({ quiet, attacked, sent: await stop() });
      await delay(1_000);
    }
    report(title, results);
  }
  console.log(
    `\nMedians of ${rounds} rounds of ${phaseMilliseconds / 1000} s each, ${readsPerSecond} reads a second by ${people} users of other addresses; ratios are\n` +
      "taken within a round. The attack comes from one address, by a process of low priority on the same machine. Loop:\n" +
      "processor time of the thread with the event loop of all services between a request and its response (ratio of the\n" +
      "p99s), and that of the whole phase (%). It does not depend on what else the machine does, as the first ratio does.",
  );
} finally {
  await stack.stop();
}

/** Asks for `me` at a steady pace, whatever it takes. */
async function read(system: RunningSystem, persons: readonly Person[]): Promise<Phase> {
  const phase: Phase = { reads: [], refused: new Map(), loopShare: 0, largestMebibytes: 0 };
  const under: Promise<void>[] = [];
  const startedAt = performance.now();
  const loopBefore = readLoopTime(system);
  for (let sent = 0; performance.now() - startedAt < phaseMilliseconds; sent++) {
    await delay(Math.max(0, startedAt + (sent * 1000) / readsPerSecond - performance.now()));
    const sentAt = performance.now();
    const loopAt = readLoopTime(system);
    const served = () => {
      const milliseconds = performance.now() - sentAt;
      phase.reads.push({ milliseconds, loopMilliseconds: readLoopTime(system) - loopAt });
    };
    const refused = ({ message }: Error) => {
      phase.refused.set(message, (phase.refused.get(message) ?? 0) + 1);
    };
    const { pool, accessToken } = persons[sent % persons.length]!;
    under.push(ask(pool, "{ me { id username } }", accessToken).then(served, refused));
    if (sent % 10 === 0) phase.largestMebibytes = Math.max(phase.largestMebibytes, readMemory(system));
  }
  phase.loopShare = (readLoopTime(system) - loopBefore) / (performance.now() - startedAt);
  await Promise.all(under);
  return phase;
}

/** Starts the attack; returns what ends it and returns the number of requests. */
function startAttack(args: string[]): () => Promise<number> {
  const child = fork(join(projectRoot, "dist/bench/attacks-sender.js"), args);
  stack.onStop(() => void child.kill("SIGKILL"));
  return async () => {
    child.send("stop");
    const [sent] = (await once(child, "message")) as [number];
    await once(child, "exit");
    return sent;
  };
}

function report(title: string, results: { quiet: Phase; attacked: Phase; sent: number }[]): void {
  const p99 = ({ reads }: Phase, key: keyof Read = "milliseconds") =>
    percentile(
      reads.map((one) => one[key]),
      0.99,
    );
  const of = (value: (result: (typeof results)[number]) => number) => median(results.map(value));
  const refused = new Map<string, number>();
  for (const { attacked, quiet } of results) {
    for (const [code, count] of [...attacked.refused, ...quiet.refused])
      refused.set(code, (refused.get(code) ?? 0) + count);
  }
  const cells = [
    of(({ quiet }) => p99(quiet)).toFixed(1),
    of(({ attacked }) => p99(attacked)).toFixed(1),
    of(({ quiet, attacked }) => p99(attacked) / p99(quiet)).toFixed(2),
    of(({ quiet, attacked }) => p99(attacked, "loopMilliseconds") / p99(quiet, "loopMilliseconds")).toFixed(
      2,
    ),
    [...refused.values()].reduce((sum, count) => sum + count, 0),
    results.reduce((sum, { sent }) => sum + sent, 0),
    (100 * of(({ attacked }) => attacked.loopShare)).toFixed(0),
    (100 * of(({ quiet }) => quiet.loopShare)).toFixed(0),
    of(({ attacked }) => attacked.largestMebibytes).toFixed(0),
  ];
  console.log([title, ...cells.map(String)].map(pad).join(""));
  for (const [message, count] of refused) console.log(`  ${count} times: ${message}`);
}

async function ask(pool: Pool, query: string, token?: string): Promise<Record<string, never>> {
  const { body, statusCode } = await pool.request({
    method: "POST",
    path: "/graphql",
    headers: {
      "content-type": "application/json",
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query }),
  });
  const answer = (await body.json()) as { data: Record<string, never>; errors?: { message: string }[] };
  if (answer.errors !== undefined) throw new Error(`${statusCode} ${answer.errors[0]?.message}`);
  return answer.data;
}

async function register(url: string, name: string, localAddress: string): Promise<Person> {
  const pool = new Pool(url, { connections: 32, localAddress });
  stack.onStop(() => pool.destroy());
  const input = `{ username: "${name}", email: "${name}@example.com", password: "${password}" }`;
  const data = await ask(pool, `mutation { register(input: ${input}) { accessToken refreshToken } }`);
  return { pool, ...(data["register"] as unknown as Omit<Person, "pool">) };
}

/** Access tokens are good for five minutes. */
async function refresh(person: Person): Promise<void> {
  const input = `{ refreshToken: "${person.refreshToken}" }`;
  const data = await ask(person.pool, `mutation { refresh(input: ${input}) { accessToken refreshToken } }`);
  Object.assign(person, data["refresh"]);
}

/** Processor time of the main thread in milliseconds (Documentation/scheduler/sched-stats). */
function readLoopTime({ pid }: RunningSystem): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, "utf8").split(" ", 1)[0]) / 1e6;
}

/** Resident memory. */
function readMemory({ pid }: RunningSystem): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
}

function pad(cell: string, index: number): string {
  return index === 0 ? cell.padEnd(34) : cell.padStart(9);
}
