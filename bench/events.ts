/**
 * `npm run bench`: the cost of the outbox for a write, and the events in a second that pass through it; all in one run.
 * It uses MONGODB_URI, or an embedded database on the disk; and the broker of RABBITMQ_URL if set.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedMongo } from "@gatehouse/embedded-mongo";
import { createCloserStack } from "../platform/closer-stack.js";
import { buildIndexes } from "../platform/database/build-indexes.js";
import { openDatabase } from "../platform/database/connection.js";
import { createTaskModels } from "../subgraphs/task/model.js";
import { openBrokerLeg, openInProcessLeg } from "./event-legs.js";
import { createWrites, type Sample } from "./event-writes.js";
import { median } from "./percentile.js";

const documents = 300;
const rounds = 15;
const longestMilliseconds = 15_000;

const stack = createCloserStack();
try {
  const writes = await createWrites(await openTasks(), documents);
  const legs = [openInProcessLeg(writes.tasks)];
  const url = process.env["RABBITMQ_URL"];
  if (url) legs.push(await openBrokerLeg(writes.tasks, url, stack));
  else console.log("RABBITMQ_URL is not set: nothing goes through a broker.");

  const variants: [string, () => Promise<Sample>][] = [
    ["the write alone", () => writes.measure("plain")],
    ["… with its event", () => writes.measure("outbox")],
    ...legs.map((leg): [string, () => Promise<Sample>] => [leg.name, () => writes.measure("outbox", leg)]),
  ];
  const samples = variants.map((): Sample[] => []);
  const endAt = performance.now() + longestMilliseconds;
  let done = -1;
  // The first round warms up. Each round starts with another variant, so that the order favours none.
  for (; done < rounds && performance.now() < endAt; done++) {
    for (let i = 0; i < variants.length; i++) {
      const place = (i + done + variants.length) % variants.length;
      const sample = await variants[place]?.[1]();
      if (sample !== undefined && done >= 0) samples[place]?.push(sample);
    }
  }
  if (done <= 0) throw new Error("There was no time for a single round.");
  print(
    variants.map(([name]) => name),
    samples,
  );
  console.log(
    `\nMedians of ${done} rounds of ${documents} writes, ${writes.concurrency} at a time. A write reads the task and changes it at its\n` +
      "version. Ratios are taken within a round. CPU is that of this process, an embedded database included.",
  );
} finally {
  await stack.stop();
}

async function openTasks() {
  const name = `gatehouse_bench_${process.pid}`;
  const database = await openDatabase({ uri: await databaseUri(), name });
  stack.onStop(database.close);
  stack.onStop(() => database.connection.dropDatabase());
  const { tasks } = createTaskModels(database.connection);
  await buildIndexes([tasks]);
  return tasks;
}

async function databaseUri(): Promise<string> {
  const given = process.env["MONGODB_URI"];
  if (given) return given;
  const directory = mkdtempSync(join(tmpdir(), "gatehouse-bench-"));
  stack.onStop(() => rmSync(directory, { recursive: true }));
  const { uri, stop } = await startEmbeddedMongo({ directory });
  stack.onStop(stop);
  return uri;
}

function print(names: string[], samples: Sample[][]): void {
  const plain = samples[0] ?? [];
  const rows = samples.map((of, i) => ({
    "": names[i],
    "writes/s": Math.round(median(of.map(({ perSecond }) => perSecond))),
    "time, ratio": ratio(of, plain, ({ perSecond }) => 1 / perSecond),
    "CPU µs a write": Math.round(median(of.map(({ cpuMicroseconds }) => cpuMicroseconds))),
    "CPU, ratio": ratio(of, plain, ({ cpuMicroseconds }) => cpuMicroseconds),
    "events/s": i < 2 ? "" : Math.round(median(of.map(({ eventsPerSecond }) => eventsPerSecond ?? 0))),
  }));
  const heads = Object.keys(rows[0] ?? {}) as (keyof (typeof rows)[number])[];
  const lines = [heads, ...rows.map((row) => heads.map((head) => String(row[head])))];
  for (const line of lines) {
    console.log(line.map((cell, i) => (i === 0 ? cell.padEnd(34) : cell.padStart(16))).join(""));
  }
}

function ratio(of: Sample[], base: Sample[], measure: (sample: Sample) => number): string {
  return median(of.map((sample, i) => measure(sample) / measure(base[i] ?? sample))).toFixed(2);
}
