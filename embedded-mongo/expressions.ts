/**
 * Aggregation expressions: mingo evaluates them, except where it would differ from MongoDB (comparison,
 * sets, number types, truth), which is done here. Loaded only by the first query that has an expression.
 */
import { Decimal128, type Document, Long } from "bson";
import type { Options } from "mingo/types";
import { failure, MongoServerFailure, notImplemented } from "./errors.js";
import {
  guarded,
  isTrue,
  type Operator,
  OWN_ACCUMULATORS,
  originals,
  ownOperators,
} from "./expression-operators.js";
import { valueAtPath } from "./paths.js";
import { isNumeric, isObject, toNumber } from "./values.js";

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

function preparedDocument(document: Document): Document {
  let copy = prepared.get(document);
  if (!copy) {
    copy = prepare(document) as Document;
    prepared.set(document, copy);
    originals.set(copy, document);
  }
  return copy;
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
