/**
 * Aggregation expressions: mingo evaluates them, except where it would differ from MongoDB (comparison,
 * sets, number types, truth), which is done here. Loaded only by the first query that has an expression.
 */
import { Decimal128, type Document, Long, ObjectId } from "bson";
import type { Options } from "mingo/types";
import { failure, MongoServerFailure, notImplemented } from "./errors.js";
import { asDouble, computeNumbers } from "./numbers.js";
import { compareValues, keyOf } from "./order.js";
import { valueAtPath } from "./paths.js";
import { isNumeric, isObject, toNumber, typeName } from "./values.js";

/** A compiled expression. */
export type Expression = (document: Document) => unknown;

/** The expression engine with the variables (`let`) of one command. */
export interface Evaluate {
  compile(expression: unknown): Expression;
  isTrue(value: unknown): boolean;
  /** An accumulator over a group's documents: `{ $sum: "$price" }`. */
  accumulator(specification: unknown): (documents: Document[]) => unknown;
  /** The same engine with more variables. */
  with(variables: Document): Evaluate;
}

type Operator = (document: unknown, expression: unknown, options: Options) => unknown;
type Engine = Awaited<ReturnType<typeof loadEngine>>;

let loading: Promise<Engine> | undefined;
let engine: Engine | undefined;

/** Thrown where an operator is met before mingo is loaded. */
class EngineNeeded extends Error {}

/**
 * Runs `prepare` with an evaluator for a command's `let`. Plain field paths and constants need no mingo;
 * where something does, mingo is loaded (once, about 200 ms) and `prepare` runs again.
 */
export async function withEvaluate<T>(variables: unknown, prepare: (evaluate: Evaluate) => T): Promise<T> {
  if (variables !== undefined && !isObject(variables))
    throw failure(14, "BSON field 'let' must be an object");
  const run = () => {
    const plain = createEvaluate(engine, {});
    const values = Object.entries(variables ?? {}).map(([name, value]) => [name, plain.compile(value)({})]);
    return prepare(values.length === 0 ? plain : plain.with(Object.fromEntries(values)));
  };
  try {
    return run();
  } catch (error) {
    if (!(error instanceof EngineNeeded)) throw error;
    loading ??= loadEngine();
    engine = await loading;
    return run();
  }
}

const UNSUPPORTED = new Set([
  "$function",
  "$accumulator",
  "$meta",
  "$toHashedIndexKey",
  "$sampleRate",
  "$toDecimal",
  "$default",
]);

async function loadEngine() {
  const [{ Context, evalExpr }, expressions, accumulators] = await Promise.all([
    import("mingo/core"),
    import("mingo/operators/expression"),
    import("mingo/operators/accumulator"),
  ]);
  const evaluate = (document: unknown, expression: unknown, options: Options) =>
    evalExpr(document as never, expression as never, options);
  const own = { ...ownOperators(evaluate), ...guarded(expressions as never, evaluate) };
  const known = new Set([...Object.keys(expressions), ...Object.keys(own)]);
  for (const name of ["default", "$function", "$meta", "$toHashedIndexKey", "$sampleRate", "$toDecimal"])
    known.delete(name);
  let captured: { update(locals: object): Options } | undefined;
  const capture: Operator = (_document, _expression, options) => {
    captured = options as never;
    return null;
  };
  const context = Context.init({
    expression: { ...expressions, ...own, $captureOptions: capture } as never,
    accumulator: accumulators as never,
  });
  /** mingo's options object costs more to make than most expressions: make it once a command. */
  const optionsFor = (variables: Document) => {
    evaluate({}, { $captureOptions: 1 }, { context, variables, scriptEnabled: false } as never);
    return captured!;
  };
  return { evaluate, known, optionsFor, accumulators: accumulators as unknown as Record<string, Operator> };
}

/** What mingo can compute with: plain numbers for doubles and longs that are exact as such. */
function prepare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(prepare);
  if (isObject(value)) {
    const copy: Document = {};
    for (const [name, inner] of Object.entries(value)) if (name !== "__proto__") copy[name] = prepare(inner);
    return copy;
  }
  if (value instanceof Long && isNumeric(value))
    return Number.isSafeInteger(value.toNumber()) ? value.toNumber() : value;
  return isNumeric(value) && typeof value === "object" && !(value instanceof Decimal128)
    ? toNumber(value)
    : value;
}

const prepared = new WeakMap<Document, Document>();
const originals = new WeakMap<object, Document>();

function preparedDocument(document: Document): Document {
  let copy = prepared.get(document);
  if (!copy) {
    copy = prepare(document) as Document;
    prepared.set(document, copy);
    originals.set(copy, document);
  }
  return copy;
}

function isTrue(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return false;
  return !(isNumeric(value) && toNumber(value) === 0);
}

function createEvaluate(loaded: Engine | undefined, variables: Document): Evaluate {
  let options: { update(locals: object): Options } | undefined;
  const optionsOf = (current: Engine) => {
    options ??= current.optionsFor(prepare(variables) as Document);
    return options;
  };
  const run = (document: Document, expression: unknown): unknown => {
    const root = preparedDocument(document);
    try {
      return loaded!.evaluate(root, expression, optionsOf(loaded!).update({ root }));
    } catch (error) {
      throw asExpressionFailure(error);
    }
  };
  const compile = (expression: unknown): Expression => {
    requireKnown(expression, loaded?.known);
    return compileKnown(expression);
  };
  const compileKnown = (expression: unknown): Expression => {
    if (typeof expression === "string" && expression[0] === "$") {
      if (expression[1] !== "$") {
        const path = expression.slice(1).split(".");
        if (path.includes(""))
          throw failure(expression === "$" ? 16872 : 15998, "'$' by itself is not a valid FieldPath");
        return (document) => valueAtPath(document, path);
      }
      const [name, ...path] = expression.slice(2).split(".");
      if (name === "ROOT" || name === "CURRENT") return (document) => valueAtPath(document, path);
      if (name === "REMOVE") return () => undefined;
      if (Object.hasOwn(variables, name!)) return () => valueAtPath(variables[name!], path);
      if (name !== "NOW") throw failure(17276, `Use of undefined variable: ${name}`);
    } else if (Array.isArray(expression)) {
      const elements = expression.map(compileKnown);
      return (document) => elements.map((element) => element(document) ?? null);
    } else if (isObject(expression)) {
      const entries = Object.entries(expression);
      if (entries[0]?.[0][0] !== "$") {
        const fields = entries.map(([name, inner]) => [name, compileKnown(inner)] as const);
        return (document) =>
          Object.fromEntries(
            fields.map(([name, inner]) => [name, inner(document)]).filter(([, value]) => value !== undefined),
          );
      }
      if (entries[0]![0] === "$literal") return () => entries[0]![1];
    } else return () => expression;
    return (document) => run(document, expression);
  };
  return {
    compile,
    isTrue,
    accumulator: (specification) => accumulator(loaded, optionsOf, specification, compile),
    with: (more) => createEvaluate(loaded, { ...variables, ...more }),
  };
}

/** Refuses operators that nobody knows before a document is touched. */
function requireKnown(expression: unknown, known: Set<string> | undefined): void {
  if (Array.isArray(expression)) for (const element of expression) requireKnown(element, known);
  if (expression === "$$NOW" && !known) throw new EngineNeeded();
  if (!isObject(expression)) return;
  const names = Object.keys(expression);
  if (names[0]?.[0] === "$") {
    if (names.length > 1)
      throw failure(
        15983,
        `an object representing an expression must have exactly one field: ${JSON.stringify(expression)}`,
      );
    if (UNSUPPORTED.has(names[0])) throw notImplemented(`the expression ${names[0]}`);
    if (names[0] === "$literal") return;
    if (!known) throw new EngineNeeded();
    if (!known.has(names[0])) throw failure(168, `Unrecognized expression '${names[0]}'`);
  }
  for (const inner of Object.values(expression)) requireKnown(inner, known);
}

function asExpressionFailure(error: unknown): Error {
  if (error instanceof MongoServerFailure) return error;
  const message = error instanceof Error ? error.message : String(error);
  return failure(/undefined variable/.test(message) ? 17276 : 2, message);
}

/** The operators where mingo's result is not MongoDB's. */
function ownOperators(
  evaluate: (document: unknown, expression: unknown, options: Options) => unknown,
): Record<string, Operator> {
  const withArguments =
    (name: string, count: number, compute: (values: unknown[]) => unknown): Operator =>
    (document, expression, options) => {
      const list = Array.isArray(expression) ? expression : [expression];
      if (count > 0 && list.length !== count)
        throw failure(
          16020,
          `Expression ${name} takes exactly ${count} arguments. ${list.length} were passed in.`,
        );
      return compute(list.map((one) => evaluate(document, one, options)));
    };
  /** An operator on sets or arrays: null if one is missing, an error if one is no array. */
  const onArrays = (name: string, count: number, compute: (arrays: unknown[][]) => unknown): Operator =>
    withArguments(name, count, (values) => {
      if (values.some((value) => value === null || value === undefined)) return null;
      if (!values.every(Array.isArray)) throw failure(17047, `All operands of ${name} must be arrays`);
      return compute(values as unknown[][]);
    });
  const unique = (values: unknown[]) => [...new Map(values.map((value) => [keyOf(value), value])).values()];
  const keysOf = (values: unknown[]) => new Set(values.map(keyOf));
  const compare = (name: string, test: (order: number) => unknown) =>
    withArguments(name, 2, ([a, b]) => test(compareInExpression(a, b)));
  const arithmetic = (name: string, multiply: boolean) =>
    withArguments(name, 0, (values) => {
      if (values.some((value) => value === null || value === undefined)) return null;
      const dates = values.filter((value) => value instanceof Date);
      if (dates.length > 1 || (multiply && dates.length > 0))
        throw failure(16612, `only one date allowed in an ${name} expression`);
      const numbers = values.filter((value) => !(value instanceof Date));
      const wrong = numbers.find((value) => !isNumeric(value));
      if (wrong !== undefined)
        throw failure(14, `${name} only supports numeric or date types, not ${typeName(wrong)}`);
      const total = numbers.reduce((sum, value) => computeNumbers(sum, value, multiply), multiply ? 1 : 0);
      return dates.length === 1 ? new Date(dates[0]!.getTime() + Math.round(toNumber(total))) : total;
    });
  const operators: Record<string, Operator> = {
    $eq: compare("$eq", (order) => order === 0),
    $ne: compare("$ne", (order) => order !== 0),
    $gt: compare("$gt", (order) => order > 0),
    $gte: compare("$gte", (order) => order >= 0),
    $lt: compare("$lt", (order) => order < 0),
    $lte: compare("$lte", (order) => order <= 0),
    $cmp: compare("$cmp", (order) => Math.sign(order)),
    $not: withArguments("$not", 1, ([value]) => !isTrue(value)),
    $and: withArguments("$and", 0, (values) => values.every(isTrue)),
    $or: withArguments("$or", 0, (values) => values.some(isTrue)),
    $add: arithmetic("$add", false),
    $multiply: arithmetic("$multiply", true),
    $subtract: withArguments("$subtract", 2, ([a, b]) => {
      if (a === null || a === undefined || b === null || b === undefined) return null;
      if (a instanceof Date && b instanceof Date)
        return Long.fromNumber(a.getTime() - b.getTime()).toNumber();
      if (a instanceof Date && isNumeric(b)) return new Date(a.getTime() - Math.round(toNumber(b)));
      if (!isNumeric(a) || !isNumeric(b))
        throw failure(14, `can't $subtract ${typeName(b)} from ${typeName(a)}`);
      return computeNumbers(a, computeNumbers(b, -1, true), false);
    }),
    $in: withArguments("$in", 2, ([value, list]) => {
      if (!Array.isArray(list))
        throw failure(40081, `$in requires an array as a second argument, found: ${typeName(list)}`);
      const key = keyOf(value);
      return list.some((one) => keyOf(one) === key);
    }),
    $setUnion: onArrays("$setUnion", 0, (arrays) => unique(arrays.flat())),
    $setIntersection: onArrays("$setIntersection", 0, ([first = [], ...rest]) => {
      const others = rest.map(keysOf);
      return unique(first).filter((value) => others.every((keys) => keys.has(keyOf(value))));
    }),
    $setDifference: onArrays("$setDifference", 2, ([a, b]) => {
      const keys = keysOf(b!);
      return unique(a!).filter((value) => !keys.has(keyOf(value)));
    }),
    $setEquals: onArrays(
      "$setEquals",
      0,
      (arrays) => new Set(arrays.map((array) => [...keysOf(array)].sort().join())).size === 1,
    ),
    $setIsSubset: onArrays("$setIsSubset", 2, ([a, b]) => {
      const keys = keysOf(b!);
      return a!.every((value) => keys.has(keyOf(value)));
    }),
    $type: (document, expression, options) => {
      const original = originals.get((options as never as { local: { root: object } }).local.root);
      // A plain path is looked up in the document as stored, where doubles are still doubles.
      if (original && typeof expression === "string" && /^\$[^$]/.test(expression))
        return nameOrMissing(valueAtPath(original, expression.slice(1).split(".")));
      return nameOrMissing(
        evaluate(document, Array.isArray(expression) ? expression[0] : expression, options),
      );
    },
    $isNumber: withArguments("$isNumber", 1, ([value]) => isNumeric(value)),
    $toObjectId: withArguments("$toObjectId", 1, ([value]) =>
      value === null || value === undefined ? null : toObjectId(value),
    ),
    $bsonSize: () => {
      throw notImplemented("the expression $bsonSize");
    },
    $binarySize: () => {
      throw notImplemented("the expression $binarySize");
    },
  };
  for (const name of ["$sum", "$avg", "$min", "$max"]) {
    operators[name] = withArguments(name, 0, (values) =>
      OWN_ACCUMULATORS[name]!(values.length === 1 && Array.isArray(values[0]) ? values[0] : values),
    );
  }
  return operators;
}

const ONLY_PLAIN_NUMBERS = [
  ..."abs ceil divide exp floor ln log log10 mod pow round sqrt trunc sigmoid".split(" "),
  ..."sin sinh cos cosh tan tanh asin asinh acos acosh atan atan2 atanh degreesToRadians radiansToDegrees".split(
    " ",
  ),
];

/** mingo's arithmetic, which would quietly compute nonsense from decimals and from longs beyond 2^53. */
function guarded(expressions: Record<string, Operator>, evaluate: Operator): Record<string, Operator> {
  const guard = (name: string): Operator => {
    const original = expressions[name]!;
    return (document, expression, options) => {
      const values = evaluate(document, expression, options);
      if ([values].flat().some((value) => value instanceof Decimal128 || value instanceof Long)) {
        throw notImplemented(`${name} of decimals, or of longs beyond 2^53`);
      }
      return original(document, values, options);
    };
  };
  return Object.fromEntries(ONLY_PLAIN_NUMBERS.map((name) => [`$${name}`, guard(`$${name}`)]));
}

function nameOrMissing(value: unknown): string {
  return value === undefined ? "missing" : typeName(value);
}

/** Expressions tell a missing field from null: missing comes first. */
function compareInExpression(a: unknown, b: unknown): number {
  if (a === undefined || b === undefined) return Number(b === undefined) - Number(a === undefined);
  return compareValues(a, b);
}

function toObjectId(value: unknown): ObjectId {
  if (value instanceof ObjectId) return value;
  if (typeof value === "string" && /^[0-9a-f]{24}$/i.test(value)) return new ObjectId(value);
  throw failure(241, `Failed to parse objectId '${value}' in $convert with no onError value`);
}

/** Accumulators whose order or number types mingo does not keep; the others are mingo's. */
function accumulator(
  loaded: Engine | undefined,
  optionsOf: (loaded: Engine) => { update(locals: object): Options },
  specification: unknown,
  compile: (expression: unknown) => Expression,
): (documents: Document[]) => unknown {
  if (!isObject(specification)) throw failure(40234, "The field must be an accumulator object");
  const [[name, argument] = ["", undefined], ...more] = Object.entries(specification);
  if (more.length > 0 || name[0] !== "$") throw failure(40238, "The field must specify one accumulator");
  const own = Object.hasOwn(OWN_ACCUMULATORS, name) ? OWN_ACCUMULATORS[name] : undefined;
  if (own) {
    const expression = compile(argument);
    return (documents) => own(documents.map(expression));
  }
  if (UNSUPPORTED.has(name)) throw notImplemented(`the accumulator ${name}`);
  if (!loaded) throw new EngineNeeded();
  if (!Object.hasOwn(loaded.accumulators, name)) throw failure(15952, `unknown group operator '${name}'`);
  requireKnown(argument, loaded.known);
  return (documents) => {
    try {
      const options = optionsOf(loaded).update({ root: documents[0] ?? {} });
      return loaded.accumulators[name]!(documents.map(preparedDocument), argument, options);
    } catch (error) {
      throw asExpressionFailure(error);
    }
  };
}

function best(values: unknown[], sign: number): unknown {
  const present = values.filter((value) => value !== null && value !== undefined);
  return (
    present.reduce((one, other) => (compareValues(other, one) * sign > 0 ? other : one), present[0]) ?? null
  );
}

const sum = (values: unknown[]) =>
  values.filter(isNumeric).reduce((total, value) => computeNumbers(total, value, false), 0);

const OWN_ACCUMULATORS: Record<string, (values: unknown[]) => unknown> = {
  $sum: sum,
  $avg: (values) => {
    const numbers = values.filter(isNumeric);
    if (numbers.length === 0) return null;
    if (numbers.some((value) => value instanceof Decimal128)) throw notImplemented("$avg of decimals");
    return asDouble(toNumber(sum(numbers)) / numbers.length);
  },
  $min: (values) => best(values, -1),
  $max: (values) => best(values, 1),
  $first: (values) => values[0] ?? null,
  $last: (values) => values.at(-1) ?? null,
  $push: (values) => values.filter((value) => value !== undefined),
  $addToSet: (values) => [
    ...new Map(values.filter((value) => value !== undefined).map((value) => [keyOf(value), value])).values(),
  ],
  $mergeObjects: (values) => Object.assign({}, ...values.filter(isObject)),
  $count: (values) => values.length,
};
