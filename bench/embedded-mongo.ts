/** Measures the embedded database and prints the figures of its README: `npm run bench -- embedded-mongo`. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startEmbeddedMongo } from "@gatehouse/embedded-mongo";
import { mongo } from "mongoose";

const documentCount = 100_000;

async function timed<T>(run: () => Promise<T>): Promise<[ms: number, result: T]> {
  const start = performance.now();
  const result = await run();
  return [performance.now() - start, result];
}

function print(label: string, figure: string): void {
  console.log(`${label.padEnd(60)} ${figure}`);
}

async function perSecond(count: number, run: (i: number) => Promise<unknown>): Promise<string> {
  const [ms] = await timed(async () => {
    for (let i = 0; i < count; i++) await run(i);
  });
  return `${Math.round((count / ms) * 1000)} a second`;
}

async function withDatabase(
  directory: string,
  run: (database: mongo.Db, openingMs: number) => Promise<void>,
): Promise<void> {
  const [openingMs, server] = await timed(() => startEmbeddedMongo({ directory }));
  const client = await mongo.MongoClient.connect(server.uri, { maxPoolSize: 50 });
  try {
    await run(client.db("measure"), openingMs);
  } finally {
    await client.close();
    await server.stop();
  }
}

async function fill(database: mongo.Db): Promise<void> {
  const documents = database.collection("documents");
  await documents.createIndexes([
    { key: { owner: 1, createdAt: -1, _id: -1 } },
    { key: { name: 1 }, unique: true },
  ]);
  const document = (n: number) => ({
    name: `name-${n}`,
    owner: `owner-${n % 3}`,
    createdAt: new Date(1.7e12 + n),
    text: "x".repeat(190),
    n,
  });
  const figure = await perSecond(documentCount / 1000, (i) =>
    documents.insertMany(Array.from({ length: 1000 }, (_, j) => document(i * 1000 + j))),
  );
  print("insertMany of 1,000 documents of 300 bytes", figure);
}

async function measureOperations(database: mongo.Db): Promise<void> {
  type Small = { _id?: string; n: number };
  const small = database.collection<Small>("small");
  for (let round = 0; round < 2; round++)
    await perSecond(3000, (i) => small.insertOne({ _id: `${round}-${i}`, n: i }));
  print("ping, one after the other", await perSecond(5000, () => database.command({ ping: 1 })));
  const read = (i: number) => small.findOne({ _id: `1-${i % 3000}` });
  print("findOne by _id, one after the other", await perSecond(5000, read));
  const logged = database.collection<{ n: number }>("logged");
  const write = (i: number) => logged.insertOne({ n: i });
  print("insertOne with fsync, one after the other", await perSecond(3000, write));
  const [ms] = await timed(() => Promise.all(Array.from({ length: 50 }, () => perSecond(200, write))));
  print("insertOne with fsync, 50 in flight", `${Math.round((10_000 / ms) * 1000)} a second`);
}

async function measurePages(database: mongo.Db): Promise<void> {
  const documents = database.collection("documents");
  const pages: number[] = [];
  for (let i = 0; i < 300; i++) {
    const filter = { owner: "owner-1", createdAt: { $lt: new Date(1.7e12 + i * 300) } };
    const page = documents.find(filter).sort({ createdAt: -1, _id: -1 }).limit(20);
    pages.push((await timed(() => page.toArray()))[0]);
  }
  const median = pages.sort((a, b) => a - b)[pages.length >> 1]!;
  print(`a sorted page of 20 out of ${documentCount}, by index, median`, `${median.toFixed(2)} ms`);
}

/** Measures a long command, and the longest time that it blocked the event loop. */
async function measureHold(label: string, run: () => Promise<unknown>): Promise<void> {
  let longest = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 1);
  const [ms] = await timed(run);
  clearInterval(timer);
  print(label, `${ms.toFixed(0)} ms, event loop held at most ${longest.toFixed(0)} ms`);
}

async function reopen(directory: string): Promise<void> {
  await withDatabase(directory, async (database, openingMs) => {
    print(`reopening ${documentCount} documents with three indexes`, `${openingMs.toFixed(0)} ms`);
    globalThis.gc?.();
    const resident = process.memoryUsage().rss / 2 ** 20;
    print("resident memory of the process, driver included", `${resident.toFixed(0)} MiB`);
    await measurePages(database);
    const documents = database.collection("documents");
    await measureHold(`a count that looks at all ${documentCount}`, () =>
      documents.countDocuments({ text: /y/ }),
    );
    await measureHold(`an index built over ${documentCount}`, () =>
      documents.createIndex({ owner: 1, n: 1 }),
    );
  });
}

const reopened = process.env.BENCH_REOPEN_DIRECTORY;
if (reopened) await reopen(reopened);
else {
  const directory = mkdtempSync(join(tmpdir(), "embedded-mongo-bench-"));
  try {
    await withDatabase(directory, async (database, openingMs) => {
      print("start on an empty folder", `${openingMs.toFixed(0)} ms`);
      await fill(database);
      await measureOperations(database);
    });
    // Another process, so that garbage from filling does not count.
    const env = { ...process.env, BENCH_REOPEN_DIRECTORY: directory };
    const script = fileURLToPath(import.meta.url);
    spawnSync(process.execPath, ["--expose-gc", script], { stdio: "inherit", env });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
