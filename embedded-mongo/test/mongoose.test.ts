/** mongoose models of ordinary applications, the indexes that their queries use, and TTL. */
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import mongoose, { Schema } from "mongoose";
import { type EmbeddedMongo, startEmbeddedMongo } from "../server.js";

let server: EmbeddedMongo;
let connection: mongoose.Connection;

beforeAll(async () => {
  server = await startEmbeddedMongo({ ttlIntervalSeconds: 0.05 });
  connection = await mongoose.createConnection(server.uri, { dbName: "shop" }).asPromise();
});

afterAll(async () => {
  await connection?.close();
  await server?.stop();
});

describe("a shop", () => {
  it("has customers with addresses, orders that refer to them, and totals", async () => {
    const Customer = connection.model(
      "Customer",
      new Schema(
        {
          name: { type: String, required: true },
          email: { type: String, unique: true, lowercase: true },
          addresses: [{ city: String, zip: String }],
          tags: { type: Map, of: String },
        },
        { timestamps: true },
      ),
    );
    const Order = connection.model(
      "Order",
      new Schema(
        {
          customer: { type: Schema.Types.ObjectId, ref: "Customer", index: true },
          lines: [{ sku: String, price: Number, count: Number }],
          state: { type: String, enum: ["new", "paid"], default: "new" },
        },
        { timestamps: true, optimisticConcurrency: true },
      ),
    );
    await Promise.all([Customer.init(), Order.init()]);
    const ann = await Customer.create({
      name: "Ann",
      email: "Ann@Example.org",
      addresses: [{ city: "Bonn" }],
      tags: { vip: "yes" },
    });
    await expect(Customer.create({ name: "Other", email: "ann@example.org" })).rejects.toMatchObject({
      code: 11000,
      keyValue: { email: "ann@example.org" },
    });
    const order = await Order.create({
      customer: ann._id,
      lines: [
        { sku: "a", price: 110, count: 2 },
        { sku: "b", price: 220, count: 1 },
      ],
    });
    const found = await Order.findOne({ "lines.sku": "b" })
      .populate<{ customer: typeof ann }>("customer")
      .orFail();
    expect(found.customer.name).toBe("Ann");
    expect(found.customer.tags?.get("vip")).toBe("yes");
    ann.addresses.push({ city: "Köln" });
    ann.addresses[0]!.city = "Berlin";
    await ann.save();
    expect((await Customer.findById(ann._id).lean().orFail()).addresses.map(({ city }) => city)).toEqual([
      "Berlin",
      "Köln",
    ]);
    expect((await Customer.findById(ann._id).orFail()).updatedAt.getTime()).toBeGreaterThanOrEqual(
      ann.createdAt.getTime(),
    );
    const [a, b] = await Promise.all([
      Order.findById(order._id).orFail(),
      Order.findById(order._id).orFail(),
    ]);
    a.state = "paid";
    await a.save();
    b.state = "paid";
    b.lines.pop();
    await expect(b.save()).rejects.toBeInstanceOf(mongoose.Error.VersionError);
    const [total] = await Order.aggregate([
      { $unwind: "$lines" },
      { $group: { _id: "$customer", count: { $sum: "$lines.count" }, sum: { $sum: "$lines.price" } } },
    ]);
    expect([total.count, total.sum]).toEqual([3, 330]);
  });

  it("has kinds of products by discriminator", async () => {
    const Product = connection.model("Product", new Schema({ name: String }, { discriminatorKey: "kind" }));
    const Book = Product.discriminator("Book", new Schema({ pages: Number }));
    const Shirt = Product.discriminator("Shirt", new Schema({ size: String }));
    await Book.create({ name: "B", pages: 100 });
    await Shirt.create({ name: "S", size: "M" });
    expect(await Product.countDocuments()).toBe(2);
    expect((await Book.find()).map(({ pages }) => pages)).toEqual([100]);
    expect((await Product.findOne({ kind: "Shirt" }).orFail()).get("size")).toBe("M");
  });

  it("writes in bulk, and reads by cursor", async () => {
    const Counter = connection.model(
      "Counter",
      new Schema({ name: { type: String, unique: true }, n: Number }),
    );
    await Counter.init();
    await Counter.insertMany(Array.from({ length: 300 }, (_, i) => ({ name: `c${i}`, n: i })));
    const result = await Counter.bulkWrite([
      { updateOne: { filter: { name: "c1" }, update: { $inc: { n: 1000 } } } },
      { updateOne: { filter: { name: "new" }, update: { n: 1 }, upsert: true } },
      { deleteMany: { filter: { n: { $lt: 10 } } } },
      { insertOne: { document: { name: "last", n: 5 } } },
    ]);
    expect([result.modifiedCount, result.upsertedCount, result.deletedCount, result.insertedCount]).toEqual([
      1, 1, 10, 1,
    ]);
    const seen: string[] = [];
    for await (const counter of Counter.find().sort({ name: 1 }).cursor({ batchSize: 40 }))
      seen.push(counter.name!);
    expect(seen).toEqual([...seen].sort());
    expect(seen).toHaveLength(292);
    expect(await Counter.exists({ name: "last" })).toBeTruthy();
    expect(
      await Counter.findOneAndUpdate({ name: "last" }, { $inc: { n: 1 } }, { returnDocument: "after" }).then(
        (one) => one?.n,
      ),
    ).toBe(6);
    expect((await Counter.updateMany({ n: { $gt: 100 } }, { $unset: { n: 1 } })).modifiedCount).toBe(200);
    expect(await Counter.distinct("n", { n: { $lt: 12 } })).toEqual([6, 10, 11]);
  });

  it("keeps its indexes in step with the schema", async () => {
    const Item = connection.model(
      "Item",
      new Schema({ a: Number, b: String }).index({ a: 1, b: -1 }).index({ b: 1 }, { sparse: true }),
    );
    await Item.init();
    await Item.collection.createIndex({ old: 1 });
    expect(await Item.syncIndexes()).toEqual(["old_1"]);
    expect(Object.keys(await Item.collection.indexInformation())).toEqual(["_id_", "a_1_b_-1", "b_1"]);
  });

  it("forgets what its TTL index says", async () => {
    const Session = connection.model(
      "Session",
      new Schema({ name: String, until: { type: Date, expires: 0 } }),
    );
    await Session.init();
    await Session.create([
      { name: "old", until: new Date(Date.now() - 1000) },
      { name: "young", until: new Date(Date.now() + 60_000) },
      { name: "eternal" },
    ]);
    while ((await Session.countDocuments()) > 2) await wait(10);
    expect((await Session.find().sort({ name: 1 })).map(({ name }) => name)).toEqual(["eternal", "young"]);
  });
});

describe("an index", () => {
  type Tree = { stage?: string; indexName?: string; inputStage?: Tree };
  const stages = (tree: Tree | undefined): string[] =>
    tree
      ? [tree.indexName ? `${tree.stage} ${tree.indexName}` : tree.stage!, ...stages(tree.inputStage)]
      : [];

  async function tasks(): Promise<mongoose.mongo.Collection> {
    const collection = connection.db!.collection("tasks");
    if ((await collection.countDocuments()) > 0) return collection;
    await collection.createIndexes([
      { key: { viewerIds: 1, createdAt: -1, _id: -1 }, name: "page" },
      { key: { usernameKey: 1 }, name: "user", unique: true },
      { key: { "outbox.id": 1 }, name: "outbox", partialFilterExpression: { "outbox.0": { $exists: true } } },
    ]);
    await collection.insertMany(
      Array.from({ length: 2000 }, (_, i) => ({
        _id: i as never,
        viewerIds: [`u${i % 10}`, `u${(i + 1) % 10}`],
        createdAt: new Date(i * 1000),
        usernameKey: `name${i}`,
        outbox: i % 100 ? [] : [{ id: i }],
        deletedAt: null,
      })),
    );
    return collection;
  }

  it("finds an element that is named by its place, beside fields of the same array's elements", async () => {
    const collection = connection.db!.collection<{ _id: number; a: unknown[] }>("places");
    const name = await collection.createIndex({ "a.0": -1, "a.a": 1 });
    await collection.insertOne({ _id: 1, a: [[7, 8], { a: 1 }] });
    const filter = { "a.0": { $elemMatch: { $gte: 8 } }, "a.a": { $ne: -1 } };
    expect(await collection.countDocuments(filter, { hint: name })).toBe(1);
    expect(await collection.countDocuments(filter, { hint: { $natural: 1 } })).toBe(1);
  });

  it("is built while documents change, and holds what they are in the end", async () => {
    const collection = connection.db!.collection<{ _id: number; n: number }>("growing");
    await collection.insertMany(Array.from({ length: 20_000 }, (_, i) => ({ _id: i, n: i })));
    // Connections that stand: to open one takes longer than the index on a busy machine.
    await Promise.all(Array.from({ length: 5 }, () => connection.db!.command({ ping: 1 })));
    const order: string[] = [];
    const built = Promise.all([
      collection.createIndex({ n: 1 }, { unique: true }),
      collection.createIndex({ n: 1 }, { unique: true }),
    ]).then(() => order.push("built"));
    await Promise.all([
      collection.deleteMany({ _id: { $lt: 100 } }),
      collection.updateMany({ _id: { $gte: 100, $lt: 200 } }, { $inc: { n: 100_000 } }),
      collection.insertMany([
        { _id: 20_000, n: 20_000 },
        { _id: 7, n: 7 },
      ]),
    ]).then(() => order.push("written"));
    await built;
    expect(order).toEqual(["written", "built"]);
    expect(Object.keys(await collection.indexInformation())).toEqual(["_id_", "n_1"]);
    const byIndex = await collection.find({ n: { $gte: 0 } }, { hint: "n_1" }).toArray();
    const byScan = await collection.find({}, { hint: { $natural: 1 } }).toArray();
    expect(byIndex).toEqual(byScan.sort((a, b) => a.n - b.n));
    expect(byIndex).toHaveLength(19_902);
  });

  it.each<[string, object, Record<string, 1 | -1>, string[], number]>([
    ["by ids", { _id: { $in: [1, 5, 7] } }, {}, ["FETCH", "IXSCAN _id_"], 3],
    ["by a unique name", { usernameKey: "name7" }, {}, ["FETCH", "IXSCAN user"], 1],
    [
      "a run of names in order",
      { usernameKey: { $gte: "name10", $lt: "name11" } },
      { usernameKey: 1, _id: 1 },
      ["SORT", "FETCH", "IXSCAN user"],
      111,
    ],
    [
      "names in order",
      { usernameKey: { $gte: "name10", $lt: "name11" } },
      { usernameKey: 1 },
      ["FETCH", "IXSCAN user"],
      111,
    ],
    [
      "names by their beginning",
      { usernameKey: /^name199/ },
      { usernameKey: -1 },
      ["FETCH", "IXSCAN user"],
      11,
    ],
    [
      "a page after a cursor",
      {
        viewerIds: "u1",
        deletedAt: null,
        createdAt: { $lte: new Date(900_000) },
        $or: [{ createdAt: { $lt: new Date(900_000) } }, { _id: { $lt: 5 } }],
      },
      { createdAt: -1, _id: -1 },
      ["FETCH", "IXSCAN page"],
      180,
    ],
    [
      "what two can see",
      { viewerIds: { $all: ["u1", "u2"] } },
      { createdAt: -1, _id: -1 },
      ["FETCH", "IXSCAN page"],
      200,
    ],
    ["either of two", { $or: [{ usernameKey: "name1" }, { _id: 2 }] }, {}, ["FETCH", "OR"], 2],
    [
      "by an outbox entry",
      { "outbox.0": { $exists: true }, "outbox.id": { $gte: 1000 } },
      {},
      ["FETCH", "IXSCAN outbox"],
      10,
    ],
    ["nothing but by looking at all", { deletedAt: null }, {}, ["COLLSCAN"], 2000],
    ["all in the order of something without an index", {}, { deletedAt: 1 }, ["SORT", "COLLSCAN"], 2000],
  ])("serves %s", async (_, filter, sort, plan, count) => {
    const explained = await (await tasks()).find(filter).sort(sort).explain("executionStats");
    expect(stages(explained.queryPlanner.winningPlan)).toEqual(plan);
    const { nReturned, totalDocsExamined } = explained.executionStats;
    expect(nReturned).toBe(count);
    if (plan.at(-1)!.startsWith("IXSCAN")) expect(totalDocsExamined).toBeLessThanOrEqual(count * 3);
  });

  it("serves updates, deletes, counts, findAndModify and each part of a union", async () => {
    const { collectionName } = await tasks();
    const query = { usernameKey: "name7" };
    const explain = async (command: object) =>
      (await connection.db!.command({ explain: command, verbosity: "executionStats" })) as Record<
        string,
        never
      >;
    for (const command of [
      { update: collectionName, updates: [{ q: query, u: { $set: { x: 1 } } }] },
      { delete: collectionName, deletes: [{ q: query, limit: 1 }] },
      { count: collectionName, query },
      { distinct: collectionName, key: "_id", query },
      { findAndModify: collectionName, query, update: { $set: { x: 1 } } },
    ]) {
      const explained = JSON.stringify(await explain(command));
      expect(explained).toContain('"indexName":"user"');
      expect(explained).toContain('"totalDocsExamined":1,');
    }
    const union = JSON.stringify(
      await explain({
        aggregate: collectionName,
        pipeline: [
          { $match: query },
          { $unionWith: { coll: collectionName, pipeline: [{ $match: { _id: 3 } }] } },
        ],
        cursor: {},
      }),
    );
    expect(union).toContain('"indexName":"user"');
    expect(union).toContain('"indexName":"_id_"');
    expect(await connection.db!.collection(collectionName).countDocuments({ x: 1 })).toBe(0);
  });

  it("leaves the event loop free during a long scan", async () => {
    const collection = connection.db!.collection("long");
    await collection.insertMany(Array.from({ length: 20_000 }, (_, i) => ({ i, text: "x".repeat(200) })));
    // Of processor time: a busy machine gives the loop no turn either.
    let longest = 0;
    let last = process.cpuUsage();
    const timer = setInterval(() => {
      const { user, system } = process.cpuUsage(last);
      longest = Math.max(longest, (user + system) / 1_000);
      last = process.cpuUsage();
    }, 1);
    await collection.countDocuments({ text: /y/ });
    clearInterval(timer);
    expect(longest).toBeLessThan(100);
  });
});
