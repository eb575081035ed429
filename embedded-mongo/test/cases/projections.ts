/** Cases of projections by flags, which find, findAndModify and `$project` have in common. */
import { Decimal128, Double, Long } from "bson";

/** A projection, and the document or the error's code. */
export type FlagCase = [projection: object, expected: object | number];

/** The projected document. */
export const flagDocument = {
  _id: 1,
  name: "n",
  password: "p",
  nested: { a: 1, b: { c: 2, d: 3 } },
  list: [{ x: 1, y: 2 }, 5, [{ x: 6 }]],
};

const { password: _, ...withoutPassword } = flagDocument;
const { _id: __, ...withoutId } = flagDocument;
const { name: ___, ...withoutBoth } = withoutPassword;

const falseFlags = [false, 0, new Double(0), -0, Long.ZERO, Decimal128.fromString("0")];
const trueFlags = [true, 1, -1, 1.5, new Double(2), Long.ONE, Decimal128.fromString("0.1"), Number.NaN];

const ofFalse = (flag: unknown): FlagCase[] => [
  [{ password: flag }, withoutPassword],
  [{ _id: flag }, withoutId],
  [{ password: flag, name: false }, withoutBoth],
  [{ password: 0, name: flag }, withoutBoth],
  [
    { _id: flag, password: flag, name: flag },
    { nested: flagDocument.nested, list: flagDocument.list },
  ],
  [{ _id: flag, name: 1 }, { name: "n" }],
  [{ name: true, _id: flag }, { name: "n" }],
  [{ "nested.a": flag }, { ...flagDocument, nested: { b: { c: 2, d: 3 } } }],
  [{ nested: { a: flag } }, { ...flagDocument, nested: { b: { c: 2, d: 3 } } }],
  [{ nested: { b: { c: flag }, a: 0 } }, { ...flagDocument, nested: { b: { d: 3 } } }],
  [
    { "nested.b.c": flag, "nested.b.d": 0 },
    { ...flagDocument, nested: { a: 1, b: {} } },
  ],
  [{ "list.x": flag }, { ...flagDocument, list: [{ y: 2 }, 5, [{}]] }],
  [{ "_id.x": flag }, flagDocument],
  [{ name: 1, password: flag }, 31254],
  [{ password: flag, name: 1 }, 31253],
  [{ "nested.a": 1, "nested.b": flag }, 31254],
  [{ password: flag, x: "$name" }, 31252],
  [{ nested: flag, "nested.a": flag }, 31249],
  [{ "nested.a": flag, nested: flag }, 31250],
];

const ofTrue = (flag: unknown): FlagCase[] => [
  [{ password: flag }, { _id: 1, password: "p" }],
  [{ _id: flag }, { _id: 1 }],
  [{ _id: flag, password: 0 }, withoutPassword],
  [{ password: 0, _id: flag }, withoutPassword],
  [{ "nested.b.c": flag }, { _id: 1, nested: { b: { c: 2 } } }],
  [{ nested: { b: { c: flag } }, _id: 0 }, { nested: { b: { c: 2 } } }],
  [{ "list.x": flag, _id: 0 }, { list: [{ x: 1 }, [{ x: 6 }]] }],
  [{ missing: flag }, { _id: 1 }],
];

export const flagCases: FlagCase[] = [
  ...falseFlags.flatMap(ofFalse),
  ...trueFlags.flatMap(ofTrue),
  [{ r: { a: "$missing" } }, { _id: 1, r: {} }],
  [{ "r.a": "$missing" }, { _id: 1, r: {} }],
  [{ r: { a: { b: "$missing" }, c: "$name" } }, { _id: 1, r: { a: {}, c: "n" } }],
  [{ nested: { a: "$missing" } }, { _id: 1, nested: {} }],
  [{ list: { x: "$name" } }, { _id: 1, list: [{ x: "n" }, { x: "n" }, [{ x: "n" }]] }],
  [
    { name: "$$REMOVE", password: 1 },
    { _id: 1, password: "p" },
  ],
  [{ x: "text", _id: 0 }, { x: "text" }],
  [{ x: ["$missing", "$name"] }, { _id: 1, x: [null, "n"] }],
  [
    { x: "$name", password: 1 },
    { _id: 1, password: "p", x: "n" },
  ],
  [{ _id: "$name" }, { _id: "n" }],
  [{ a: {} }, 51270],
  [{ "a..b": 1 }, 15998],
  [{ "a.$b": 1 }, 16410],
  [{ $a: 1 }, 16410],
];
