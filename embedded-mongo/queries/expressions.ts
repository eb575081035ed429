/**
 * Aggregation expressions: field paths, constants and variables are ours; operators are ours or mingo's, which
 * is loaded only by the first query that has one.
 */
import type { Document } from "bson";
import type { Options } from "mingo/types";
import { failure, MongoServerFailure, notImplemented } from "../errors.js";
import { valueAtPath } from "../values/paths.js";
import { isObject, setField } from "../values/values.js";
import { ACCUMULATORS, allOperators, type Operator, UNSUPPORTED } from "./expression-operators.js";

/** A compiled expression. */
export type Expression = (document: Document) => unknown;

/** The expression engine with the variables (`let`) of one command. */
export interface Evaluate {
  compile(expression: unknown): Expression;
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
    const plain = createEvaluate({});
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

async function loadEngine() {
  const [{ Context, evalExpr }, mingo] = await Promise.all([
    import("mingo/core"),
    import("mingo/operators/expression"),
  ]);
  const evaluate: Operator = (document, expression, options) =>
    evalExpr(document as never, expression as never, options);
  const operators = allOperators(mingo as never, evaluate);
  let captured: { update(locals: object): Options } | undefined;
  const $captureOptions: Operator = (_document, _expression, options) => {
    captured = options as never;
    return null;
  };
  const context = Context.init({ expression: { ...operators, $captureOptions } as never });
  /** mingo's options object costs more to make than most expressions: make it once a command. */
  const optionsFor = (variables: Document) => {
    evaluate({}, { $captureOptions: 1 }, { context, variables, scriptEnabled: false } as never);
    return captured!;
  };
  return { evaluate, known: new Set(Object.keys(operators)), optionsFor };
}

function createEvaluate(variables: Document): Evaluate {
  let options: { update(locals: object): Options } | undefined;
  const run = (document: Document, expression: unknown): unknown => {
    try {
      options ??= engine!.optionsFor(variables);
      return engine!.evaluate(document, expression, options.update({ root: document }));
    } catch (error) {
      throw asExpressionFailure(error);
    }
  };
  const compileKnown = (expression: unknown): Expression => {
    if (typeof expression === "string" && expression[0] === "$") {
      if (expression[1] !== "$") return fieldPath(expression);
      const [name = "", ...path] = expression.slice(2).split(".");
      if (name === "ROOT" || name === "CURRENT") return (document) => valueAtPath(document, path);
      if (name === "REMOVE") return () => undefined;
      if (Object.hasOwn(variables, name)) return () => valueAtPath(variables[name], path);
      if (name !== "NOW") throw failure(17276, `Use of undefined variable: ${name}`);
    } else if (Array.isArray(expression)) {
      const elements = expression.map(compileKnown);
      return (document) => elements.map((element) => element(document) ?? null);
    } else if (!isObject(expression)) return () => expression;
    else {
      const [[first = "", argument] = []] = Object.entries(expression);
      if (first === "$literal") return () => argument;
      if (first[0] !== "$") return objectOf(expression, compileKnown);
    }
    return (document) => run(document, expression);
  };
  const compile = (expression: unknown): Expression => {
    requireKnown(expression);
    return compileKnown(expression);
  };
  return {
    compile,
    accumulator: (specification) => {
      if (!isObject(specification)) throw failure(40234, "The field must be an accumulator object");
      const [[name, argument] = ["", undefined], ...more] = Object.entries(specification);
      if (more.length > 0 || name[0] !== "$") throw failure(40238, "The field must specify one accumulator");
      if (UNSUPPORTED.has(name)) throw notImplemented(`the accumulator ${name}`);
      if (!Object.hasOwn(ACCUMULATORS, name)) throw failure(15952, `unknown group operator '${name}'`);
      const expression = compile(argument);
      return (documents) => ACCUMULATORS[name]!(documents.map(expression));
    },
    with: (more) => createEvaluate({ ...variables, ...more }),
  };
}

function fieldPath(expression: string): Expression {
  const path = expression.slice(1).split(".");
  if (path.includes(""))
    throw failure(expression === "$" ? 16872 : 15998, `'${expression}' is not a valid FieldPath`);
  return (document) => valueAtPath(document, path);
}

function objectOf(expression: Document, compile: (inner: unknown) => Expression): Expression {
  const fields = Object.entries(expression).map(([name, inner]) => [name, compile(inner)] as const);
  return (document) => {
    const made: Document = {};
    for (const [name, inner] of fields) {
      const value = inner(document);
      if (value !== undefined) setField(made, name, value);
    }
    return made;
  };
}

/** Refuses operators that nobody knows before a document is touched. */
function requireKnown(expression: unknown): void {
  if (Array.isArray(expression)) expression.forEach(requireKnown);
  if (expression === "$$NOW" && !engine) throw new EngineNeeded();
  if (!isObject(expression)) return;
  const [name = "", ...more] = Object.keys(expression);
  if (name[0] === "$") {
    if (more.length > 0)
      throw failure(15983, "an object representing an expression must have exactly one field");
    if (UNSUPPORTED.has(name)) throw notImplemented(`the expression ${name}`);
    if (name === "$literal") return;
    if (!engine) throw new EngineNeeded();
    if (!engine.known.has(name)) throw failure(168, `Unrecognized expression '${name}'`);
  }
  Object.values(expression).forEach(requireKnown);
}

function asExpressionFailure(error: unknown): Error {
  if (error instanceof MongoServerFailure) return error;
  const message = error instanceof Error ? error.message : String(error);
  return failure(/undefined variable/.test(message) ? 17276 : 2, message);
}
