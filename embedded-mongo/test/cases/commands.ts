/** Cases of whole operations through the driver: writes, indexes, cursors, errors. */
import { Double, Long, ObjectId, UUID } from "bson";
import type { mongo } from "mongoose";

type Collection = mongo.Collection;

/** Runs on a new collection; `expected` is the result, or fields of the error. */
export interface OperationCase {
  title: string;
  run: (collection: Collection, database: mongo.Db) => Promise<unknown>;
  expected: unknown;
}

const make = (title: string, run: OperationCase["run"], expected: unknown): OperationCase => ({
  title,
  run,
  expected,
});
const fails = (code: number, more: object = {}) => ({ failed: { code, ...more } });
const plain = { _id: 0 } as const;

async function filled(collection: Collection, count: number): Promise<void> {
  await collection.insertMany(
    Array.from({ length: count }, (_, i) => ({ _id: i as never, n: i, even: i % 2 === 0 })),
  );
}

export const operationCases: OperationCase[] = [
  make(
    "insertOne returns the id that it generated",
    async (c) => ObjectId.isValid((await c.insertOne({ a: 1 })).insertedId),
    true,
  ),
  make(
    "insertOne keeps every type",
    async (c) => {
      await c.insertOne({ d: new Double(1), l: Long.fromNumber(1), i: 1 });
      const [found] = await c.find({}, { promoteValues: false, projection: plain }).toArray();
      return Object.values(found!).map((value) => (value as { _bsontype: string })._bsontype);
    },
    ["Double", "Long", "Int32"],
  ),
  make(
    "a second document with the _id is a duplicate",
    async (c) => {
      await c.insertOne({ _id: 1 as never });
      await c.insertOne({ _id: 1 as never });
    },
    fails(11000, { keyPattern: { _id: 1 }, keyValue: { _id: 1 } }),
  ),
  make(
    "the _id 1.0 is the _id 1",
    async (c) => {
      await c.insertOne({ _id: 1 as never });
      await c.insertOne({ _id: new Double(1) as never });
    },
    fails(11000),
  ),
  make("an array is no _id", async (c) => c.insertOne({ _id: [1] as never }), fails(2)),
  make("a regex is no _id", async (c) => c.insertOne({ _id: /a/ as never }), fails(2)),
  make(
    "a subdocument may be an _id",
    async (c) => {
      await c.insertOne({ _id: { a: 1, b: 2 } as never });
      return c.countDocuments({ _id: { a: 1, b: 2 } as never });
    },
    1,
  ),
  make(
    "an ordered insertMany stops at its first error",
    async (c) => {
      await c.insertMany([{ _id: 1 as never }, { _id: 1 as never }, { _id: 2 as never }]).catch(() => {});
      return c.countDocuments();
    },
    1,
  ),
  make(
    "an unordered insertMany goes on",
    async (c) => {
      await c
        .insertMany([{ _id: 1 as never }, { _id: 1 as never }, { _id: 2 as never }], { ordered: false })
        .catch(() => {});
      return c.countDocuments();
    },
    2,
  ),
  make(
    "updateOne tells matched and modified",
    async (c) => {
      await filled(c, 2);
      const { matchedCount, modifiedCount } = await c.updateOne({ n: 1 }, { $set: { n: 1 } });
      return [matchedCount, modifiedCount];
    },
    [1, 0],
  ),
  make(
    "updateMany changes all",
    async (c) => {
      await filled(c, 4);
      const { matchedCount, modifiedCount } = await c.updateMany({ even: true }, { $inc: { n: 10 } });
      return [matchedCount, modifiedCount];
    },
    [2, 2],
  ),
  make(
    "updateMany over the index it changes updates each document once",
    async (c) => {
      await filled(c, 50);
      await c.createIndex({ n: 1 });
      await c.updateMany({ n: { $gte: 0 } }, { $inc: { n: 100 } }, { hint: { n: 1 } });
      return c.countDocuments({ n: { $gte: 100, $lt: 200 } });
    },
    50,
  ),
  make(
    "an upsert takes fields from the filter",
    async (c) => {
      await c.updateOne(
        { a: 1, b: { $gt: 5 }, "c.d": 2, e: { $eq: 3 } },
        { $set: { x: 1 }, $setOnInsert: { y: 2 } },
        { upsert: true },
      );
      return c.findOne({}, { projection: plain });
    },
    { a: 1, c: { d: 2 }, e: 3, x: 1, y: 2 },
  ),
  make(
    "an upsert takes the _id from the filter",
    async (c) => (await c.updateOne({ _id: 7 as never }, { $set: { x: 1 } }, { upsert: true })).upsertedId,
    7,
  ),
  make(
    "an upsert that finds something updates it",
    async (c) => {
      await c.insertOne({ _id: 1 as never, a: 1 });
      const { upsertedCount, modifiedCount } = await c.updateOne(
        { a: 1 },
        { $set: { x: 1 }, $setOnInsert: { y: 1 } },
        { upsert: true },
      );
      return [upsertedCount, modifiedCount, await c.findOne({})];
    },
    [0, 1, { _id: 1, a: 1, x: 1 }],
  ),
  make(
    "an upsert with $and takes both fields",
    async (c) => {
      await c.updateOne({ $and: [{ a: 1 }, { b: 2 }] }, { $set: { x: 1 } }, { upsert: true });
      return c.findOne({}, { projection: plain });
    },
    { a: 1, b: 2, x: 1 },
  ),
  make(
    "an upsert with a field named twice is refused",
    (c) => c.updateOne({ $and: [{ a: 1 }, { a: 2 }] }, { $set: { x: 1 } }, { upsert: true }),
    fails(54),
  ),
  make(
    "an upsert by $inc starts from nothing",
    async (c) => {
      await c.updateOne({ _id: 1 as never }, { $inc: { n: 5 }, $push: { l: 1 as never } }, { upsert: true });
      return c.findOne({});
    },
    { _id: 1, l: [1], n: 5 },
  ),
  make(
    "replaceOne keeps only the _id",
    async (c) => {
      await c.insertOne({ _id: 1 as never, a: 1, b: 2 });
      await c.replaceOne({ a: 1 }, { c: 3 });
      return c.findOne({});
    },
    { _id: 1, c: 3 },
  ),
  make(
    "replaceOne cannot change the _id",
    async (c) => {
      await c.insertOne({ _id: 1 as never, a: 1 });
      await c.replaceOne({ a: 1 }, { _id: 2 as never, a: 1 });
    },
    fails(66),
  ),
  make(
    "replaceOne upserts with the filter's _id",
    async (c) => {
      await c.replaceOne({ _id: 5 as never, z: 1 }, { a: 1 }, { upsert: true });
      return c.findOne({});
    },
    { _id: 5, a: 1 },
  ),
  make(
    "an update into a duplicate is refused",
    async (c) => {
      await c.createIndex({ n: 1 }, { unique: true });
      await filled(c, 2);
      await c.updateOne({ n: 0 }, { $set: { n: 1 } });
    },
    fails(11000, { keyPattern: { n: 1 }, keyValue: { n: 1 } }),
  ),
  make(
    "deleteOne removes one",
    async (c) => {
      await filled(c, 4);
      return [(await c.deleteOne({ even: true })).deletedCount, await c.countDocuments()];
    },
    [1, 3],
  ),
  make(
    "deleteMany removes all",
    async (c) => {
      await filled(c, 4);
      return [(await c.deleteMany({ even: true })).deletedCount, await c.countDocuments()];
    },
    [2, 2],
  ),
  make(
    "findOneAndUpdate returns the document before",
    async (c) => {
      await c.insertOne({ _id: 1 as never, n: 1 });
      return c.findOneAndUpdate({ n: 1 }, { $inc: { n: 1 } });
    },
    { _id: 1, n: 1 },
  ),
  make(
    "findOneAndUpdate returns the document after",
    async (c) => {
      await c.insertOne({ _id: 1 as never, n: 1 });
      return c.findOneAndUpdate({ n: 1 }, { $inc: { n: 1 } }, { returnDocument: "after" });
    },
    { _id: 1, n: 2 },
  ),
  make(
    "findOneAndUpdate follows the sort",
    async (c) => {
      await filled(c, 3);
      return (await c.findOneAndUpdate({}, { $set: { x: 1 } }, { sort: { n: -1 } }))?.n;
    },
    2,
  ),
  make(
    "findOneAndUpdate projects",
    async (c) => {
      await c.insertOne({ _id: 1 as never, n: 1, m: 2 });
      return c.findOneAndUpdate(
        {},
        { $inc: { n: 1 } },
        { projection: { n: 1, _id: 0 }, returnDocument: "after" },
      );
    },
    { n: 2 },
  ),
  make(
    "findOneAndUpdate upserts",
    async (c) =>
      c.findOneAndUpdate({ _id: 1 as never }, { $set: { a: 1 } }, { upsert: true, returnDocument: "after" }),
    { _id: 1, a: 1 },
  ),
  make(
    "findOneAndUpdate that inserts has no document before",
    async (c) => c.findOneAndUpdate({ _id: 1 as never }, { $set: { a: 1 } }, { upsert: true }),
    null,
  ),
  make(
    "findOneAndUpdate tells what it did",
    async (c) =>
      (
        await c.findOneAndUpdate(
          { _id: 1 as never },
          { $set: { a: 1 } },
          { upsert: true, includeResultMetadata: true },
        )
      ).lastErrorObject,
    { n: 1, updatedExisting: false, upserted: 1 },
  ),
  make(
    "findOneAndUpdate with a positional $",
    async (c) => {
      await c.insertOne({ _id: 1 as never, l: [1, 2, 3] });
      return c.findOneAndUpdate({ l: 2 }, { $set: { "l.$": 9 } }, { returnDocument: "after" });
    },
    { _id: 1, l: [1, 9, 3] },
  ),
  make(
    "findOneAndReplace replaces",
    async (c) => {
      await c.insertOne({ _id: 1 as never, a: 1 });
      return c.findOneAndReplace({ a: 1 }, { b: 1 }, { returnDocument: "after" });
    },
    { _id: 1, b: 1 },
  ),
  make(
    "findOneAndDelete removes and returns",
    async (c) => {
      await filled(c, 3);
      return [(await c.findOneAndDelete({ even: true }, { sort: { n: -1 } }))?.n, await c.countDocuments()];
    },
    [2, 2],
  ),
  make("findOneAndDelete of nothing returns null", (c) => c.findOneAndDelete({ a: 1 }), null),
  make(
    "bulkWrite does each in order",
    async (c) => {
      const result = await c.bulkWrite([
        { insertOne: { document: { _id: 1 as never, n: 1 } } },
        { updateOne: { filter: { n: 1 }, update: { $inc: { n: 1 } } } },
        { updateMany: { filter: { n: 2 }, update: { $set: { m: 1 } } } },
        { replaceOne: { filter: { _id: 9 as never }, replacement: { n: 9 }, upsert: true } },
        { deleteOne: { filter: { _id: 1 as never } } },
      ]);
      return [
        result.insertedCount,
        result.matchedCount,
        result.modifiedCount,
        result.upsertedCount,
        result.deletedCount,
      ];
    },
    [1, 2, 2, 1, 1],
  ),
  make(
    "an unordered bulkWrite reports every error",
    async (c) => {
      const error = await c
        .bulkWrite(
          [1, 1, 2, 2].map((number) => ({ insertOne: { document: { _id: number as never } } })),
          { ordered: false },
        )
        .then(
          () => null,
          (e) => e,
        );
      return [error.writeErrors.length, error.result.insertedCount];
    },
    [2, 2],
  ),
  make(
    "countDocuments skips and limits",
    async (c) => {
      await filled(c, 10);
      return c.countDocuments({ n: { $gt: 2 } }, { skip: 2, limit: 3 });
    },
    3,
  ),
  make(
    "estimatedDocumentCount counts all",
    async (c) => {
      await filled(c, 10);
      return c.estimatedDocumentCount();
    },
    10,
  ),
  make(
    "distinct takes array elements apart",
    async (c) => {
      await c.insertMany([{ a: [1, 2] }, { a: 2 }, { a: null }, {}, { a: "x" }]);
      return c.distinct("a");
    },
    [null, 1, 2, "x"],
  ),
  make(
    "distinct goes through a path",
    async (c) => {
      await c.insertMany([{ a: [{ b: 1 }, { b: 2 }] }, { a: { b: 2 } }]);
      return c.distinct("a.b");
    },
    [1, 2],
  ),
  make(
    "distinct with a filter",
    async (c) => {
      await filled(c, 6);
      return c.distinct("n", { even: true });
    },
    [0, 2, 4],
  ),
  make(
    "skip and limit",
    async (c) => {
      await filled(c, 10);
      return (await c.find().sort({ n: 1 }).skip(3).limit(2).toArray()).map((d) => d.n);
    },
    [3, 4],
  ),
  make(
    "a cursor goes through batches",
    async (c) => {
      await filled(c, 250);
      return (await c.find().batchSize(7).toArray()).length;
    },
    250,
  ),
  make(
    "a cursor sees each document once although they are updated meanwhile",
    async (c) => {
      await filled(c, 100);
      const seen = new Set();
      for await (const document of c.find().batchSize(5)) {
        seen.add(document.n);
        await c.updateOne({ _id: document._id }, { $set: { seen: true } });
      }
      return seen.size;
    },
    100,
  ),
  make(
    "a sorted cursor goes through batches in order",
    async (c) => {
      await filled(c, 50);
      return (await c.find().sort({ n: -1 }).batchSize(7).toArray())
        .map((d) => d.n)
        .every((n, i) => n === 49 - i);
    },
    true,
  ),
  make(
    "a limit ends a cursor",
    async (c) => {
      await filled(c, 50);
      return (await c.find().limit(12).batchSize(5).toArray()).length;
    },
    12,
  ),
  make(
    "getMore on an unknown cursor is refused",
    (c, db) => db.command({ getMore: Long.fromNumber(12345), collection: c.collectionName }),
    fails(43),
  ),
  make(
    "killCursors closes",
    async (c, db) => {
      await filled(c, 10);
      const { cursor } = await db.command({ find: c.collectionName, batchSize: 2 });
      const { cursorsKilled } = await db.command({ killCursors: c.collectionName, cursors: [cursor.id] });
      return cursorsKilled.length;
    },
    1,
  ),
  make(
    "find with batchSize 0 opens a cursor",
    async (c, db) => {
      await filled(c, 3);
      const { cursor } = await db.command({ find: c.collectionName, batchSize: 0 });
      const { cursor: next } = await db.command(
        { getMore: cursor.id, collection: c.collectionName },
        { promoteLongs: true },
      );
      return [cursor.firstBatch.length, next.nextBatch.length];
    },
    [0, 3],
  ),
  make("find on a collection that is not there finds nothing", (c) => c.find().toArray(), []),
  make(
    "a hint of no index is refused",
    (c) => c.insertOne({ a: 1 }).then(() => c.find({}, { hint: "nope" }).toArray()),
    fails(2),
  ),
  make(
    "a negative skip is refused",
    (c, db) => db.command({ find: c.collectionName, skip: -1 }),
    fails(51024),
  ),
  make(
    "an unknown option is refused",
    (c, db) => db.command({ find: c.collectionName, foo: 1 }),
    fails(40415),
  ),
  make("an unknown command is refused", (_, db) => db.command({ fooBar: 1 }), fails(59)),
  make(
    "a sort direction other than 1 and -1 is refused",
    (c, db) => c.insertOne({ a: 1 }).then(() => db.command({ find: c.collectionName, sort: { a: 5 } })),
    fails(0),
  ),
  make("createIndex names the index", (c) => c.createIndex({ a: 1, "b.c": -1 }), "a_1_b.c_-1"),
  make(
    "listIndexes shows what was made",
    async (c) => {
      await c.createIndex({ a: 1 }, { unique: true, sparse: true, name: "mine" });
      return (await c.indexes())[1];
    },
    { v: 2, key: { a: 1 }, name: "mine", unique: true, sparse: true },
  ),
  make(
    "createIndexes twice is no error",
    async (c, db) => {
      await c.createIndex({ a: 1 });
      const { numIndexesBefore, numIndexesAfter, note } = await db.command({
        createIndexes: c.collectionName,
        indexes: [{ key: { a: 1 }, name: "a_1" }],
      });
      return [numIndexesBefore, numIndexesAfter, note];
    },
    [2, 2, "all indexes already exist"],
  ),
  make(
    "the same index under another name is refused",
    async (c) => {
      await c.createIndex({ a: 1 });
      await c.createIndex({ a: 1 }, { name: "other" });
    },
    fails(85),
  ),
  make(
    "the same name for another index is refused",
    async (c) => {
      await c.createIndex({ a: 1 }, { name: "x" });
      await c.createIndex({ b: 1 }, { name: "x" });
    },
    fails(86),
  ),
  make(
    "the same index with other options is refused",
    async (c) => {
      await c.createIndex({ a: 1 });
      await c.createIndex({ a: 1 }, { unique: true });
    },
    fails(86),
  ),
  make(
    "another expiry of the same index is refused",
    async (c) => {
      await c.createIndex({ a: 1 }, { expireAfterSeconds: 5 });
      await c.createIndex({ a: 1 }, { expireAfterSeconds: 6 });
    },
    fails(85),
  ),
  make(
    "a unique index over duplicates is refused and not made",
    async (c) => {
      await c.insertMany([{ a: 1 }, { a: 1 }]);
      const code = await c.createIndex({ a: 1 }, { unique: true }).then(
        () => 0,
        (e) => e.code,
      );
      return [code, (await c.indexes()).length];
    },
    [11000, 1],
  ),
  make("an index key of 0 is refused", (c) => c.createIndex({ a: 0 as never }), fails(67)),
  make(
    "an empty index key is refused",
    (c, db) => db.command({ createIndexes: c.collectionName, indexes: [{ key: {}, name: "x" }] }),
    fails(67),
  ),
  make(
    "an unknown index option is refused",
    (c, db) =>
      db.command({ createIndexes: c.collectionName, indexes: [{ key: { a: 1 }, name: "x", foo: 1 }] }),
    fails(197),
  ),
  make(
    "an unknown index option is left out where the command says so, as mongorestore does",
    async (c, db) => {
      await db.command({
        createIndexes: c.collectionName,
        indexes: [{ key: { a: 1 }, name: "x", unique: true, foo: 1 }],
        ignoreUnknownIndexOptions: true,
      });
      return (await c.indexes()).at(-1);
    },
    { v: 2, key: { a: 1 }, name: "x", unique: true },
  ),
  make(
    "dropIndex by name",
    async (c) => {
      await c.createIndex({ a: 1 });
      await c.dropIndex("a_1");
      return (await c.indexes()).length;
    },
    1,
  ),
  make(
    "dropIndexes drops all but the one of _id",
    async (c) => {
      await c.createIndex({ a: 1 });
      await c.createIndex({ b: 1 });
      await c.dropIndexes();
      return (await c.indexes()).map((index) => index.name);
    },
    ["_id_"],
  ),
  make(
    "the index of _id cannot be dropped",
    async (c) => {
      await c.insertOne({});
      await c.dropIndex("_id_");
    },
    fails(72),
  ),
  make(
    "dropping an index that is not there is refused",
    (c) => c.insertOne({}).then(() => c.dropIndex("nope")),
    fails(27),
  ),
  make(
    "listIndexes of a collection that is not there is refused",
    (c, db) => db.command({ listIndexes: c.collectionName }),
    fails(26),
  ),
  make(
    "a unique index takes one missing field",
    async (c) => {
      await c.createIndex({ a: 1 }, { unique: true });
      await c.insertOne({});
      await c.insertOne({});
    },
    fails(11000, { keyValue: { a: null } }),
  ),
  make(
    "a sparse unique index takes many missing fields",
    async (c) => {
      await c.createIndex({ a: 1 }, { unique: true, sparse: true });
      await c.insertMany([{}, {}]);
      return c.countDocuments();
    },
    2,
  ),
  make(
    "a sparse unique index takes one null",
    async (c) => {
      await c.createIndex({ a: 1 }, { unique: true, sparse: true });
      await c.insertMany([{ a: null }, { a: null }]);
    },
    fails(11000),
  ),
  make(
    "a partial unique index counts only what its filter takes",
    async (c) => {
      await c.createIndex({ a: 1 }, { unique: true, partialFilterExpression: { live: true } });
      await c.insertMany([
        { a: 1, live: false },
        { a: 1, live: false },
        { a: 1, live: true },
      ]);
      return c.insertOne({ a: 1, live: true }).then(
        () => 0,
        (e) => e.code,
      );
    },
    11000,
  ),
  make(
    "a unique index holds each element",
    async (c) => {
      await c.createIndex({ a: 1 }, { unique: true });
      await c.insertOne({ a: [1, 2] });
      await c.insertOne({ a: [2, 3] });
    },
    fails(11000, { keyValue: { a: 2 } }),
  ),
  make(
    "a document may repeat its own key",
    async (c) => {
      await c.createIndex({ a: 1 }, { unique: true });
      await c.insertOne({ a: [1, 1] });
      return c.countDocuments({ a: 1 });
    },
    1,
  ),
  make(
    "a compound unique index needs all fields equal",
    async (c) => {
      await c.createIndex({ a: 1, b: 1 }, { unique: true });
      await c.insertMany([
        { a: 1, b: 1 },
        { a: 1, b: 2 },
      ]);
      return c.insertOne({ a: 1, b: 2 }).then(
        () => 0,
        (e) => [e.code, e.keyValue],
      );
    },
    [11000, { a: 1, b: 2 }],
  ),
  make(
    "a compound unique index goes element by element",
    async (c) => {
      await c.createIndex({ "l.a": 1, "l.b": 1 }, { unique: true });
      await c.insertOne({
        l: [
          { a: 1, b: 2 },
          { a: 2, b: 1 },
        ],
      });
      await c.insertOne({ l: [{ a: 1, b: 1 }] });
      return c.countDocuments();
    },
    2,
  ),
  make(
    "two arrays cannot be indexed together",
    async (c) => {
      await c.createIndex({ a: 1, b: 1 });
      await c.insertOne({ a: [1], b: [2] });
    },
    fails(171),
  ),
  make(
    "an index of a sparse field does not hide documents",
    async (c) => {
      await c.createIndex({ a: 1 }, { sparse: true });
      await c.insertMany([{ a: 1 }, {}]);
      return [(await c.find().sort({ a: 1 }).toArray()).length, await c.countDocuments({ a: null })];
    },
    [2, 1],
  ),
  make(
    "listCollections finds by name",
    async (c, db) => {
      await c.insertOne({});
      return (await db.listCollections({ name: c.collectionName }).toArray()).map((entry) => entry.type);
    },
    ["collection"],
  ),
  make(
    "createCollection twice with options is refused",
    async (c, db) => {
      await db.createCollection(c.collectionName);
      await db.command({ create: c.collectionName, validator: { a: 1 } });
    },
    fails(0),
  ),
  make(
    "drop removes the collection",
    async (c, db) => {
      await c.insertOne({});
      return [await c.drop(), (await db.listCollections({ name: c.collectionName }).toArray()).length];
    },
    [true, 0],
  ),
  make(
    "rename moves documents and indexes",
    async (c, db) => {
      await c.createIndex({ a: 1 });
      await c.insertOne({ _id: 1 as never, a: 1 });
      const renamed = await c.rename(`${c.collectionName}x`);
      return [
        await renamed.countDocuments(),
        (await renamed.indexes()).length,
        await db.listCollections({ name: c.collectionName }).toArray(),
      ];
    },
    [1, 2, []],
  ),
  make(
    "rename onto another is refused",
    async (c, db) => {
      await c.insertOne({});
      await db.collection(`${c.collectionName}y`).insertOne({});
      await c.rename(`${c.collectionName}y`);
    },
    fails(48),
  ),
  make("rename of nothing is refused", (c) => c.rename(`${c.collectionName}z`), fails(26)),
  make("an invalid collection name is refused", (_, db) => db.command({ create: "a$b" }), fails(73)),
  make("ping replies", async (_, db) => (await db.command({ ping: 1 })).ok, 1),
  make("buildInfo tells a version", async (_, db) => typeof (await db.admin().buildInfo()).version, "string"),
  make(
    "hello tells the time",
    async (_, db) => (await db.command({ hello: 1 })).localTime instanceof Date,
    true,
  ),
  make(
    "maxTimeMS ends a long command",
    async (c) => {
      await c.insertMany(Array.from({ length: 3000 }, (_, i) => ({ n: i, s: "x".repeat(200) })));
      await c
        .aggregate(
          [
            { $unwind: "$n" },
            { $lookup: { from: c.collectionName, pipeline: [{ $match: { s: /y$/ } }], as: "o" } },
          ],
          { maxTimeMS: 20 },
        )
        .toArray();
    },
    fails(50),
  ),
  make(
    "a document of more than 16 MiB is refused",
    (c, db) =>
      db.command({
        update: c.collectionName,
        updates: [
          { q: { _id: 1 }, u: [{ $set: { a: "x".repeat(9 << 20), b: "y".repeat(8 << 20) } }], upsert: true },
        ],
      }),
    fails(0),
  ),
  make(
    "an upsert cannot take two values from $all",
    (c) => c.updateOne({ a: { $all: [1, 2] } }, { $set: { b: 1 } }, { upsert: true }),
    fails(54),
  ),
  make(
    "a delete takes one or all",
    async (c, db) => {
      const reply = await db.command({ delete: c.collectionName, deletes: [{ q: {}, limit: 5 }] });
      return reply.writeErrors[0].code;
    },
    9,
  ),
  make(
    "a projection is a document",
    (c, db) => db.command({ find: c.collectionName, projection: 5 }),
    fails(14),
  ),
  make("the index on _id takes no options", (c) => c.createIndex({ _id: 1 }, { unique: true }), fails(197)),
  make("an index is not called *", (c) => c.createIndex({ a: 1 }, { name: "*" }), fails(2)),
  make(
    "a cursor's rest does not count as its time",
    async (c) => {
      await c.insertMany(Array.from({ length: 3000 }, (_, i) => ({ n: i, s: "x".repeat(500) })));
      const cursor = c.find({ s: /x$/ }, { batchSize: 2, maxTimeMS: 400 });
      await cursor.next();
      await new Promise((resolve) => setTimeout(resolve, 500));
      return (await cursor.toArray()).length;
    },
    2999,
  ),
  make(
    "sessions are accepted and ended",
    async (c, db) => {
      const session = db.client.startSession();
      await c.insertOne({ a: 1 }, { session });
      const found = await c.findOne({}, { session, projection: { _id: 0 } });
      await session.endSession();
      return found;
    },
    { a: 1 },
  ),
  make(
    "sessions are refreshed and killed",
    async (_, db) => {
      const ids = [{ id: new UUID() }];
      const replies = [];
      for (const name of ["refreshSessions", "endSessions", "killSessions"])
        replies.push((await db.command({ [name]: ids })).ok);
      return replies;
    },
    [1, 1, 1],
  ),
  make(
    "$unwind gives the index as a long",
    async (c) => {
      await c.insertOne({ a: ["x"] });
      const stages = [{ $unwind: { path: "$a", includeArrayIndex: "i" } }];
      const [found] = await c.aggregate(stages, { promoteValues: false }).toArray();
      return found?.i;
    },
    Long.fromNumber(0),
  ),
];
