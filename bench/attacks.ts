/**
 * `npm run bench -- attacks`: how long `me` takes for others while one address attacks, beside its time while nothing
 * else happens; in turns, in one run, against the whole system in a process of its own with its default settings.
 */
import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Pool } from "undici";
import { createCloserStack } from "../platform/lifecycle.js";
import { projectRoot } from "../platform/project-root.js";
import { freePorts } from "../schema/services.js";

const rounds = 3;
const phaseMilliseconds = 4_000;
const readsPerSecond = 50;
const people = 4;
const password = "a fine passphrase for a bench";

/** What attacks-sender.ts knows. */
const attacks = {
  planner: "operations that are hard to plan",
  unread: "answers that are not read",
  passwords: "wrong passwords",
  dear: "long aliases, counts, health",
} as const;

interface Phase {
  /** Milliseconds of each `me` that was served. */
  times: number[];
  refused: number;
}

const stack = createCloserStack();
try {
  const url = await startSystem();
  const pool = new Pool(url, { connections: 64 });
  stack.onStop(() => pool.destroy());
  const ask = async (query: string, token?: string): Promise<Record<string, never>> => {
    const { body } = await pool.request({
      method: "POST",
      path: "/graphql",
      headers: {
        "content-type": "application/json",
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ query }),
    });
    const answer = (await body.json()) as { data: Record<string, never>; errors?: { message: string }[] };
    if (answer.errors !== undefined) throw new Error(answer.errors[0]?.message);
    return answer.data;
  };
  const register = async (name: string): Promise<string> => {
    const input = `{ username: "${name}", email: "${name}@example.com", password: "${password}" }`;
    const data = await ask(`mutation { register(input: ${input}) { accessToken } }`);
    return (data["register"] as { accessToken: string } | undefined)?.accessToken ?? "";
  };
  const attacker = await register("attacker");
  const tokens: string[] = [];
  for (let index = 0; index < people; index++) tokens.push(await register(`bench${index}`));

  /** Asks for `me` at a steady pace, whatever it takes. */
  const read = async (): Promise<Phase> => {
    const phase: Phase = { times: [], refused: 0 };
    const under: Promise<void>[] = [];
    const startedAt = performance.now();
    for (let sent = 0; performance.now() - startedAt < phaseMilliseconds; sent++) {
      await delay(Math.max(0, startedAt + (sent * 1000) / readsPerSecond - performance.now()));
      const sentAt = performance.now();
      const served = () => void phase.times.push(performance.now() - sentAt);
      const refused = () => {
        phase.refused += 1;
      };
      under.push(ask("{ me { id username } }", tokens[sent % people]).then(served, refused));
    }
    await Promise.all(under);
    return phase;
  };
  const startAttack = (kind: string) => {
    const child = fork(join(projectRoot, "dist/bench/attacks-sender.js"), [kind, url, attacker]);
    stack.onStop(() => void child.kill("SIGKILL"));
    return async (): Promise<number> => {
      child.send("stop");
      const [sent] = (await once(child, "message")) as [number];
      await once(child, "exit");
      return sent;
    };
  };

  console.log(["p99 of me, ms", "quiet", "attacked", "ratio", "refused", "sent"].map(pad).join(""));
  await read();
  for (const [kind, title] of Object.entries(attacks)) {
    const results: { quiet: Phase; attacked: Phase; sent: number }[] = [];
    for (let round = 0; round < rounds; round++) {
      const quiet = await read();
      const stop = startAttack(kind);
      await delay(500);
      const attacked = await read();
      results.push({ quiet, attacked, sent: await stop() });
      await delay(1_000);
    }
    const p99 = ({ times }: Phase) => percentile(times, 0.99);
    const cells = [
      median(results.map(({ quiet }) => p99(quiet))).toFixed(1),
      median(results.map(({ attacked }) => p99(attacked))).toFixed(1),
      median(results.map(({ quiet, attacked }) => p99(attacked) / p99(quiet))).toFixed(2),
      results.reduce((sum, { attacked }) => sum + attacked.refused, 0),
      results.reduce((sum, { sent }) => sum + sent, 0),
    ];
    console.log([title, ...cells.map(String)].map(pad).join(""));
  }
  console.log(
    `\nMedians of ${rounds} rounds of ${phaseMilliseconds / 1000} s each, ${readsPerSecond} reads a second; ratios are taken within a round. The attack comes\n` +
      "from one other address, by a process on the same machine, whose processor time it takes as well.",
  );
} finally {
  await stack.stop();
}

/** Starts `npm start` on a folder of its own; returns where its gateway listens. */
async function startSystem(): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), "gatehouse-bench-"));
  stack.onStop(() => rmSync(directory, { recursive: true }));
  const child: ChildProcess = spawn(process.execPath, ["dist/commands/start.js"], {
    env: {
      ...process.env,
      ...freePorts,
      DATA_DIR: directory,
      LOG_DIR: join(directory, "logs"),
      LOG_LEVEL: "warn",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => child.kill("SIGTERM"));
  stack.onStop(async () => {
    child.kill("SIGTERM");
    await ended;
  });
  let text = "";
  return new Promise((resolve, reject) => {
    child.once("close", () => reject(new Error(`The system did not start:\n${text}`)));
    child.stdout?.on("data", (chunk) => {
      text += chunk;
      const url = /Graph +(http:\S+)\/graphql[\s\S]*Ctrl-C/.exec(text)?.[1];
      if (url !== undefined) resolve(url);
    });
  });
}

function pad(cell: string, index: number): string {
  return index === 0 ? cell.padEnd(36) : cell.padStart(10);
}

function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function median(values: number[]): number {
  return percentile(values, 0.5);
}
