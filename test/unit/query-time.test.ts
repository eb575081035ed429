/** The time that the database may take for a query: every one has a limit, and a read no more than its request has left. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import mongoose, { Schema } from "mongoose";
import { type Database, openDatabase } from "../../platform/database/connection.js";
import { createErrorPresenter } from "../../platform/graphql/present-error.js";
import { RequestWork, runForRequest } from "../../platform/request-work.js";
import { silentLog, testDatabaseUri } from "../support/environment.js";

let database: Database;
const openThings = ({ connection }: Database) =>
  connection.model("Thing", new Schema({ name: { type: String, required: true } }), "things");
let things: ReturnType<typeof openThings>;
beforeAll(async () => {
  database = await openDatabase({
    uri: testDatabaseUri(),
    name: `query_time_${process.pid}`,
    queryMilliseconds: 7_000,
  });
  things = openThings(database);
  await things.insertMany(Array.from({ length: 2_000 }, (_, index) => ({ name: `thing ${index}` })));
});
afterAll(async () => {
  mongoose.set("debug", false);
  await database.connection.dropDatabase();
  await database.close();
});

/** The `maxTimeMS` of each command that `run` sends, by its method. */
async function limitsOf(run: () => Promise<unknown>): Promise<Map<string, number>> {
  const limits = new Map<string, number>();
  mongoose.set("debug", (_collection, method: string, ...args: unknown[]) => {
    for (const one of args) {
      const { maxTimeMS } = (one ?? {}) as { maxTimeMS?: number };
      if (maxTimeMS !== undefined) limits.set(method, maxTimeMS);
    }
  });
  try {
    await run();
  } finally {
    mongoose.set("debug", false);
  }
  return limits;
}

async function useEveryMethod(): Promise<void> {
  const filter = { name: "thing 1" };
  await things.find(filter).lean();
  await things.findOne(filter).lean();
  await things.exists(filter);
  await things.countDocuments(filter);
  await things.estimatedDocumentCount();
  await things.distinct("name", filter);
  await things.aggregate([{ $match: filter }]);
  await things.updateOne(filter, { $set: { name: "thing 1" } });
  await things.updateMany(filter, { $set: { name: "thing 1" } });
  await things.findOneAndUpdate(filter, { $set: { name: "thing 1" } });
  await things.deleteOne({ name: "none" });
  await things.deleteMany({ name: "none" });
}

const readMethods = ["find", "findOne", "countDocuments", "estimatedDocumentCount", "distinct", "aggregate"];
const writeMethods = ["updateOne", "updateMany", "findOneAndUpdate", "deleteOne", "deleteMany"];

describe("the time of a query", () => {
  it("is limited by the setting outside of any request", async () => {
    const limits = await limitsOf(useEveryMethod);
    expect(Object.fromEntries(limits)).toEqual(
      Object.fromEntries([...readMethods, ...writeMethods].map((method) => [method, 7_000])),
    );
  });

  it("is limited by what its request has left for a read, and by the setting for a write", async () => {
    const work = new RequestWork("192.0.2.1", performance.now() + 5_000);
    const limits = await limitsOf(() => runForRequest(work, useEveryMethod));
    for (const method of readMethods) expect([method, limits.get(method)! <= 5_000]).toEqual([method, true]);
    for (const method of writeMethods) expect([method, limits.get(method)]).toEqual([method, 7_000]);
  });

  it("that is over ends the query, and the client is told in words that help", async () => {
    const work = new RequestWork("192.0.2.1", performance.now() - 1);
    const again = { $unionWith: { coll: "things", pipeline: [{ $match: { name: /9/ } }] } };
    const error = await runForRequest(work, async () => await things.aggregate(Array(20).fill(again))).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ code: 50 });
    const shown = createErrorPresenter(silentLog())({ message: "" }, error);
    expect(shown).toEqual({
      message: expect.stringMatching(/too long; ask for less/),
      extensions: { code: "SERVICE_UNAVAILABLE" },
    });
  });
});
