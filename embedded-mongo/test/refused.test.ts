/** What the README lists as refused is refused with an error, never answered in part. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { Decimal128 } from "bson";
import { mongo } from "mongoose";
import { type EmbeddedMongo, startEmbeddedMongo } from "../server.js";

let server: EmbeddedMongo;
let client: mongo.MongoClient;
let database: mongo.Db;

beforeAll(async () => {
  server = await startEmbeddedMongo();
  client = await mongo.MongoClient.connect(server.uri);
  database = client.db("refused");
  await database.collection<{ _id: number }>("c").insertOne({ _id: 1, a: 1 } as never);
});

afterAll(async () => {
  await client?.close();
  await server?.stop();
});

const decimal = Decimal128.fromString("0.1");
const stage = (one: object) => ({ aggregate: "c", pipeline: [one], cursor: {} });
const group = (accumulator: object) => stage({ $group: { _id: null, v: accumulator } });
const update = (u: object, more: object = {}) => ({ update: "c", updates: [{ q: {}, u, ...more }] });

const commands: [title: string, code: number, command: object][] = [
  ["$out", 238, stage({ $out: "d" })],
  ["$merge", 238, stage({ $merge: "d" })],
  ["$sample", 238, stage({ $sample: { size: 1 } })],
  ["$graphLookup", 238, stage({ $graphLookup: {} })],
  ["a stage that does not exist", 40324, stage({ $noSuchStage: {} })],
  ["an aggregation without a collection", 238, { aggregate: 1, pipeline: [], cursor: {} }],
  ["setParameter", 59, { setParameter: 1, quiet: true }],
  ["collMod", 59, { collMod: "c" }],
  ["$stdDevPop", 238, group({ $stdDevPop: "$a" })],
  ["$stdDevSamp", 238, group({ $stdDevSamp: "$a" })],
  ["$topN", 238, group({ $topN: {} })],
  ["$sum of decimals", 238, group({ $sum: decimal })],
  ["$avg of decimals", 238, group({ $avg: decimal })],
  ["$add of decimals", 238, stage({ $set: { v: { $add: [decimal, 1] } } })],
  ["$convert to decimal", 238, stage({ $set: { v: { $convert: { input: 1, to: "decimal" } } } })],
  ["an expression in a filter", 238, { find: "c", filter: { $expr: { $bsonSize: "$$ROOT" } } }],
  ["$bit", 238, update({ $bit: { a: { and: 1 } } })],
  ["$inc by a decimal", 238, update({ $inc: { a: decimal } })],
  ["$mul by a decimal", 238, update({ $mul: { a: decimal } })],
  // MongoDB has this option since 8.0: https://www.mongodb.com/docs/manual/reference/command/update/
  ["an update's sort", 40415, update({ $set: { a: 2 } }, { sort: { a: 1 } })],
  ["$where", 238, { find: "c", filter: { $where: "true" } }],
  ["$jsonSchema", 238, { find: "c", filter: { $jsonSchema: {} } }],
  ["a collation", 238, { find: "c", collation: { locale: "de" } }],
  ["a tailable cursor", 238, { find: "c", tailable: true }],
  ["a capped collection", 238, { create: "d", capped: true, size: 1000 }],
  ["a text index", 238, { createIndexes: "c", indexes: [{ key: { a: "text" }, name: "t" }] }],
  ["a snapshot read", 238, { find: "c", readConcern: { level: "snapshot" } }],
];

describe("the server refuses", () => {
  it.each(commands)("%s", async (_, code, command) => {
    const refused = await database.command(command).then(
      (reply) => reply.writeErrors?.[0]?.code,
      (error: { code?: number }) => error.code,
    );
    expect(refused).toBe(code);
    expect(await database.collection("c").find().toArray()).toEqual([{ _id: 1, a: 1 }]);
  });
});
