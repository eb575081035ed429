/** The wire protocol with malformed input, and the refusal of features that are not supported. */
import { connect, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { serialize } from "bson";
import { mongo } from "mongoose";
import { type EmbeddedMongo, startEmbeddedMongo } from "../server.js";
import { createRandom, seedOfRun } from "./support/random.js";

const seed = seedOfRun();
const frames = process.env.TEST_TIER === "full" ? 20_000 : 600;
let server: EmbeddedMongo;
let client: mongo.MongoClient;
let database: mongo.Db;

beforeAll(async () => {
  server = await startEmbeddedMongo();
  client = await mongo.MongoClient.connect(server.uri);
  database = client.db("wire");
});

afterAll(async () => {
  await client.close();
  await server.stop();
});

function open(): Promise<Socket> {
  const port = Number(new URL(server.uri).port);
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => resolve(socket));
    socket.once("error", reject);
  });
}

/** Resolves to the first bytes of a reply, or "closed". */
function replyOf(socket: Socket): Promise<"closed" | Buffer> {
  return new Promise((resolve) => {
    socket.once("data", resolve);
    socket.once("close", () => resolve("closed"));
    socket.on("error", () => resolve("closed"));
  });
}

function message(body: object, flags = 0): Buffer {
  const document = Buffer.from(serialize(body));
  const bytes = Buffer.alloc(21 + document.length);
  bytes.writeInt32LE(bytes.length, 0);
  bytes.writeInt32LE(7, 4);
  bytes.writeInt32LE(2013, 12);
  bytes.writeUInt32LE(flags, 16);
  document.copy(bytes, 21);
  return bytes;
}

describe("a connection", () => {
  it.each([
    ["a message longer than the limit", () => Buffer.from([0xff, 0xff, 0xff, 0x7f, ...Buffer.alloc(12)])],
    ["a message shorter than its header", () => Buffer.from([4, 0, 0, 0, ...Buffer.alloc(12)])],
    ["a negative length", () => Buffer.from([0xff, 0xff, 0xff, 0xff, ...Buffer.alloc(12)])],
    ["an unknown opcode", () => Buffer.from([16, 0, 0, 0, ...Buffer.alloc(12)])],
    ["unknown required flags", () => message({ ping: 1, $db: "wire" }, 1 << 5)],
    ["HTTP", () => Buffer.from("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")],
  ])("with %s is closed, and others go on", async (_, bytes) => {
    const socket = await open();
    socket.write(bytes());
    expect(await replyOf(socket)).toBe("closed");
    expect((await database.command({ ping: 1 })).ok).toBe(1);
  });

  it("may send a message byte by byte", async () => {
    const socket = await open();
    const reply = replyOf(socket);
    for (const byte of message({ ping: 1, $db: "wire" })) socket.write(Buffer.from([byte]));
    expect(Buffer.isBuffer(await reply)).toBe(true);
    socket.destroy();
  });

  it("may send many messages at once, and gets its replies in order", async () => {
    const socket = await open();
    const ids: number[] = [];
    const done = new Promise<void>((resolve) => {
      let rest = Buffer.alloc(0);
      socket.on("data", (chunk) => {
        rest = Buffer.concat([rest, chunk]);
        while (rest.length >= 4 && rest.length >= rest.readInt32LE(0)) {
          ids.push(rest.readInt32LE(8));
          rest = rest.subarray(rest.readInt32LE(0));
        }
        if (ids.length === 50) resolve();
      });
    });
    const all = Array.from({ length: 50 }, (_, i) => {
      const bytes = message({ ping: 1, $db: "wire" });
      bytes.writeInt32LE(i, 4);
      return bytes;
    });
    socket.write(Buffer.concat(all));
    await done;
    expect(ids).toEqual(Array.from({ length: 50 }, (_, i) => i));
    socket.destroy();
  });

  it("that stops in the middle of a message does not hold up others", async () => {
    const sockets = await Promise.all(Array.from({ length: 20 }, open));
    for (const socket of sockets) socket.write(message({ ping: 1, $db: "wire" }).subarray(0, 30));
    expect((await database.command({ ping: 1 })).ok).toBe(1);
    for (const socket of sockets) socket.destroy();
  });

  it("gets no reply when it asked for none", async () => {
    const socket = await open();
    const reply = replyOf(socket);
    socket.write(
      Buffer.concat([
        message({ insert: "quiet", documents: [{ _id: 1 }], $db: "wire" }, 2),
        message({ ping: 1, $db: "wire" }),
      ]),
    );
    const first = (await reply) as Buffer;
    expect(first.length).toBe(first.readInt32LE(0));
    expect(await database.collection("quiet").countDocuments()).toBe(1);
    socket.destroy();
  });

  it(`survives ${frames} random and mutated frames (seed ${seed})`, async () => {
    const random = createRandom(seed);
    const good = [
      message({ ping: 1, $db: "wire" }),
      message({ find: "c", filter: { a: { $in: [1, "x", null] }, b: /x/ }, sort: { a: 1 }, $db: "wire" }),
      message({ insert: "c", documents: [{ a: [1, { b: new Date() }], c: "text" }], $db: "wire" }),
      message({
        update: "c",
        updates: [
          { q: { a: 1 }, u: { $set: { "a.b": 2 }, $push: { l: { $each: [1], $slice: 3 } } }, upsert: true },
        ],
        $db: "wire",
      }),
      message({
        aggregate: "c",
        pipeline: [{ $group: { _id: "$a", n: { $sum: 1 } } }],
        cursor: {},
        $db: "wire",
      }),
      message({ createIndexes: "c", indexes: [{ key: { a: 1 }, name: "a_1" }], $db: "wire" }),
    ];
    const before = process.memoryUsage().rss;
    for (let i = 0; i < frames; i += 50) {
      const socket = await open();
      const closed = new Promise((resolve) => socket.once("close", resolve));
      socket.on("error", () => {});
      socket.resume();
      for (let j = 0; j < 50; j++) {
        const bytes = Buffer.from(random.pick(good));
        const changes = 1 + random.below(4);
        // Most keep their length, so that the server parses the content.
        for (let k = 0; k < changes; k++)
          bytes[random.chance(0.1) ? random.below(bytes.length) : 16 + random.below(bytes.length - 16)] =
            random.below(256);
        if (!socket.destroyed)
          socket.write(random.chance(0.05) ? bytes.subarray(0, random.below(bytes.length)) : bytes);
      }
      socket.end();
      await Promise.race([closed, wait(2000, undefined, { ref: false })]);
      socket.destroy();
    }
    expect((await database.command({ ping: 1 })).ok).toBe(1);
    expect(process.memoryUsage().rss - before).toBeLessThan(300 << 20);
  }, 120_000);

  it("is refused documents nested more than 100 levels deep", async () => {
    let deep: object = {};
    for (let i = 0; i < 101; i++) deep = { a: deep };
    await expect(database.collection("deep").insertOne(deep)).rejects.toThrow(/depth/);
    let array: unknown = [];
    for (let i = 0; i < 500; i++) array = [array];
    await expect(database.collection("deep").insertOne({ array })).rejects.toThrow(/depth/);
    expect(await database.collection("deep").countDocuments()).toBe(0);
  });

  it("cannot reach an object's prototype by a field's name", async () => {
    const collection = database.collection("proto");
    const body = JSON.parse(
      '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}',
    );
    await collection.insertOne(body);
    await collection.updateOne({}, { $set: { "constructor.prototype.polluted": 1, "toString.x": 1 } });
    await expect(collection.updateOne({}, { $set: { "__proto__.polluted": 1 } })).rejects.toThrow();
    await collection.find({ toString: { $exists: true } }).toArray();
    await collection
      .aggregate([{ $project: { x: "$constructor.name" } }, { $group: { _id: "$__proto__" } }])
      .toArray();
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect(await collection.countDocuments({ valueOf: { $exists: true } })).toBe(0);
  });
});

describe("what is left out", () => {
  it.each<[string, object]>([
    ["$where", { find: "c", filter: { $where: "true" } }],
    ["$text", { find: "c", filter: { $text: { $search: "x" } } }],
    ["$near", { find: "c", filter: { a: { $near: [0, 0] } } }],
    ["$jsonSchema", { find: "c", filter: { $jsonSchema: {} } }],
    ["collations", { find: "c", collation: { locale: "de" } }],
    ["tailable cursors", { find: "c", tailable: true }],
    ["min and max", { find: "c", min: { a: 1 }, hint: { a: 1 } }],
    ["change streams", { aggregate: "c", pipeline: [{ $changeStream: {} }], cursor: {} }],
    ["$out", { aggregate: "c", pipeline: [{ $out: "d" }], cursor: {} }],
    ["$merge", { aggregate: "c", pipeline: [{ $merge: "d" }], cursor: {} }],
    ["$graphLookup", { aggregate: "c", pipeline: [{ $graphLookup: {} }], cursor: {} }],
    [
      "$function",
      {
        aggregate: "c",
        pipeline: [{ $project: { x: { $function: { body: "1", args: [], lang: "js" } } } }],
        cursor: {},
      },
    ],
    ["text indexes", { createIndexes: "c", indexes: [{ key: { a: "text" }, name: "x" }] }],
    ["geo indexes", { createIndexes: "c", indexes: [{ key: { a: "2dsphere" }, name: "x" }] }],
    ["wildcard indexes", { createIndexes: "c", indexes: [{ key: { "$**": 1 }, name: "x" }] }],
    ["capped collections", { create: "capped", capped: true, size: 1000 }],
    ["validators", { create: "validated", validator: { a: 1 } }],
    ["views", { create: "view", viewOn: "c", pipeline: [] }],
    ["snapshot reads", { find: "c", readConcern: { level: "snapshot" } }],
    ["$bitsAllSet", { find: "c", filter: { a: { $bitsAllSet: 1 } } }],
    ["$dateTrunc", { find: "c", filter: { $expr: { $dateTrunc: { date: "$a", unit: "month" } } } }],
    ["$top", { aggregate: "c", pipeline: [{ $group: { _id: 1, x: { $top: {} } } }], cursor: {} }],
    ["hidden indexes", { createIndexes: "c", indexes: [{ key: { a: 1 }, name: "x", hidden: true }] }],
  ])("says so: %s", async (_, command) => {
    await database.collection("c").insertOne({ a: [0, 0] });
    await expect(database.command(command)).rejects.toMatchObject({ code: 238, codeName: "NotImplemented" });
  });

  it.each([
    ["mapReduce", { mapReduce: "c" }],
    ["createUser", { createUser: "x", pwd: "y", roles: [] }],
    ["collMod", { collMod: "c" }],
  ])("does not know the command %s", async (_, command) => {
    await expect(database.command(command)).rejects.toMatchObject({ code: 59, codeName: "CommandNotFound" });
  });

  it.each([
    ["a write", { insert: "c", documents: [{}], txnNumber: 1 }],
    ["a read", { find: "c", startTransaction: true, autocommit: false, txnNumber: 1 }],
    ["a commit", { commitTransaction: 1, autocommit: false, txnNumber: 1 }],
  ])("refuses a transaction's part as a standalone server does: %s", async (_, command) => {
    await expect(database.command(command)).rejects.toMatchObject({ code: 20, codeName: "IllegalOperation" });
  });

  it("lets the driver open sessions, and fails their transactions", async () => {
    const session = client.startSession();
    session.startTransaction();
    const write = database.collection("c").insertOne({ a: 1 }, { session });
    await expect(write).rejects.toThrow(/does not support retryable writes/);
    const read = database.collection("c").findOne({}, { session });
    await expect(read).rejects.toMatchObject({ code: 20 });
    await session.abortTransaction();
    await session.endSession();
  });

  it("refuses to listen for anyone but this machine", async () => {
    await expect(startEmbeddedMongo({ listen: { host: "0.0.0.0", port: 0 } })).rejects.toThrow(
      /loopback only/,
    );
  });
});
