/** Kills, a full disk, a failed fsync and damage to the log lose no acknowledged write; one process has the folder. */
import { spawn } from "node:child_process";
import { appendFile, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "@jest/globals";
import { mongo } from "mongoose";
import type { EmbeddedMongoOptions } from "../options.js";
import {
  DataFolderInUseError,
  type EmbeddedMongo,
  findRunningEmbeddedMongo,
  inspectDataFolder,
  startEmbeddedMongo,
} from "../server.js";
import { type LogFiles, realFiles } from "../storage/log-files.js";
import { createRandom, seedOfRun } from "./support/random.js";

const seed = seedOfRun();
const rounds = process.env.TEST_TIER === "full" ? 40 : 2;
const child = fileURLToPath(new URL("support/writers.js", import.meta.url));

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function folder(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "embedded-mongo-test-"));
  closers.push(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

async function start(options: EmbeddedMongoOptions): Promise<EmbeddedMongo> {
  const server = await startEmbeddedMongo(options);
  closers.push(() => server.stop());
  return server;
}

async function connected(uri: string): Promise<mongo.Collection> {
  const client = await mongo.MongoClient.connect(uri, { serverSelectionTimeoutMS: 2000 });
  closers.push(() => client.close());
  return client.db("crash").collection("writes");
}

/** Runs the writers until they are killed, `afterMs` after their start; returns what was acknowledged to them. */
function runAndKill(directory: string, round: number, afterMs: number): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const writers = spawn(process.execPath, [child, directory, String(round)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    let isStarted = false;
    writers.stdout.on("data", (chunk) => {
      output += chunk;
      if (isStarted || !output.startsWith("started")) return;
      isStarted = true;
      void wait(afterMs).then(() => writers.kill("SIGKILL"));
    });
    writers.once("error", reject);
    writers.once("close", (_, signal) => {
      if (signal !== "SIGKILL") reject(new Error(`the writers ended by themselves in round ${round}`));
      // The last line may be cut.
      else resolve(output.split("\n").slice(1, -1));
    });
  });
}

describe("a crash", () => {
  it(`loses no acknowledged write in ${rounds} kills (seed ${seed})`, async () => {
    const random = createRandom(seed);
    const directory = await folder();
    const kept = new Map<string, boolean>();
    const removed = new Set<string>();
    const maybeRemoved = new Set<string>();
    for (let round = 0; round < rounds; round++) {
      for (const line of await runAndKill(directory, round, 50 + random.below(400))) {
        const [what, id] = line.split(" ") as [string, string];
        if (what === "insert") kept.set(id, false);
        if (what === "update") kept.set(id, true);
        if (what === "deleting") maybeRemoved.add(id);
        if (what === "delete") removed.add(id);
      }
      const server = await startEmbeddedMongo({ directory });
      const client = await mongo.MongoClient.connect(server.uri);
      const found = new Map(
        (await client.db("crash").collection("writes").find().toArray()).map((one) => [String(one._id), one]),
      );
      const byIndex = await client
        .db("crash")
        .collection("writes")
        .countDocuments({ writer: { $gte: "" } });
      await client.close();
      await server.stop();
      const torn = [...found.values()].filter(
        ({ _id, check, n }) => check !== `${_id}:${"x".repeat((n * 37) % 400)}`,
      );
      const lost = [...kept].filter(
        ([id, updated]) =>
          !maybeRemoved.has(id) && (!found.has(id) || (updated && found.get(id)!.updated !== true)),
      );
      const risen = [...removed].filter((id) => found.has(id));
      expect({ round, torn, lost, risen, byIndex }).toEqual({
        round,
        torn: [],
        lost: [],
        risen: [],
        byIndex: found.size,
      });
    }
    expect(kept.size).toBeGreaterThan(rounds);
  }, 240_000);

  it("a torn tail is cut, said, and written over", async () => {
    const directory = await folder();
    const notices: string[] = [];
    for (const bytes of [3, 40]) {
      const server = await startEmbeddedMongo({ directory, onNotice: (line) => notices.push(line) });
      const collection = await connected(server.uri);
      await collection.insertOne({ bytes });
      await server.stop();
      const path = join(directory, "log");
      const { size: at } = await stat(path);
      expect(await inspectDataFolder(directory)).toEqual({ holder: null, logBytes: at, broken: null });
      await appendFile(path, Buffer.alloc(bytes, 0x41));
      const broken = { kind: "unfinished", at };
      expect(await inspectDataFolder(directory)).toEqual({ holder: null, logBytes: at + bytes, broken });
    }
    const server = await start({ directory, onNotice: (line) => notices.push(line) });
    expect(await (await connected(server.uri)).countDocuments()).toBe(2);
    expect(notices).toEqual([
      expect.stringMatching(/recovered 2 records and cut 3 bytes/),
      expect.stringMatching(/recovered 3 records and cut 40 bytes/),
    ]);
  });

  it("damage inside the log keeps what is before it, and what is behind it in a file of its own", async () => {
    const directory = await folder();
    const server = await startEmbeddedMongo({ directory });
    const collection = await connected(server.uri);
    await collection.insertMany([{ text: "first" }, { text: "second" }, { text: "third" }]);
    await server.stop();
    const log = await readFile(join(directory, "log"));
    log[log.indexOf("second")] = 0x53;
    await writeFile(join(directory, "log"), log);
    const report = await inspectDataFolder(directory);
    expect(report?.broken?.kind).toBe("damaged");
    expect(log.indexOf("second") - (report?.broken?.at ?? 0)).toBeLessThan(100);
    expect(await readFile(join(directory, "log"))).toEqual(log);
    const notices: string[] = [];
    const again = await start({ directory, onNotice: (line) => notices.push(line) });
    expect((await (await connected(again.uri)).find().toArray()).map(({ text }) => text)).toEqual(["first"]);
    expect(notices).toHaveLength(2);
    expect((await readdir(directory)).filter((name) => name.startsWith("log.cut-at"))).toHaveLength(1);
  });

  it("a log of another format is refused and left alone", async () => {
    const directory = await folder();
    await writeFile(join(directory, "log"), "embedded-mongo log 0099\nwhatever");
    await expect(startEmbeddedMongo({ directory })).rejects.toThrow(
      /has format 99; this version reads format 1/,
    );
    await expect(inspectDataFolder(directory)).rejects.toThrow(/has format 99/);
    expect(await readFile(join(directory, "log"), "utf8")).toContain("whatever");
    await writeFile(join(directory, "log"), "something else that is longer than a header");
    await expect(startEmbeddedMongo({ directory })).rejects.toThrow(/is not a log/);
  });
});

describe("the disk", () => {
  /** Files whose writes or syncs fail once `fail.on` is set. */
  function failing(): { files: LogFiles; fail: { write?: string; sync?: string } } {
    const fail: { write?: string; sync?: string } = {};
    const asError = (code: string) => Object.assign(new Error(`${code}: injected`), { code });
    const files: LogFiles = {
      ...realFiles,
      open: async (path) => {
        const file = await realFiles.open(path);
        return {
          ...file,
          write: async (bytes, position) => {
            if (!fail.write) return file.write(bytes, position);
            // A full disk writes a part.
            await file.write(bytes.subarray(0, bytes.length >> 1), position);
            throw asError(fail.write);
          },
          sync: async () => {
            if (fail.sync) throw asError(fail.sync);
            await file.sync();
          },
        };
      },
    };
    return { files, fail };
  }

  const removals: [string, (directory: string) => Promise<unknown>][] = [
    ["deleted", (directory) => rm(directory, { recursive: true })],
    ["moved away", (directory) => rename(directory, `${directory}-moved`)],
    [
      "replaced by another",
      (directory) => rename(directory, `${directory}-moved`).then(() => mkdir(directory)),
    ],
  ];

  it.each(removals)(
    "that is %s while the server runs ends it without an acknowledgement",
    async (_what, remove) => {
      const directory = await folder();
      const fatal: Error[] = [];
      const server = await startEmbeddedMongo({ directory, onFatal: (error) => fatal.push(error) });
      closers.push(() => rm(`${directory}-moved`, { recursive: true, force: true }));
      closers.push(server.stop);
      const collection = await connected(server.uri);
      await collection.insertOne({ _id: 1 as never });
      await remove(directory);
      await expect(collection.insertOne({ _id: 2 as never })).rejects.toThrow();
      expect(fatal).toEqual([
        expect.objectContaining({
          message: expect.stringMatching(/log was deleted or moved while the server ran/),
        }),
      ]);
    },
  );

  it.each(removals)("that is %s is noticed without a write", async (_what, remove) => {
    const directory = await folder();
    closers.push(() => rm(`${directory}-moved`, { recursive: true, force: true }));
    const fatal = new Promise<Error>((resolve) => {
      void startEmbeddedMongo({ directory, onFatal: resolve }).then(async (server) => {
        closers.push(server.stop);
        await remove(directory);
      });
    });
    expect((await fatal).message).toMatch(/log was deleted or moved/);
  });

  it("that becomes read-only is noticed without a write", async () => {
    const directory = await folder();
    let isWritable = true;
    const files: LogFiles = { ...failing().files, isWritable: () => Promise.resolve(isWritable) };
    const fatal = new Promise<Error>((resolve) => {
      void startEmbeddedMongo({ directory, files, onFatal: resolve }).then((server) => {
        closers.push(() => server.stop().catch(() => {}));
        isWritable = false;
      });
    });
    expect((await fatal).message).toMatch(/takes no writes/);
  });

  it.each([{ write: "ENOSPC" }, { write: "EROFS" }, { sync: "EIO" }])(
    "that fails ends the server without an acknowledgement (%j)",
    async (failure) => {
      const directory = await folder();
      const { files, fail } = failing();
      const fatal: Error[] = [];
      const server = await startEmbeddedMongo({ directory, files, onFatal: (error) => fatal.push(error) });
      const collection = await connected(server.uri);
      await collection.insertOne({ _id: 1 as never });
      Object.assign(fail, failure);
      const results = await Promise.allSettled(
        [2, 3, 4].map((id) => collection.insertOne({ _id: id as never })),
      );
      expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
      expect(fatal.map(({ message }) => message)).toEqual([
        expect.stringMatching(/cannot write to .*: (ENOSPC|EROFS|EIO): injected/),
      ]);
      await server.stop().catch(() => {});
      const again = await start({ directory });
      const ids = (await (await connected(again.uri)).find().toArray()).map(({ _id }) => Number(_id));
      // A write that was not acknowledged may be stored or not.
      expect(ids).toContain(1);
    },
  );

  it("that is full while the log is rewritten harms nothing", async () => {
    const directory = await folder();
    const { files } = failing();
    const notices: string[] = [];
    const full: LogFiles = {
      ...files,
      open: async (path) => {
        const file = await files.open(path);
        return path.endsWith("log.new")
          ? { ...file, write: () => Promise.reject(new Error("ENOSPC: injected")) }
          : file;
      },
    };
    const server = await startEmbeddedMongo({
      directory,
      files: full,
      compactAboveBytes: 2000,
      onNotice: (line) => notices.push(line),
    });
    const collection = await connected(server.uri);
    for (let i = 0; i < 100; i++)
      await collection.updateOne(
        { _id: 1 as never },
        { $inc: { n: 1 }, $set: { s: "x".repeat(100) } },
        { upsert: true },
      );
    await server.stop();
    expect(notices.join()).toMatch(/could not rewrite its log/);
    const again = await start({ directory });
    expect((await (await connected(again.uri)).findOne({}))?.n).toBe(100);
    expect(await readdir(directory)).not.toContain("log.new");
  });

  it("gets a shorter log when most of it is garbage", async () => {
    const directory = await folder();
    const server = await startEmbeddedMongo({ directory, compactAboveBytes: 20_000 });
    const collection = await connected(server.uri);
    for (let i = 0; i < 1000; i++)
      await collection.updateOne(
        { _id: 1 as never },
        { $inc: { n: 1 }, $set: { s: "x".repeat(200) } },
        { upsert: true },
      );
    await server.stop();
    expect((await stat(join(directory, "log"))).size).toBeLessThan(100_000);
    const again = await start({ directory });
    expect((await (await connected(again.uri)).findOne({}))?.n).toBe(1000);
  });
});

describe("stopping", () => {
  it("in the middle of a long command is no disk error", async () => {
    const fatal: Error[] = [];
    const server = await startEmbeddedMongo({
      directory: await folder(),
      onFatal: (error) => fatal.push(error),
    });
    const collection = await connected(server.uri);
    await collection.insertMany(Array.from({ length: 5000 }, (_, n) => ({ n })));
    const update = collection.updateMany({}, { $inc: { n: 1 } }).catch((error: Error) => error);
    await collection.findOne({});
    await server.stop();
    await update;
    expect(fatal).toEqual([]);
  });
});

describe("the data folder", () => {
  it("is refused to a second server and found by it", async () => {
    const directory = await folder();
    expect(await findRunningEmbeddedMongo(directory)).toBeNull();
    const server = await startEmbeddedMongo({ directory });
    await expect(startEmbeddedMongo({ directory })).rejects.toThrow(DataFolderInUseError);
    expect(await findRunningEmbeddedMongo(directory)).toBe(server.uri);
    await server.stop();
    expect(await findRunningEmbeddedMongo(directory)).toBeNull();
    await start({ directory });
  });

  it("is readable by its owner only", async () => {
    const directory = await folder();
    await start({ directory });
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    for (const name of await readdir(directory))
      expect([name, (await stat(join(directory, name))).mode & 0o777]).toEqual([name, 0o600]);
  });

  it("goes to exactly one of those who find a dead one's lock", async () => {
    for (let round = 0; round < 20; round++) {
      const directory = await folder();
      // No process has a number this high.
      await writeFile(join(directory, "lock.7"), JSON.stringify({ pid: 2 ** 30, processStart: "1" }));
      const results = await Promise.allSettled([1, 2, 3, 4].map(() => startEmbeddedMongo({ directory })));
      const won = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
      const lost = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
      for (const server of won) closers.push(() => server.stop());
      expect(won).toHaveLength(1);
      expect(lost.every((error) => error instanceof DataFolderInUseError)).toBe(true);
    }
  });

  it("is taken over from a process whose number another one has now", async () => {
    const directory = await folder();
    await writeFile(
      join(directory, "lock.1"),
      JSON.stringify({ pid: process.pid, processStart: "long ago" }),
    );
    await start({ directory });
  });

  it("may have a name too long for a socket", async () => {
    const directory = join(await folder(), "x".repeat(120));
    const server = await start({ directory });
    await (await connected(server.uri)).insertOne({ a: 1 });
    expect(await findRunningEmbeddedMongo(directory)).toBe(server.uri);
  });
});
