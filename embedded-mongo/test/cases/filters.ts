/** Cases of filters: documents, and the ids of those that match. From MongoDB's documentation. */
import { Binary, BSONRegExp, Decimal128, Double, Long, MaxKey, MinKey, ObjectId, Timestamp } from "bson";

/** Documents get `_id` 1, 2, 3, ... in their order; `expected` lists the ids found, or an error code. */
export interface FilterCase {
  title: string;
  documents: object[];
  filter: object;
  expected: number[] | { code: number };
}

const id = new ObjectId("64b000000000000000000001");
const day = (number: number) => new Date(Date.UTC(2024, 0, number));
const scores = [
  { a: 1 },
  { a: 2 },
  { a: "2" },
  { a: null },
  {},
  { a: [1, 2, 3] },
  { a: [] },
  { a: { b: 1 } },
];

const on = (
  documents: object[],
  title: string,
  filter: object,
  expected: number[] | { code: number },
): FilterCase => ({ title, documents, filter, expected });

/** `$ref`, `$id` and `$db` are names of fields. */
const references = [
  { m: [{ $ref: "c", $id: id }] },
  { m: [{ a: 1 }] },
  { m: { $ref: "c", $id: id } },
  { $id: id },
];
const dbRefs: FilterCase[] = [
  on(references, "$id within $elemMatch", { m: { $elemMatch: { $id: id } } }, [1]),
  on(references, "$ref within $elemMatch", { m: { $elemMatch: { $ref: "c" } } }, [1]),
  on(references, "$ref and $id within $elemMatch", { m: { $elemMatch: { $ref: "c", $id: id } } }, [1]),
  on(references, "$id with an operator in $elemMatch", { m: { $elemMatch: { $id: { $in: [id] } } } }, [1]),
  on(references, "$id at the end of a path", { "m.$id": id }, [1, 3]),
  on(references, "a whole DBRef", { m: { $ref: "c", $id: id } }, [1, 3]),
  on(references, "a DBRef in $in", { m: { $in: [{ $ref: "c", $id: id }] } }, [1, 3]),
  on(references, "$db that is absent", { m: { $elemMatch: { $db: "x" } } }, []),
  on(references, "another name with $", { m: { $elemMatch: { $other: 1 } } }, { code: 2 }),
];

/** Patterns that mean something else in JavaScript, and the strings that they match. */
const patternCases: [
  pattern: string,
  options: string,
  texts: string[],
  expected: number[] | { code: number },
][] = [
  ["^x$", "", ["x\n", "x", "x\n\n"], [1, 2]],
  ["^b$", "m", ["a\rb", "a\nb", "a\nb\nc", "a\n"], [2, 3]],
  ["^$", "m", ["a\n", ""], [2]],
  ["a.b", "", ["a\rb", "a\u2028b", "a\nb", "a😀b"], [1, 2, 4]],
  ["a.b", "s", ["a\nb"], [1]],
  ["\\Afoo\\z", "m", ["foo", "Afooz", "foo\n"], [1]],
  ["foo\\Z", "", ["foo", "fooZ", "foo\n"], [1, 3]],
  ["a\\hb", "", ["a b", "ahb", "a\tb"], [1, 3]],
  ["\\Qa.b\\E$", "", ["a.b", "axb"], [1]],
  ["^[[:alpha:]_]+$", "", ["ab_", ":"], [1]],
  ["^\\s$", "", ["\u00a0", " "], [2]],
  ["^[\\s\\S]$", "", ["\u00a0", " ", "\n"], [1, 2, 3]],
  ["^\\S$", "", ["\u00a0", " "], [1]],
  ["^a\\-\\p{L}$", "", ["a-é", "a-p{L}"], [1]],
  ["^[\\w-.]+\\@$", "", ["a-.@", "a,@"], [1]],
  ["^[]a]$", "", ["]", "a", "b"], [1, 2]],
  ["^[^]a]$", "", ["]", "a", "b"], [3]],
  ["x{y]}", "", ["x{y]}"], [1]],
  ["^x{2,3}$", "", ["xx", "x{2,3}"], [1]],
  ["a\\ b #c\n$", "x", ["a b", "ab"], [1]],
  ["a#b", "", ["a#b"], [1]],
  ["\\x{1F600}", "", ["😀"], [1]],
  ["^(a)\\1$", "", ["aa", "ab"], [1]],
  ["(?i)b", "", ["B"], [1]],
];

/** Patterns that only PCRE has, or that MongoDB refuses, too. */
const refusedPatterns = [
  "a++",
  "(?>a)",
  "a\\Kb",
  "\\Ga",
  "x(?i)a",
  "\\x4",
  "\\u0041",
  "[]",
  "[[:^alpha:]]",
  "(?R)",
];

export const filterCases: FilterCase[] = [
  on(scores, "equality finds scalars and array elements", { a: 2 }, [2, 6]),
  on(scores, "equality does not cross types", { a: "2" }, [3]),
  on(scores, "null finds null and missing", { a: null }, [4, 5]),
  on(scores, "an array equals the whole array", { a: [1, 2, 3] }, [6]),
  on(scores, "an array with another order is another", { a: [3, 2, 1] }, []),
  on(scores, "an empty array equals only itself", { a: [] }, [7]),
  on(scores, "a subdocument equals itself", { a: { b: 1 } }, [8]),
  on(
    [{ a: { x: 1, y: 2 } }, { a: { y: 2, x: 1 } }],
    "subdocuments are equal only with the same field order",
    { a: { x: 1, y: 2 } },
    [1],
  ),
  on([{ a: { x: 1, y: 2 } }], "a part of a subdocument is not equal to it", { a: { x: 1 } }, []),
  on(scores, "$gt stays within numbers", { a: { $gt: 1 } }, [2, 6]),
  on(scores, "$gte includes the bound", { a: { $gte: 2 } }, [2, 6]),
  on(scores, "$lt stays within numbers", { a: { $lt: 2 } }, [1, 6]),
  on(scores, "$lte with null finds null and missing", { a: { $lte: null } }, [4, 5]),
  on(scores, "$gt with null finds nothing", { a: { $gt: null } }, []),
  on(scores, "$ne excludes arrays that hold the value", { a: { $ne: 2 } }, [1, 3, 4, 5, 7, 8]),
  on(scores, "$ne null finds whatever has a value", { a: { $ne: null } }, [1, 2, 3, 6, 7, 8]),
  on(scores, "$in finds any of the values", { a: { $in: [1, null] } }, [1, 4, 5, 6]),
  on(scores, "$in with nothing finds nothing", { a: { $in: [] } }, []),
  on(scores, "$nin is the opposite of $in", { a: { $nin: [1, null] } }, [2, 3, 7, 8]),
  on(scores, "$exists true finds null, too", { a: { $exists: true } }, [1, 2, 3, 4, 6, 7, 8]),
  on(scores, "$exists false finds only missing fields", { a: { $exists: false } }, [5]),
  on(scores, "$type by name", { a: { $type: "string" } }, [3]),
  on(scores, "$type number looks into arrays", { a: { $type: "number" } }, [1, 2, 6]),
  on(scores, "$type array finds the arrays", { a: { $type: "array" } }, [6, 7]),
  on(scores, "$type takes several", { a: { $type: ["null", "object"] } }, [4, 8]),
  on(scores, "$type by number", { a: { $type: 10 } }, [4]),
  on(scores, "$type refuses unknown names", { a: { $type: "number64" } }, { code: 2 }),
  on(scores, "$size counts elements", { a: { $size: 3 } }, [6]),
  on(scores, "$size 0 finds empty arrays", { a: { $size: 0 } }, [7]),
  on(scores, "$size refuses negative numbers", { a: { $size: -1 } }, { code: 2 }),
  on(scores, "$all needs every value", { a: { $all: [1, 3] } }, [6]),
  on(scores, "$all with one value finds scalars, too", { a: { $all: [2] } }, [2, 6]),
  on(scores, "$all with nothing finds nothing", { a: { $all: [] } }, []),
  on(scores, "$all refuses what is no array", { a: { $all: 1 } }, { code: 2 }),
  on(scores, "$mod looks into arrays", { a: { $mod: [2, 1] } }, [1, 6]),
  on(scores, "$mod refuses division by zero", { a: { $mod: [0, 0] } }, { code: 2 }),
  on(scores, "$mod refuses one number", { a: { $mod: [2] } }, { code: 2 }),
  on(
    scores,
    "$not turns a condition around, missing included",
    { a: { $not: { $gt: 1 } } },
    [1, 3, 4, 5, 7, 8],
  ),
  on(scores, "$not takes a regex", { a: { $not: /2/ } }, [1, 2, 4, 5, 6, 7, 8]),
  on(scores, "$not refuses a plain value", { a: { $not: 1 } }, { code: 2 }),
  on(scores, "$and needs all", { $and: [{ a: { $gt: 1 } }, { a: { $lt: 2 } }] }, [6]),
  on(scores, "$or needs one", { $or: [{ a: 1 }, { a: "2" }] }, [1, 3, 6]),
  on(scores, "$nor needs none", { $nor: [{ a: 1 }, { a: null }] }, [2, 3, 7, 8]),
  on(scores, "$or refuses an empty list", { $or: [] }, { code: 2 }),
  on(scores, "unknown operators are refused", { a: { $foo: 1 } }, { code: 2 }),
  on(scores, "unknown top level operators are refused", { $foo: 1 }, { code: 2 }),
  on(scores, "two conditions on an array may be met by two elements", { a: { $gt: 2, $lt: 2 } }, [6]),
  on(
    [{ a: [1, 5] }, { a: [3] }],
    "$elemMatch needs one element that meets both",
    { a: { $elemMatch: { $gt: 2, $lt: 4 } } },
    [2],
  ),
  on([{ a: 3 }], "$elemMatch finds arrays only", { a: { $elemMatch: { $gt: 2 } } }, []),
  on(
    [
      {
        a: [
          { x: 1, y: 2 },
          { x: 3, y: 4 },
        ],
      },
    ],
    "$elemMatch on subdocuments needs one that meets all",
    { a: { $elemMatch: { x: 1, y: 4 } } },
    [],
  ),
  on(
    [
      {
        a: [
          { x: 1, y: 2 },
          { x: 3, y: 4 },
        ],
      },
    ],
    "dotted conditions may be met by two elements",
    { "a.x": 1, "a.y": 4 },
    [1],
  ),
  on([{ a: [{ x: 1 }, { x: 2 }] }, { a: { x: 2 } }], "dotted paths go through arrays", { "a.x": 2 }, [1, 2]),
  on([{ a: [{ x: 1 }, { x: 2 }] }], "a number names an element", { "a.1.x": 2 }, [1]),
  on([{ a: [{ x: 1 }, { x: 2 }] }], "a number names only that element", { "a.0.x": 2 }, []),
  on([{ a: { 0: "x" } }], "a number may be a field's name", { "a.0": "x" }, [1]),
  on(
    [{ a: [] }, { a: [null] }, { a: [{}] }, {}],
    "dotted null finds elements without the field",
    { "a.b": null },
    [3, 4],
  ),
  on([{ a: [1] }, { a: [] }, {}], "an element exists by its index", { "a.0": { $exists: true } }, [1]),
  on(
    [{ a: [[1, 2], [3]] }],
    "$elemMatch finds an array within an array",
    { a: { $elemMatch: { $elemMatch: { $eq: 3 } } } },
    [1],
  ),
  on([{ a: [[1, 2], [3]] }], "equality finds an array among the elements", { a: [3] }, [1]),
  on([{ a: [[1, 2], [3]] }], "equality does not look two arrays deep", { a: 3 }, []),
  on([{ a: [{ b: [{ c: 1 }, { c: 2 }] }] }], "paths go through several arrays", { "a.b.c": 2 }, [1]),
  on(
    [{ s: "Alpha" }, { s: "beta" }, { s: ["gamma", "Beta"] }],
    "a regex matches strings and elements",
    { s: /^b/ },
    [2],
  ),
  on(
    [{ s: "Alpha" }, { s: "beta" }, { s: ["gamma", "Beta"] }],
    "a regex takes the i option",
    { s: /^b/i },
    [2, 3],
  ),
  on([{ s: "a\nb" }], "a regex takes the m option", { s: /^b$/m }, [1]),
  on([{ s: "a\nb" }], "a regex takes the s option", { s: { $regex: "a.b", $options: "s" } }, [1]),
  on([{ s: "ab" }], "a regex takes the x option", { s: new BSONRegExp("a  b # both", "x") }, [1]),
  on([{ s: "ab" }], "$regex with $options", { s: { $regex: "AB", $options: "i" } }, [1]),
  on([{ s: "ab" }], "$options without $regex is refused", { s: { $options: "i" } }, { code: 2 }),
  on([{ s: "ab" }], "an invalid regex is refused", { s: { $regex: "(" } }, { code: 51091 }),
  on([{ s: "ab" }, { s: "cd" }], "$in takes regexes", { s: { $in: [/^c/] } }, [2]),
  on(
    [{ s: new BSONRegExp("a", "") }, { s: "a" }],
    "a regex finds itself and what it matches",
    { s: /a/ },
    [1, 2],
  ),
  ...patternCases.map(([pattern, options, texts, expected]) =>
    on(
      texts.map((s) => ({ s })),
      `the pattern ${JSON.stringify(pattern)} with the options "${options}"`,
      { s: new BSONRegExp(pattern, options) },
      expected,
    ),
  ),
  ...refusedPatterns.map((pattern) =>
    on([{ s: "a" }], `the pattern ${pattern} is refused`, { s: new BSONRegExp(pattern) }, { code: 51091 }),
  ),
  on([{ s: "ü" }, { s: "ue" }], "regexes work on characters, not bytes", { s: /^.$/ }, [1]),
  on(
    [{ n: 5 }, { n: new Double(5) }, { n: Long.fromNumber(5) }, { n: Decimal128.fromString("5.0") }],
    "all types of numbers are equal",
    { n: 5 },
    [1, 2, 3, 4],
  ),
  on(
    [{ n: 5 }, { n: new Double(5) }, { n: Long.fromNumber(5) }, { n: Decimal128.fromString("5") }],
    "$type tells them apart",
    { n: { $type: "long" } },
    [3],
  ),
  on([{ n: 5 }, { n: new Double(5) }], "$type tells int from double", { n: { $type: "double" } }, [2]),
  on(
    [{ n: Long.fromString("9007199254740993") }, { n: Long.fromString("9007199254740992") }],
    "longs are exact beyond doubles",
    { n: Long.fromString("9007199254740993") },
    [1],
  ),
  on(
    [{ n: Long.fromString("9007199254740993") }, { n: 9007199254740992 }],
    "a long is greater than the double below it",
    { n: { $gt: 9007199254740992 } },
    [1],
  ),
  on(
    [{ n: Decimal128.fromString("0.1") }, { n: 0.1 }],
    "a decimal 0.1 is not the double 0.1",
    { n: Decimal128.fromString("0.1") },
    [1],
  ),
  on([{ n: Number.NaN }, { n: 1 }], "NaN finds NaN", { n: Number.NaN }, [1]),
  on([{ n: Number.NaN }, { n: 1 }], "NaN is not less than numbers", { n: { $lt: 5 } }, [2]),
  on([{ n: -0 }, { n: 0 }], "minus zero is zero", { n: 0 }, [1, 2]),
  on(
    [{ n: Number.POSITIVE_INFINITY }, { n: 1 }],
    "infinity is greater than numbers",
    { n: { $gt: 1e308 } },
    [1],
  ),
  on(
    [{ d: day(1) }, { d: day(2) }, { d: "2024-01-02" }],
    "dates compare with dates",
    { d: { $gte: day(2) } },
    [2],
  ),
  on([{ b: true }, { b: false }, { b: 1 }], "booleans are no numbers", { b: true }, [1]),
  on([{ b: true }, { b: false }], "false is less than true", { b: { $lt: true } }, [2]),
  on([{ i: id }, { i: id.toHexString() }], "an ObjectId is not its text", { i: id }, [1]),
  on(
    [
      { b: new Binary(Buffer.from("ab")) },
      { b: new Binary(Buffer.from("abc")) },
      { b: new Binary(Buffer.from("ab"), 5) },
    ],
    "binary data is equal with its subtype",
    { b: new Binary(Buffer.from("ab")) },
    [1],
  ),
  on(
    [{ b: new Binary(Buffer.from("b")) }, { b: new Binary(Buffer.from("aa")) }],
    "longer binary data is greater",
    { b: { $gt: new Binary(Buffer.from("b")) } },
    [2],
  ),
  on(
    [{ t: new Timestamp({ t: 5, i: 1 }) }, { t: new Timestamp({ t: 5, i: 2 }) }],
    "timestamps compare by second and count",
    { t: { $gt: new Timestamp({ t: 5, i: 1 }) } },
    [2],
  ),
  on([{ k: new MinKey() }, { k: new MaxKey() }, { k: 1 }], "MinKey finds itself", { k: new MinKey() }, [1]),
  on(
    [{ k: new MinKey() }, { k: 1 }, { k: "z" }],
    "every type is greater than MinKey",
    { k: { $gt: new MinKey() } },
    [2, 3],
  ),
  on([{ s: "a" }, { s: "B" }, { s: "b" }], "strings compare by their bytes", { s: { $gt: "B" } }, [1, 3]),
  on(
    [{ o: { a: 1 } }, { o: { a: 2 } }, { o: { b: 0 } }],
    "subdocuments compare field by field",
    { o: { $gt: { a: 1 } } },
    [2, 3],
  ),
  on(
    [
      { a: 5, b: 3 },
      { a: 1, b: 3 },
    ],
    "$expr compares fields",
    { $expr: { $gt: ["$a", "$b"] } },
    [1],
  ),
  on(
    [
      { a: 5, b: 3 },
      { a: 1, b: 3 },
    ],
    "$expr goes with other conditions",
    { b: 3, $expr: { $lt: ["$a", 2] } },
    [2],
  ),
  on([{ a: 1 }], "$comment changes nothing", { a: 1, $comment: "hello" }, [1]),
  on([{ a: [1, 2] }, { a: [1] }], "$all with $elemMatch", { a: { $all: [{ $elemMatch: { $gt: 1 } }] } }, [1]),
  on(
    [{ a: { $ref: "x", $id: 1 } }],
    "a reference is a value, not an operator",
    { a: { $ref: "x", $id: 1 } },
    [1],
  ),
  ...dbRefs,
];
