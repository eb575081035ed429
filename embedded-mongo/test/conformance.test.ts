/** Runs the tables of cases through the driver against MONGODB_URI, or the embedded server without it. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { EJSON } from "bson";
import type { mongo } from "mongoose";
import { aggregationCases } from "./cases/aggregations.js";
import { operationCases } from "./cases/commands.js";
import { filterCases } from "./cases/filters.js";
import { flagCases, flagDocument } from "./cases/projections.js";
import { projectionCases, sortCases } from "./cases/shapes.js";
import { updateCases } from "./cases/updates.js";
import { openTestServer, type TestServer } from "./support/test-server.js";

let server: TestServer;
let database: mongo.Db;
let collections = 0;

beforeAll(async () => {
  server = await openTestServer();
  database = server.database;
});

afterAll(() => server?.close());

type Collection = mongo.Collection;

function fresh(): Collection {
  return database.collection(`c${++collections}`);
}

async function fill(documents: object[]): Promise<Collection> {
  const collection = fresh();
  await collection.insertMany(documents.map((document, i) => ({ _id: (i + 1) as never, ...document })));
  return collection;
}

/** The result, or the error's code and, for a duplicate key, its details. */
async function outcome(run: () => Promise<unknown>): Promise<unknown> {
  try {
    return (await run()) ?? null;
  } catch (error) {
    const { code, keyPattern, keyValue } = error as Record<string, unknown>;
    if (code === undefined) throw error;
    return { failed: { code, ...(keyPattern ? { keyPattern, keyValue } : {}) } };
  }
}

function asFailed(expected: unknown): unknown {
  const code = (expected as { code?: number } | null)?.code;
  return code === undefined ? expected : { failed: { code } };
}

describe("a filter", () => {
  it.each(filterCases)("$title ($filter)", async ({ title, documents, filter, expected }) => {
    if (server.lacks(`filter: ${title}`)) return;
    const collection = await fill(documents);
    const found = await outcome(async () =>
      (await collection.find(filter).sort({ _id: 1 }).toArray()).map(({ _id }) => _id),
    );
    expect(found).toEqual(asFailed(expected));
  });
});

describe("a sort", () => {
  it.each(sortCases)("$title", async ({ title, documents, sort, expected }) => {
    if (server.lacks(`sort: ${title}`)) return;
    const collection = await fill(documents);
    const found = await collection
      .find()
      .sort({ ...sort, _id: 1 })
      .toArray();
    expect(found.map(({ _id }) => _id)).toEqual(expected);
  });
});

describe("a projection", () => {
  it.each(projectionCases)(
    "$title ($projection)",
    async ({ title, document, projection, filter, expected }) => {
      if (server.lacks(`projection: ${title}`)) return;
      const collection = await fill([document]);
      const found = await outcome(async () =>
        JSON.stringify(await collection.findOne(filter ?? {}, { projection })),
      );
      expect(found).toEqual("code" in expected ? asFailed(expected) : JSON.stringify(expected));
    },
  );
});

describe("a projection by flags", () => {
  // Other servers have other codes for the same refusals.
  const show = (value: unknown) =>
    server.isEmbedded ? JSON.stringify(value) : JSON.stringify(value).replace(/"code":\d+/, '"code"');
  const ways: Record<string, (c: Collection, projection: mongo.BSON.Document) => Promise<unknown>> = {
    find: (c, projection) => c.findOne({}, { projection }),
    findAndModify: (c, projection) => c.findOneAndUpdate({}, { $set: { name: "n" } }, { projection }),
    $project: async (c, projection) => (await c.aggregate([{ $project: projection }]).toArray())[0],
  };
  it.each(Object.keys(ways))("has the same result in %s as in MongoDB", async (way) => {
    const collection = await fill([flagDocument]);
    const found: [string, string, string][] = [];
    for (const [projection, expected] of flagCases) {
      const title = `${way} ${EJSON.stringify(projection)}`;
      if (server.lacks(title)) continue;
      const result = await outcome(() => ways[way]!(collection, projection));
      found.push([
        title,
        show(typeof expected === "number" ? { failed: { code: expected } } : expected),
        show(result),
      ]);
    }
    expect(found.filter(([, expected, result]) => expected !== result)).toEqual([]);
  });
});

describe("an update", () => {
  it.each(updateCases)(
    "$title ($update)",
    async ({ title, document, update, filter, arrayFilters, expected }) => {
      if (server.lacks(`update: ${title}`)) return;
      const collection = await fill([document]);
      const made = await outcome(async () => {
        await collection.updateOne(
          filter ?? { _id: 1 as never },
          update as mongo.UpdateFilter<mongo.BSON.Document>,
          arrayFilters ? { arrayFilters } : {},
        );
        const { _id, ...rest } = (await collection.findOne({}))!;
        return rest;
      });
      expect(made).toEqual(asFailed(expected));
      if (!("code" in expected)) expect(Object.keys(made as object)).toEqual(Object.keys(expected));
    },
  );
});

describe("a pipeline", () => {
  it.each(aggregationCases)("$title ($pipeline)", async ({ title, documents, pipeline, other, expected }) => {
    if (server.lacks(`pipeline: ${title}`)) return;
    const collection = await fill(documents);
    const from = other && (await fill(other)).collectionName;
    const stages = JSON.stringify(pipeline).includes('"other"') ? withCollection(pipeline, from!) : pipeline;
    expect(await outcome(() => collection.aggregate(stages).toArray())).toEqual(asFailed(expected));
  });
});

/** Puts the real name of the second collection into a pipeline. */
function withCollection(pipeline: object[], name: string): object[] {
  return pipeline.map((stage) =>
    Object.fromEntries(
      Object.entries(stage).map(([operator, argument]) => {
        if (operator === "$lookup") return [operator, { ...argument, from: name }];
        return [operator, operator === "$unionWith" ? { ...argument, coll: name } : argument];
      }),
    ),
  );
}

describe("an operation", () => {
  it.each(operationCases)("$title", async ({ title, run, expected }) => {
    if (server.lacks(`operation: ${title}`)) return;
    const result = await outcome(() => run(fresh(), database));
    const failed = (expected as { failed?: { code: number } } | null)?.failed;
    // Code 0 stands for any code: MongoDB's versions differ.
    if (failed?.code === 0) expect(result).toMatchObject({ failed: {} });
    else if (failed) expect(result).toMatchObject(expected as object);
    else expect(result).toEqual(expected);
  });
});
