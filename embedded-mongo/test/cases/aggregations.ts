/** Cases of pipelines: documents, and the result or the error. */
import { Decimal128, Double, Long, ObjectId } from "bson";

/** Documents get `_id` 1, 2, 3, ... unless they have one; a second collection "other" may be filled, too. */
export interface AggregationCase {
  title: string;
  documents: object[];
  pipeline: object[];
  expected: object[] | { code: number };
  other?: object[];
}

const sales = [
  { item: "a", price: 10, tags: ["x", "y"] },
  { item: "b", price: 20, tags: ["y"] },
  { item: "a", price: 30, tags: [] },
  { item: "c", price: 5 },
];
const make = (
  title: string,
  pipeline: object[],
  expected: object[] | { code: number },
  documents: object[] = sales,
  other?: object[],
): AggregationCase => ({
  title,
  documents,
  pipeline,
  expected,
  ...(other ? { other } : {}),
});
const oid = new ObjectId("64b000000000000000000001");

const thenField = "then";
/** A branch of $switch; an object with a literal field "then" is taken for a promise by the linter. */
const branch = (condition: object, value: unknown) => ({ case: condition, [thenField]: value });

const unwound: AggregationCase[] = [
  make(
    "$unwind of a value that is no array",
    [{ $unwind: { path: "$item", includeArrayIndex: "i" } }],
    [{ _id: 1, item: "a", i: null }],
    [{ item: "a" }],
  ),
  make("$unwind takes no index name with $", [{ $unwind: { path: "$a", includeArrayIndex: "$i" } }], {
    code: 28822,
  }),
  make("$unwind takes no empty index name", [{ $unwind: { path: "$a", includeArrayIndex: "" } }], {
    code: 28810,
  }),
  make("$unwind takes a boolean", [{ $unwind: { path: "$a", preserveNullAndEmptyArrays: 1 } }], {
    code: 28809,
  }),
  make("$unwind takes no number", [{ $unwind: 5 }], { code: 15981 }),
  make("$unset takes a field at least", [{ $unset: [] }], { code: 31119 }),
  make("$unset takes strings", [{ $unset: 5 }], { code: 31002 }),
];

/** What stages make of fields that are absent. */
const absent: AggregationCase[] = [
  make(
    "$set of a missing field leaves its parent",
    [{ $set: { "r.a": "$none" } }],
    [{ _id: 1, r: {} }],
    [{}],
  ),
  make(
    "$set replaces a scalar by a document",
    [{ $set: { "r.a": 1 } }],
    [{ _id: 1, r: { a: 1 } }],
    [{ r: 5 }],
  ),
  make(
    "$set changes each element",
    [{ $set: { "r.a": 1 } }],
    [{ _id: 1, r: [{ a: 1 }, { a: 1 }] }],
    [{ r: [5, {}] }],
  ),
  make("$set of a missing value removes the field", [{ $set: { r: "$none" } }], [{ _id: 1 }], [{ r: 5 }]),
  make(
    "accumulators of a missing field",
    [
      {
        $group: {
          _id: null,
          sum: { $sum: "$none" },
          avg: { $avg: "$none" },
          min: { $min: "$none" },
          first: { $first: "$none" },
          push: { $push: "$none" },
          merged: { $mergeObjects: "$none" },
        },
      },
    ],
    [{ _id: null, sum: 0, avg: null, min: null, first: null, push: [], merged: {} }],
    [{}],
  ),
  make("an accumulator takes one argument", [{ $group: { _id: null, n: { $sum: ["$a", "$b"] } } }], {
    code: 40237,
  }),
  ...["$push", "$addToSet", "$sum"].map((name) =>
    make(`${name} takes no array`, [{ $group: { _id: null, n: { [name]: ["$a"] } } }], { code: 40237 }),
  ),
  make("$group refuses a field with a $", [{ $group: { _id: null, $n: { $sum: 1 } } }], { code: 40236 }),
  make("$sortByCount takes no constant", [{ $sortByCount: "item" }], { code: 40149 }),
  make("$sortByCount takes no document", [{ $sortByCount: { a: "$item" } }], { code: 40147 }),
  make("$unset refuses a path twice", [{ $unset: ["a", "a"] }], { code: 31250 }),
  make("$group by a missing field", [{ $group: { _id: "$none" } }], [{ _id: null }], [{}]),
];

export const aggregationCases: AggregationCase[] = [
  make("$match filters", [{ $match: { item: "a" } }, { $project: { _id: 1 } }], [{ _id: 1 }, { _id: 3 }]),
  make(
    "$match after $sort",
    [{ $sort: { price: -1 } }, { $match: { item: "a" } }, { $project: { _id: 1 } }],
    [{ _id: 3 }, { _id: 1 }],
  ),
  make(
    "$sort, $skip and $limit",
    [{ $sort: { price: 1 } }, { $skip: 1 }, { $limit: 2 }, { $project: { price: 1, _id: 0 } }],
    [{ price: 10 }, { price: 20 }],
  ),
  make(
    "$limit before $sort limits first",
    [{ $limit: 2 }, { $sort: { price: -1 } }, { $project: { _id: 1 } }],
    [{ _id: 2 }, { _id: 1 }],
  ),
  make(
    "$skip before $limit before $match",
    [{ $skip: 1 }, { $match: { item: "a" } }, { $project: { _id: 1 } }],
    [{ _id: 3 }],
  ),
  make("$limit refuses zero", [{ $limit: 0 }], { code: 15958 }),
  make(
    "$group sums and counts",
    [{ $group: { _id: "$item", total: { $sum: "$price" }, n: { $sum: 1 } } }, { $sort: { _id: 1 } }],
    [
      { _id: "a", total: 40, n: 2 },
      { _id: "b", total: 20, n: 1 },
      { _id: "c", total: 5, n: 1 },
    ],
  ),
  make(
    "$group over all",
    [{ $group: { _id: null, avg: { $avg: "$price" }, min: { $min: "$price" }, max: { $max: "$price" } } }],
    [{ _id: null, avg: 16.25, min: 5, max: 30 }],
  ),
  make(
    "$group of nothing is nothing",
    [{ $match: { item: "z" } }, { $group: { _id: null, n: { $sum: 1 } } }],
    [],
  ),
  make(
    "$group by a document",
    [{ $group: { _id: { i: "$item" }, n: { $count: {} } } }, { $sort: { n: -1, "_id.i": 1 } }, { $limit: 1 }],
    [{ _id: { i: "a" }, n: 2 }],
  ),
  make(
    "$group puts missing and null together",
    [
      { $group: { _id: "$tags.0", n: { $sum: 1 } } },
      { $sort: { n: -1 } },
      { $limit: 1 },
      { $project: { n: 1, _id: 0 } },
    ],
    [{ n: 3 }],
  ),
  make(
    "$group with $first, $last, $push",
    [
      { $sort: { price: 1 } },
      { $group: { _id: null, f: { $first: "$price" }, l: { $last: "$price" }, p: { $push: "$price" } } },
    ],
    [{ _id: null, f: 5, l: 30, p: [5, 10, 20, 30] }],
  ),
  make(
    "$group with $addToSet",
    [{ $group: { _id: null, s: { $addToSet: "$item" } } }, { $project: { n: { $size: "$s" }, _id: 0 } }],
    [{ n: 3 }],
  ),
  make(
    "$sum ignores what is no number",
    [{ $group: { _id: null, n: { $sum: "$item" } } }],
    [{ _id: null, n: 0 }],
  ),
  make(
    "$avg of nothing is null",
    [{ $group: { _id: null, n: { $avg: "$item" } } }],
    [{ _id: null, n: null }],
  ),
  make("$group refuses a missing _id", [{ $group: { n: { $sum: 1 } } }], { code: 15955 }),
  make("$group refuses unknown accumulators", [{ $group: { _id: null, n: { $foo: 1 } } }], { code: 15952 }),
  make("$count counts", [{ $match: { price: { $gte: 10 } } }, { $count: "n" }], [{ n: 3 }]),
  make("$count of nothing is nothing", [{ $match: { price: 0 } }, { $count: "n" }], []),
  make("$sortByCount", [{ $sortByCount: "$item" }, { $limit: 1 }], [{ _id: "a", count: 2 }]),
  make(
    "$unwind makes a document an element",
    [{ $unwind: "$tags" }, { $project: { tags: 1 } }],
    [
      { _id: 1, tags: "x" },
      { _id: 1, tags: "y" },
      { _id: 2, tags: "y" },
    ],
  ),
  make(
    "$unwind keeps empty ones if told",
    [
      { $unwind: { path: "$tags", preserveNullAndEmptyArrays: true } },
      { $match: { _id: { $gte: 3 } } },
      { $project: { tags: 1 } },
    ],
    [{ _id: 3 }, { _id: 4 }],
  ),
  make(
    "$unwind with an index",
    [
      { $match: { _id: 1 } },
      { $unwind: { path: "$tags", includeArrayIndex: "i" } },
      { $project: { i: 1, _id: 0 } },
    ],
    [{ i: 0 }, { i: 1 }],
  ),
  make(
    "$unwind of a scalar leaves it",
    [{ $match: { _id: 1 } }, { $unwind: "$item" }, { $project: { item: 1 } }],
    [{ _id: 1, item: "a" }],
  ),
  make("$unwind refuses a name without $", [{ $unwind: "tags" }], { code: 28818 }),
  make("$project includes", [{ $match: { _id: 1 } }, { $project: { item: 1 } }], [{ _id: 1, item: "a" }]),
  make(
    "$project excludes",
    [{ $match: { _id: 1 } }, { $project: { item: 0, tags: 0 } }],
    [{ _id: 1, price: 10 }],
  ),
  make(
    "$project computes",
    [{ $match: { _id: 1 } }, { $project: { _id: 0, double: { $multiply: ["$price", 2] } } }],
    [{ double: 20 }],
  ),
  make("$project refuses a mix", [{ $project: { item: 1, price: 0 } }], { code: 31254 }),
  make("$project refuses nothing", [{ $project: {} }], { code: 51272 }),
  make(
    "$addFields adds",
    [{ $match: { _id: 4 } }, { $addFields: { "x.y": "$price" } }],
    [{ _id: 4, item: "c", price: 5, x: { y: 5 } }],
  ),
  make(
    "$set with $$REMOVE removes",
    [{ $match: { _id: 4 } }, { $set: { price: "$$REMOVE" } }],
    [{ _id: 4, item: "c" }],
  ),
  make("$unset removes several", [{ $match: { _id: 4 } }, { $unset: ["item", "price"] }], [{ _id: 4 }]),
  make(
    "$replaceRoot replaces",
    [{ $match: { _id: 4 } }, { $replaceRoot: { newRoot: { p: "$price" } } }],
    [{ p: 5 }],
  ),
  make(
    "$replaceWith $mergeObjects",
    [{ $match: { _id: 4 } }, { $replaceWith: { $mergeObjects: ["$$ROOT", { price: 6 }] } }],
    [{ _id: 4, item: "c", price: 6 }],
  ),
  make("$replaceRoot refuses a scalar", [{ $replaceRoot: { newRoot: "$price" } }], { code: 40228 }),
  make(
    "$facet runs several",
    [
      {
        $facet: {
          n: [{ $count: "c" }],
          top: [{ $sort: { price: -1 } }, { $limit: 1 }, { $project: { _id: 1 } }],
        },
      },
    ],
    [{ n: [{ c: 4 }], top: [{ _id: 3 }] }],
  ),
  make(
    "$lookup joins by equality",
    [
      { $match: { _id: { $in: [1, 4] } } },
      { $lookup: { from: "other", localField: "item", foreignField: "key", as: "o" } },
      { $project: { o: 1 } },
    ],
    [
      { _id: 1, o: [{ _id: 1, key: "a" }] },
      { _id: 4, o: [] },
    ],
    sales,
    [{ key: "a" }, { key: "b" }],
  ),
  make(
    "$lookup joins missing with null",
    [{ $lookup: { from: "other", localField: "none", foreignField: "key", as: "o" } }],
    [{ _id: 1, o: [{ _id: 2 }] }],
    [{}],
    [{ key: 1 }, {}],
  ),
  make(
    "$lookup joins an empty array as null",
    [{ $lookup: { from: "other", localField: "l", foreignField: "key", as: "o" } }],
    [{ _id: 1, l: [], o: [{ _id: 2 }, { _id: 3, key: null }] }],
    [{ l: [] }],
    [{ key: 1 }, {}, { key: null }],
  ),
  make(
    "$lookup joins the elements of arrays within arrays of documents",
    [
      { $lookup: { from: "other", localField: "l.m", foreignField: "key", as: "o" } },
      { $project: { _id: 0, o: "$o._id" } },
    ],
    [{ o: [1, 2] }],
    [{ l: [{ m: [1, 2] }, { m: "x" }, {}] }],
    [{ key: 2 }, { key: "x" }, {}, { key: 5 }],
  ),
  make(
    "$lookup with a variable that is missing",
    [
      {
        $lookup: {
          from: "other",
          let: { v: "$none" },
          pipeline: [{ $match: { $expr: { $eq: ["$key", "$$v"] } } }],
          as: "o",
        },
      },
    ],
    [{ _id: 1, o: [{ _id: 2 }] }],
    [{}],
    [{ key: null }, {}],
  ),
  make(
    "$lookup joins array elements",
    [
      { $match: { _id: 1 } },
      { $lookup: { from: "other", localField: "tags", foreignField: "key", as: "o" } },
      { $project: { "o.key": 1, _id: 0 } },
    ],
    [{ o: [{ key: "x" }, { key: "y" }] }],
    sales,
    [{ key: "x" }, { key: "y" }, { key: "z" }],
  ),
  make(
    "$lookup with a pipeline and variables",
    [
      { $match: { _id: 1 } },
      {
        $lookup: {
          from: "other",
          let: { p: "$price" },
          pipeline: [{ $match: { $expr: { $lt: ["$n", "$$p"] } } }, { $project: { _id: 0 } }],
          as: "o",
        },
      },
      { $project: { o: 1, _id: 0 } },
    ],
    [{ o: [{ n: 5 }] }],
    sales,
    [{ n: 5 }, { n: 15 }],
  ),
  make(
    "$cond and $ifNull",
    [
      { $sort: { _id: 1 } },
      {
        $project: {
          _id: 0,
          big: { $cond: [{ $gte: ["$price", 20] }, "yes", "no"] },
          tags: { $ifNull: ["$tags", "none"] },
        },
      },
      { $skip: 3 },
    ],
    [{ big: "no", tags: "none" }],
  ),
  make(
    "$switch",
    [
      { $match: { _id: 1 } },
      {
        $project: {
          _id: 0,
          v: { $switch: { branches: [branch({ $eq: ["$item", "a"] }, 1)], default: 2 } },
        },
      },
    ],
    [{ v: 1 }],
  ),
  make(
    "$concat and $toUpper",
    [{ $match: { _id: 1 } }, { $project: { _id: 0, v: { $concat: [{ $toUpper: "$item" }, "-", "z"] } } }],
    [{ v: "A-z" }],
  ),
  make(
    "$map and $filter",
    [
      { $match: { _id: 1 } },
      {
        $project: {
          _id: 0,
          m: { $map: { input: "$tags", as: "t", in: { $concat: ["$$t", "!"] } } },
          f: { $filter: { input: "$tags", as: "t", cond: { $eq: ["$$t", "x"] } } },
        },
      },
    ],
    [{ m: ["x!", "y!"], f: ["x"] }],
  ),
  make(
    "$reduce",
    [
      { $match: { _id: 1 } },
      {
        $project: {
          _id: 0,
          v: { $reduce: { input: [1, 2, 3], initialValue: 0, in: { $add: ["$$value", "$$this"] } } },
        },
      },
    ],
    [{ v: 6 }],
  ),
  make(
    "$arrayElemAt and $size",
    [
      { $match: { _id: 1 } },
      { $project: { _id: 0, e: { $arrayElemAt: ["$tags", -1] }, s: { $size: "$tags" } } },
    ],
    [{ e: "y", s: 2 }],
  ),
  make(
    "$in in an expression",
    [{ $match: { _id: 1 } }, { $project: { _id: 0, v: { $in: ["x", "$tags"] } } }],
    [{ v: true }],
  ),
  make(
    "$setUnion compares ids",
    [{ $project: { _id: 0, n: { $size: { $setUnion: [["$i"], ["$j"]] } } } }],
    [{ n: 1 }],
    [{ i: oid, j: oid }],
  ),
  make(
    "comparison crosses types in the order of types",
    [{ $project: { _id: 0, v: { $gt: ["$s", "$n"] } } }],
    [{ v: true }],
    [{ s: "a", n: 5 }],
  ),
  make(
    "a missing field is less than null",
    [{ $project: { _id: 0, v: { $lt: ["$missing", null] } } }],
    [{ v: true }],
    [{}],
  ),
  make(
    "$type tells missing",
    [{ $project: { _id: 0, v: { $type: "$missing" }, w: { $type: "$n" } } }],
    [{ v: "missing", w: "int" }],
    [{ n: 5 }],
  ),
  make(
    "$dateToString",
    [{ $project: { _id: 0, v: { $dateToString: { date: "$d", format: "%Y-%m-%d" } } } }],
    [{ v: "2024-01-02" }],
    [{ d: new Date("2024-01-02T03:04:05Z") }],
  ),
  make(
    "$add to a date",
    [{ $project: { _id: 0, v: { $add: ["$d", 1000] } } }],
    [{ v: new Date("2024-01-02T03:04:06Z") }],
    [{ d: new Date("2024-01-02T03:04:05Z") }],
  ),
  make(
    "$subtract of dates is milliseconds",
    [{ $project: { _id: 0, v: { $subtract: ["$d", new Date("2024-01-02T03:04:00Z")] } } }],
    [{ v: 5000 }],
    [{ d: new Date("2024-01-02T03:04:05Z") }],
  ),
  make(
    "$literal is taken as it is",
    [{ $match: { _id: 1 } }, { $project: { _id: 0, v: { $literal: "$item" } } }],
    [{ v: "$item" }],
  ),
  make(
    "dotted paths through arrays give arrays",
    [{ $project: { _id: 0, v: "$a.b" } }],
    [{ v: [1, 2] }],
    [{ a: [{ b: 1 }, { b: 2 }, { c: 3 }] }],
  ),
  make(
    "$sum and $max in an expression",
    [{ $match: { _id: 1 } }, { $project: { _id: 0, s: { $sum: ["$price", 5] }, m: { $max: [1, 7, 3] } } }],
    [{ s: 15, m: 7 }],
  ),
  make(
    "$round and $mod",
    [{ $match: { _id: 1 } }, { $project: { _id: 0, r: { $round: [2.567, 1] }, m: { $mod: ["$price", 3] } } }],
    [{ r: 2.6, m: 1 }],
  ),
  make(
    "$divide",
    [{ $match: { _id: 1 } }, { $project: { _id: 0, v: { $divide: ["$price", 4] } } }],
    [{ v: 2.5 }],
  ),
  make("$divide refuses zero", [{ $project: { v: { $divide: ["$price", 0] } } }], { code: 2 }),
  make("unknown expressions are refused", [{ $project: { v: { $foo: 1 } } }], { code: 31325 }),
  make("unknown stages are refused", [{ $foo: {} }], { code: 40324 }),
  make("two operators in a stage are refused", [{ $match: {}, $sort: { a: 1 } }], { code: 40323 }),
  make("undefined variables are refused", [{ $project: { v: "$$foo" } }], { code: 17276 }),
  make(
    "arithmetic goes on with the doubles it made",
    [
      {
        $project: { _id: 0, v: { $divide: [{ $add: ["$a", 0.5] }, 2] }, r: { $round: [{ $avg: "$l" }, 1] } },
      },
    ],
    [{ v: 0.5, r: 2 }],
    [{ a: 0.5, l: [1, 3] }],
  ),
  make(
    "expressions keep the types of what they pass on",
    [
      {
        $set: {
          c: { $ifNull: ["$a", 1] },
          d: { $cond: [true, "$b", 1] },
          e: { $concatArrays: [["$a"], ["$b"]] },
        },
      },
      {
        $project: {
          _id: 0,
          c: { $type: "$c" },
          d: { $type: "$d" },
          e: { $map: { input: "$e", in: { $type: "$$this" } } },
        },
      },
    ],
    [{ c: "double", d: "long", e: ["double", "long"] }],
    [{ a: new Double(5), b: Long.fromNumber(7) }],
  ),
  make(
    "$toDouble, $toLong and $divide make what they say",
    [
      {
        $project: {
          _id: 0,
          d: { $type: { $toDouble: "$a" } },
          l: { $type: { $toLong: "$a" } },
          q: { $type: { $divide: ["$a", 2] } },
        },
      },
    ],
    [{ d: "double", l: "long", q: "double" }],
    [{ a: 4 }],
  ),
  make(
    "a zero of any type is false",
    [
      {
        $project: {
          _id: 0,
          v: { $cond: ["$a", 1, 2] },
          f: { $filter: { input: [0, "", null, 2], cond: "$$this" } },
        },
      },
    ],
    [{ v: 2, f: ["", 2] }],
    [{ a: Decimal128.fromString("0") }],
  ),
  make(
    "$sortArray uses the order of types",
    [{ $project: { _id: 0, v: { $sortArray: { input: "$a", sortBy: 1 } } } }],
    [{ v: [null, 3, "b", { x: 1 }, [1], true] }],
    [{ a: ["b", 3, null, { x: 1 }, [1], true] }],
  ),
  make(
    "$indexOfArray minds the order of fields",
    [{ $project: { _id: 0, a: { $indexOfArray: ["$a", { y: 2, x: 1 }] }, b: { $indexOfArray: ["$a", 3] } } }],
    [{ a: -1, b: 1 }],
    [{ a: [{ x: 1, y: 2 }, 3] }],
  ),
  make("$mergeObjects refuses what is no object", [{ $project: { v: { $mergeObjects: ["x"] } } }], {
    code: 40400,
  }),
  make("unknown options of $unwind are refused", [{ $unwind: { path: "$a", foo: 1 } }], { code: 28811 }),
  make(
    "$unionWith appends",
    [
      { $match: { _id: 1 } },
      { $project: { item: 1 } },
      { $unionWith: { coll: "other", pipeline: [{ $match: { item: "z" } }] } },
    ],
    [
      { _id: 1, item: "a" },
      { _id: 1, item: "z" },
    ],
    sales,
    [{ item: "z" }, { item: "w" }],
  ),
  ...unwound,
  ...absent,
];
