/** Compares random queries with an index and without, and random updates with a plain model. */
import { describe, expect, it } from "@jest/globals";
import { Decimal128, type Document, Double, Long, ObjectId } from "bson";
import { prepareQueryWith } from "../commands/prepare-query.js";
import { createPace } from "../pace.js";
import { compileFilter } from "../queries/compile-filter.js";
import { collectDocuments } from "../queries/run-query.js";
import { sortKey } from "../queries/sort.js";
import { buildIndex } from "../storage/build-index.js";
import { createCatalog } from "../storage/catalog.js";
import type { StoredCollection } from "../storage/collection.js";
import { storableBytes } from "../storage/storable-document.js";
import { createStore } from "../storage/store.js";
import { compileUpdate } from "../updates/compile-update.js";
import { readDocument } from "../values/bson.js";
import { equalValues } from "../values/compare.js";
import { createRandom, type Random, seedOfRun } from "./support/random.js";

const rounds = process.env.TEST_TIER === "full" ? 20_000 : 800;
const seed = seedOfRun();
const noJournal = { put() {}, remove() {}, define() {} };

const scalars: unknown[] = [
  null,
  0,
  1,
  2,
  -1,
  1.5,
  new Double(2),
  Long.fromString("9007199254740993"),
  Decimal128.fromString("1.5"),
  Number.NaN,
  "",
  "a",
  "ab",
  "b",
  "ü",
  true,
  false,
  new Date(0),
  new Date(5),
  new ObjectId("64b000000000000000000001"),
  "\u0000x",
];

function value(random: Random, depth = 0): unknown {
  if (depth < 2 && random.chance(0.25)) return random.list(3, () => value(random, depth + 1));
  if (depth < 2 && random.chance(0.2)) return subdocument(random, depth + 1);
  return random.pick(scalars);
}

function subdocument(random: Random, depth: number): Document {
  const document: Document = {};
  for (const name of ["a", "b"]) if (random.chance(0.6)) document[name] = value(random, depth);
  return document;
}

function newDocument(random: Random, id: number): Document {
  const document: Document = { _id: id };
  for (const name of ["a", "b", "c"]) if (random.chance(0.8)) document[name] = value(random);
  return document;
}

const paths = ["a", "b", "c", "a.a", "a.b", "b.a", "a.0", "_id"];

function condition(random: Random): unknown {
  const scalar = () => (random.chance(0.15) ? value(random) : random.pick(scalars));
  switch (random.below(14)) {
    case 0:
    case 1:
    case 2:
    case 3:
      return scalar();
    case 4:
      return { $gt: scalar() };
    case 5:
      return { $gte: scalar(), $lt: scalar() };
    case 6:
      return { $lte: scalar() };
    case 7:
      return { $in: random.list(3, scalar) };
    case 8:
      return { $ne: scalar() };
    case 9:
      return { $exists: random.chance(0.5) };
    case 10:
      return { $all: random.list(2, scalar) };
    case 11:
      return {
        $elemMatch: random.chance(0.5)
          ? { $gte: scalar(), $lte: scalar() }
          : { a: scalar(), b: { $gt: scalar() } },
      };
    case 12:
      return { $nin: random.list(2, scalar) };
    default:
      return { $regex: random.pick(["^a", "b$", "^ab?", "^a|b"]) };
  }
}

function filter(random: Random, depth = 0): Document {
  const document: Document = {};
  for (let i = random.below(3) + (depth ? 1 : 0); i > 0; i--)
    document[random.pick(paths)] = condition(random);
  if (depth < 1 && random.chance(0.2)) document.$or = [filter(random, 1), filter(random, 1)];
  if (depth < 1 && random.chance(0.2)) document.$and = [filter(random, 1), filter(random, 1)];
  return document;
}

function keys(random: Random): Record<string, 1 | -1> {
  const chosen = [random.pick(paths), random.pick(paths), random.pick(paths)].slice(0, 1 + random.below(3));
  return Object.fromEntries(chosen.map((path) => [path, random.chance(0.5) ? 1 : -1]));
}

/** Parallel arrays cannot be indexed: an operation that is refused shows nothing. */
function quietly<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}

function newCollection(random: Random): StoredCollection {
  const store = createStore(createCatalog(compileFilter), noJournal);
  const collection = store.obtain("test.random");
  for (let i = random.below(4); i > 0; i--) {
    const sparse = random.chance(0.2) ? { sparse: true } : {};
    const partial =
      !("sparse" in sparse) && random.chance(0.2)
        ? { partialFilterExpression: { [random.pick(paths)]: random.pick([{ $exists: true }, { $gt: 0 }]) } }
        : {};
    const definition = { v: 2, key: keys(random), name: `i${i}`, ...sparse, ...partial };
    for (const _ of buildIndex(collection, definition, compileFilter));
  }
  for (let id = 0; id < 40; id++) quietly(() => store.insert(collection, newDocument(random, id)));
  // Updates and removals must keep the indexes right.
  for (const record of [...collection.records.values()]) {
    const before = readDocument(record.bytes);
    if (random.chance(0.1)) store.remove(collection, record, before);
    else if (random.chance(0.2)) {
      const after = newDocument(random, before._id);
      quietly(() => store.replace(collection, record, before, after, storableBytes(after)));
    }
  }
  return collection;
}

async function run(
  collection: StoredCollection,
  query: { filter: Document; sort: Document | undefined; hint?: Document },
): Promise<Document[] | string> {
  try {
    const prepared = prepareQueryWith(undefined as never, collection, query);
    const found = await collectDocuments(prepared, createPace());
    return found.map(({ document }) => document);
  } catch (error) {
    return (error as Error).message;
  }
}

/** Throws with all that is needed to run the case again. */
function requireSame(indexed: unknown[], plain: unknown[], context: () => string): void {
  if (indexed.join() !== plain.join())
    throw new Error(`${context()}: with an index ${indexed}; without ${plain}`);
}

describe("random queries", () => {
  it(`find the same, in the same order, with indexes and without (seed ${seed})`, async () => {
    const random = createRandom(seed);
    let compared = 0;
    for (let round = 0; round < rounds; ) {
      const collection = newCollection(random);
      for (let i = 0; i < 50; i++, round++) {
        const wanted = { filter: filter(random), sort: random.chance(0.5) ? keys(random) : undefined };
        const indexed = await run(collection, wanted);
        const plain = await run(collection, { ...wanted, hint: { $natural: 1 } });
        const context = () =>
          JSON.stringify({
            seed,
            round,
            ...wanted,
            indexes: collection.indexes.map(({ definition }) => definition),
          });
        if (typeof plain === "string" || typeof indexed === "string") {
          // A sort over parallel arrays fails only when it reads them.
          continue;
        }
        const ids = (documents: Document[]) => documents.map(({ _id }) => _id).sort((a, b) => a - b);
        requireSame(ids(indexed), ids(plain), context);
        if (wanted.sort) {
          const key = sortKey(Object.entries(wanted.sort));
          requireSame(indexed.map(key), plain.map(key), context);
        }
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(rounds / 2);
  }, 120_000);
});

/** The operators as plain JavaScript, for flat fields and arrays of scalars. */
const model: Record<string, (document: Document, name: string, argument: unknown) => void> = {
  $set: (document, name, argument) => {
    document[name] = argument;
  },
  $unset: (document, name) => {
    delete document[name];
  },
  $inc: (document, name, argument) => {
    document[name] = (document[name] ?? 0) + (argument as number);
  },
  $push: (document, name, argument) => {
    document[name] = [...(document[name] ?? []), argument];
  },
  $addToSet: (document, name, argument) => {
    const list = document[name] ?? [];
    document[name] = list.some((one: unknown) => equalValues(one, argument)) ? list : [...list, argument];
  },
  $pull: (document, name, argument) => {
    if (document[name]) document[name] = document[name].filter((one: unknown) => !equalValues(one, argument));
  },
  $pop: (document, name, argument) => {
    if (document[name])
      document[name] = argument === 1 ? document[name].slice(0, -1) : document[name].slice(1);
  },
  $min: (document, name, argument) => {
    document[name] = Math.min(document[name] ?? argument, argument as number);
  },
  $max: (document, name, argument) => {
    document[name] = Math.max(document[name] ?? argument, argument as number);
  },
  $mul: (document, name, argument) => {
    document[name] = (document[name] ?? 0) * (argument as number);
  },
};

describe("random updates", () => {
  it(`have the result of a plain model (seed ${seed})`, () => {
    const random = createRandom(seed + 1);
    for (let round = 0; round < rounds; round++) {
      const before: Document = {
        _id: 1,
        n1: random.below(9),
        n2: random.below(9),
        l1: random.list(4, () => random.below(4)),
      };
      const operators = Object.keys(model);
      const update: Record<string, Record<string, unknown>> = {};
      for (const name of ["n1", "n2", "n3", "l1", "l2"]) {
        const isList = name[0] === "l";
        const operator = random.pick(
          operators.filter(
            (one) =>
              ["$set", "$unset"].includes(one) ||
              ["$push", "$addToSet", "$pull", "$pop"].includes(one) === isList,
          ),
        );
        const argument =
          operator === "$pop"
            ? random.pick([1, -1])
            : isList && operator === "$set"
              ? random.list(3, () => random.below(4))
              : random.below(5);
        if (random.chance(0.6)) update[operator] = { ...update[operator], [name]: argument };
      }
      const expected = structuredClone(before);
      for (const [operator, fields] of Object.entries(update)) {
        for (const [name, argument] of Object.entries(fields)) model[operator]!(expected, name, argument);
      }
      const context = JSON.stringify({ seed, round, before, update });
      expect({ context, after: compileUpdate(update, undefined)(before, undefined, false) }).toEqual({
        context,
        after: expected,
      });
    }
  });
});
