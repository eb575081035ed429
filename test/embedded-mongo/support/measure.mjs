/** Measures the embedded server and prints the figures of its README; run it after `npm run build`. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedMongo } from "../../../dist/embedded-mongo/server.js";

const { mongo } = createRequire(import.meta.url)("mongoose");
const [reopened] = process.argv.slice(2);
const directory = reopened ?? mkdtempSync(join(tmpdir(), "embedded-mongo-measure-"));
const COUNT = 100_000;

async function timed(run) {
  const start = performance.now();
  const result = await run();
  return [performance.now() - start, result];
}

function line(what, figure) {
  console.log(`${what.padEnd(60)} ${figure}`);
}

function median(list) {
  return list.sort((a, b) => a - b)[list.length >> 1];
}

async function session(run) {
  const [opening, server] = await timed(() => startEmbeddedMongo({ directory }));
  const client = await mongo.MongoClient.connect(server.uri, { maxPoolSize: 50 });
  try {
    await run(client.db("measure"), opening);
  } finally {
    await client.close();
    await server.stop();
  }
}

async function perSecond(count, run) {
  const [ms] = await timed(async () => {
    for (let i = 0; i < count; i++) await run(i);
  });
  return `${Math.round((count / ms) * 1000)} a second`;
}

async function fill() {
  await session(async (database, opening) => {
    line("start on an empty folder", `${opening.toFixed(0)} ms`);
    const documents = database.collection("documents");
    await documents.createIndexes([
      { key: { owner: 1, createdAt: -1, _id: -1 } },
      { key: { name: 1 }, unique: true },
    ]);
    const [ms] = await timed(async () => {
      for (let i = 0; i < COUNT; i += 1000) {
        await documents.insertMany(
          Array.from({ length: 1000 }, (_, j) => ({
            name: `name-${i + j}`,
            owner: `owner-${(i + j) % 3}`,
            createdAt: new Date(1.7e12 + i + j),
            text: "x".repeat(190),
            n: i + j,
          })),
        );
      }
    });
    line(`insertMany of ${COUNT} documents of 300 bytes`, `${Math.round((COUNT / ms) * 1000)} a second`);
    const small = database.collection("small");
    for (let round = 0; round < 2; round++)
      await perSecond(3000, (i) => small.insertOne({ _id: `${round}-${i}`, n: i }));
    line("ping, one after the other", await perSecond(5000, () => database.command({ ping: 1 })));
    line(
      "findOne by _id, one after the other",
      await perSecond(5000, (i) => small.findOne({ _id: `1-${i % 3000}` })),
    );
    line(
      "insertOne with fsync, one after the other",
      await perSecond(3000, (i) => small.insertOne({ n: i })),
    );
    const [at50] = await timed(() =>
      Promise.all(Array.from({ length: 50 }, () => perSecond(200, (i) => small.insertOne({ n: i })))),
    );
    line("insertOne with fsync, 50 in flight", `${Math.round((10_000 / at50) * 1000)} a second`);
  });
}

async function reopen() {
  await session(async (database, opening) => {
    line(`reopening ${COUNT} documents with three indexes`, `${opening.toFixed(0)} ms`);
    globalThis.gc?.();
    line(
      "resident memory of the process, driver included",
      `${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MiB`,
    );
    const documents = database.collection("documents");
    const pages = [];
    for (let i = 0; i < 300; i++) {
      const [ms] = await timed(() =>
        documents
          .find({ owner: "owner-1", createdAt: { $lt: new Date(1.7e12 + i * 300) } })
          .sort({ createdAt: -1, _id: -1 })
          .limit(20)
          .toArray(),
      );
      pages.push(ms);
    }
    line("a sorted page of 20, by index, median", `${median(pages).toFixed(2)} ms`);
    let longest = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 1);
    const [scan] = await timed(() => documents.countDocuments({ text: /y/ }));
    clearInterval(timer);
    line(
      `a count that looks at all ${COUNT}`,
      `${scan.toFixed(0)} ms, event loop held at most ${longest.toFixed(0)} ms`,
    );
  });
}

if (reopened) await reopen();
else {
  await fill();
  // A process of its own, so that what filling left behind is not counted.
  spawnSync(process.execPath, ["--expose-gc", process.argv[1], directory], { stdio: "inherit" });
  rmSync(directory, { recursive: true, force: true });
}
