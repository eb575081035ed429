/** Cases of sorts and projections. */
import { Binary, Decimal128, Double, Long, MaxKey, MinKey, ObjectId, Timestamp } from "bson";

/** Documents get `_id` 1, 2, 3, ... in their order; ties are settled by `_id`. */
export interface SortCase {
  title: string;
  documents: object[];
  sort: Record<string, 1 | -1>;
  expected: number[];
}

const order = (
  title: string,
  documents: object[],
  sort: Record<string, 1 | -1>,
  expected: number[],
): SortCase => ({ title, documents, sort, expected });
const allTypes = [
  { a: new MaxKey() },
  { a: /x/ },
  { a: new Timestamp({ t: 1, i: 1 }) },
  { a: new Date(0) },
  { a: true },
  { a: new ObjectId("64b000000000000000000001") },
  { a: new Binary(Buffer.from("x")) },
  { a: [[1]] },
  { a: { x: 1 } },
  { a: "x" },
  { a: 1 },
  { a: null },
  { a: [] },
  { a: new MinKey() },
];

export const sortCases: SortCase[] = [
  order("all types in their order", allTypes, { a: 1 }, [14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]),
  order(
    "all types in the opposite order",
    allTypes,
    { a: -1 },
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14],
  ),
  order("missing sorts like null", [{ a: 1 }, { a: null }, {}, { a: -1 }], { a: 1 }, [2, 3, 4, 1]),
  order(
    "an array sorts up by its least element",
    [{ a: [5, 2] }, { a: 3 }, { a: [9, 1] }],
    { a: 1 },
    [3, 1, 2],
  ),
  order(
    "an array sorts down by its greatest element",
    [{ a: [5, 2] }, { a: 3 }, { a: [9, 1] }],
    { a: -1 },
    [3, 1, 2],
  ),
  order("an empty array sorts before null", [{ a: null }, { a: [] }], { a: 1 }, [2, 1]),
  order(
    "numbers of all types sort together",
    [{ a: new Double(2.5) }, { a: Long.fromNumber(2) }, { a: Decimal128.fromString("2.25") }, { a: 3 }],
    { a: 1 },
    [2, 3, 1, 4],
  ),
  order(
    "big longs sort exactly",
    [
      { a: Long.fromString("9007199254740993") },
      { a: Long.fromString("9007199254740992") },
      { a: Long.fromString("-9007199254740993") },
      { a: Long.fromString("-9007199254740992") },
    ],
    { a: 1 },
    [3, 4, 2, 1],
  ),
  order("NaN sorts before all numbers", [{ a: -1e300 }, { a: Number.NaN }], { a: 1 }, [2, 1]),
  order(
    "negative numbers sort right",
    [{ a: -1 }, { a: -10 }, { a: 5 }, { a: -1.5 }],
    { a: 1 },
    [2, 4, 1, 3],
  ),
  order(
    "strings sort by their bytes",
    [{ a: "b" }, { a: "B" }, { a: "a" }, { a: "ä" }, { a: "" }, { a: "ab" }],
    { a: 1 },
    [5, 2, 3, 6, 1, 4],
  ),
  order(
    "characters beyond the basic plane sort last",
    [{ a: "\u{1f600}" }, { a: "\uff5e" }],
    { a: 1 },
    [2, 1],
  ),
  order(
    "subdocuments sort by type, name and value",
    [{ a: { x: "1" } }, { a: { y: 1 } }, { a: { x: 2 } }, { a: {} }, { a: { x: 2, y: 1 } }],
    { a: 1 },
    [4, 3, 5, 2, 1],
  ),
  order(
    "by two fields",
    [
      { a: 1, b: 1 },
      { a: 1, b: 2 },
      { a: 0, b: 3 },
    ],
    { a: 1, b: -1 },
    [3, 2, 1],
  ),
  order("by a dotted path", [{ a: { b: 2 } }, { a: { b: 1 } }, { a: 5 }], { "a.b": 1 }, [3, 2, 1]),
  order("by a path through arrays", [{ a: [{ b: 5 }, { b: 3 }] }, { a: [{ b: 4 }] }], { "a.b": 1 }, [1, 2]),
  order("dates before the epoch", [{ a: new Date(0) }, { a: new Date(-1000) }], { a: 1 }, [2, 1]),
  order("false before true", [{ a: true }, { a: false }], { a: 1 }, [2, 1]),
  order(
    "shorter binary data first",
    [{ a: new Binary(Buffer.from("aa")) }, { a: new Binary(Buffer.from("b")) }],
    { a: 1 },
    [2, 1],
  ),
];

/** A projection of a document with `_id` 1. */
export interface ProjectionCase {
  title: string;
  document: object;
  projection: object;
  expected: object | { code: number };
  filter?: object;
}

const shape = (
  title: string,
  document: object,
  projection: object,
  expected: object,
  filter?: object,
): ProjectionCase => ({ title, document, projection, expected, ...(filter ? { filter } : {}) });

export const projectionCases: ProjectionCase[] = [
  shape("inclusion keeps the _id", { a: 1, b: 2 }, { a: 1 }, { _id: 1, a: 1 }),
  shape("inclusion can leave out the _id", { a: 1, b: 2 }, { a: 1, _id: 0 }, { a: 1 }),
  shape("exclusion keeps the rest", { a: 1, b: 2 }, { a: 0 }, { _id: 1, b: 2 }),
  shape("only the _id", { a: 1 }, { _id: 1 }, { _id: 1 }),
  shape("all but the _id", { a: 1 }, { _id: 0 }, { a: 1 }),
  shape("the document's order of fields counts", { a: 1, b: 2 }, { b: 1, a: 1 }, { _id: 1, a: 1, b: 2 }),
  shape("a dotted path includes a part", { a: { x: 1, y: 2 } }, { "a.x": 1 }, { _id: 1, a: { x: 1 } }),
  shape(
    "nested projections are dotted paths",
    { a: { x: 1, y: 2 } },
    { a: { x: 1 } },
    { _id: 1, a: { x: 1 } },
  ),
  shape("a dotted path excludes a part", { a: { x: 1, y: 2 } }, { "a.x": 0 }, { _id: 1, a: { y: 2 } }),
  shape(
    "a dotted path goes through arrays",
    { a: [{ x: 1, y: 2 }, { y: 3 }, 5] },
    { "a.x": 1 },
    { _id: 1, a: [{ x: 1 }, {}] },
  ),
  shape(
    "exclusion through arrays keeps scalars",
    { a: [{ x: 1, y: 2 }, 5] },
    { "a.x": 0 },
    { _id: 1, a: [{ y: 2 }, 5] },
  ),
  shape("a path through a scalar includes nothing", { a: 5 }, { "a.x": 1 }, { _id: 1 }),
  shape("a mix is refused", { a: 1 }, { a: 1, b: 0 }, { code: 31254 }),
  shape("colliding paths are refused", { a: 1 }, { a: 1, "a.b": 1 }, { code: 31249 }),
  shape("$slice takes the first", { a: [1, 2, 3] }, { a: { $slice: 2 } }, { _id: 1, a: [1, 2] }),
  shape("$slice takes the last", { a: [1, 2, 3], b: 1 }, { a: { $slice: -1 } }, { _id: 1, a: [3], b: 1 }),
  shape("$slice skips and takes", { a: [1, 2, 3, 4] }, { a: { $slice: [1, 2] } }, { _id: 1, a: [2, 3] }),
  shape(
    "$elemMatch takes the first element that matches",
    { a: [{ x: 1 }, { x: 2, y: 1 }, { x: 2, y: 2 }] },
    { a: { $elemMatch: { x: 2 } } },
    { _id: 1, a: [{ x: 2, y: 1 }] },
  ),
  shape(
    "$elemMatch without a match leaves the field out",
    { a: [1] },
    { a: { $elemMatch: { $gt: 5 } } },
    { _id: 1 },
  ),
  shape(
    "the positional $ takes the element found",
    { a: [1, 5, 9] },
    { "a.$": 1 },
    { _id: 1, a: [5] },
    { a: { $gt: 3 } },
  ),
  shape("an expression is computed", { a: 2 }, { _id: 0, b: { $add: ["$a", 1] } }, { b: 3 }),
  shape("a field can take another's value", { a: 2 }, { _id: 0, b: "$a" }, { b: 2 }),
  shape("an empty projection takes all", { a: 1 }, {}, { _id: 1, a: 1 }),
  shape(
    "$slice beside included fields is one of them",
    { a: [1, 2, 3], b: 1, c: 1, d: { l: [1, 2], z: 1 } },
    { b: 1, a: { $slice: 1 }, "d.l": { $slice: -1 } },
    { _id: 1, a: [1], b: 1, d: { l: [2] } },
  ),
  shape(
    "$slice within an array keeps other elements",
    { a: [5, { l: [1, 2] }, [{ l: [3, 4], m: 1 }], {}] },
    { "a.l": { $slice: 1 } },
    { _id: 1, a: [5, { l: [1] }, [{ l: [3], m: 1 }], {}] },
  ),
  shape("$slice of a path through a scalar keeps it", { a: 5 }, { "a.l": { $slice: 1 } }, { _id: 1, a: 5 }),
  shape("the positional $ cannot exclude", { a: [1] }, { "a.$": 0 }, { code: 31395 }, { a: 1 }),
  shape(
    "the positional $ stands only once",
    { a: [1], b: [1] },
    { "a.$": 1, "b.$": 1 },
    { code: 31276 },
    { a: 1 },
  ),
];
