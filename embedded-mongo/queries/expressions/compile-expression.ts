/**
 * Compiles aggregation expressions. Field paths, constants and variables need no library; operators run in mingo, which is
 * loaded when the first query has one. https://www.mongodb.com/docs/v7.0/meta/aggregation-quick-reference/#expressions
 */
import type { Document } from "bson";
import type { Options } from "mingo/types";
import { failure, MongoServerFailure, notImplemented } from "../../errors.js";
import { setField } from "../../values/fields.js";
import { valueAtPath } from "../../values/paths.js";
import { isObject } from "../../values/types.js";
import { accumulators } from "./accumulators.js";
import { allOperators, unsupportedOperators } from "./all-operators.js";
import type { Operator } from "./operator.js";

/** A compiled expression; undefined stands for a missing value. */
export type Expression = (document: Document) => unknown;

/** Compiles expressions with the variables (`let`) of one command. */
export interface ExpressionCompiler {
  compile(expression: unknown): Expression;
  /** Compiles an accumulator over a group's documents, such as `{ $sum: "$price" }`. */
  accumulator(specification: unknown): (documents: Document[]) => unknown;
  /** Returns a compiler with additional variables. */
  with(variables: Document): ExpressionCompiler;
}

type Engine = Awaited<ReturnType<typeof loadEngine>>;

let loading: Promise<Engine> | undefined;
let engine: Engine | undefined;

/** Thrown for an operator while mingo is not loaded. */
class EngineRequired extends Error {}

/**
 * Runs `prepare` with a compiler for a command's `let`. When `prepare` compiles an operator and mingo is not loaded, mingo
 * is loaded (once, about 200 ms) and `prepare` runs again: it must have no side effects.
 */
export async function withExpressions<T>(
  variables: unknown,
  prepare: (expressions: ExpressionCompiler) => T,
): Promise<T> {
  if (variables !== undefined && !isObject(variables))
    throw failure(14, "BSON field 'let' must be an object");
  const run = () => {
    const plain = createExpressionCompiler({});
    const values = Object.entries(variables ?? {}).map(([name, value]) => [name, plain.compile(value)({})]);
    return prepare(values.length === 0 ? plain : plain.with(Object.fromEntries(values)));
  };
  try {
    return run();
  } catch (error) {
    if (!(error instanceof EngineRequired)) throw error;
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
  /** Creating mingo's options costs more than evaluating most expressions: they are created once a command. */
  const optionsFor = (variables: Document) => {
    evaluate({}, { $captureOptions: 1 }, { context, variables, scriptEnabled: false } as never);
    return captured!;
  };
  return { evaluate, known: new Set(Object.keys(operators)), optionsFor };
}

function createExpressionCompiler(variables: Document): ExpressionCompiler {
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
    requireKnownOperators(expression);
    return compileKnown(expression);
  };
  return {
    compile,
    accumulator: (specification) => {
      if (!isObject(specification)) throw failure(40234, "The field must be an accumulator object");
      const [[name, argument] = ["", undefined], ...more] = Object.entries(specification);
      if (more.length > 0 || name[0] !== "$") throw failure(40238, "The field must specify one accumulator");
      if (unsupportedOperators.has(name)) throw notImplemented(`the accumulator ${name}`);
      if (!Object.hasOwn(accumulators, name)) throw failure(15952, `unknown group operator '${name}'`);
      const expression = compile(argument);
      return (documents) => accumulators[name]!(documents.map(expression));
    },
    with: (more) => createExpressionCompiler({ ...variables, ...more }),
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
    const result: Document = {};
    for (const [name, inner] of fields) {
      const value = inner(document);
      if (value !== undefined) setField(result, name, value);
    }
    return result;
  };
}

/** Throws for unknown operators, before any document is read. */
function requireKnownOperators(expression: unknown): void {
  if (Array.isArray(expression)) expression.forEach(requireKnownOperators);
  if (expression === "$$NOW" && !engine) throw new EngineRequired();
  if (!isObject(expression)) return;
  const [name = "", ...more] = Object.keys(expression);
  if (name[0] === "$") {
    if (more.length > 0)
      throw failure(15983, "an object representing an expression must have exactly one field");
    if (unsupportedOperators.has(name)) throw notImplemented(`the expression ${name}`);
    if (name === "$literal") return;
    if (!engine) throw new EngineRequired();
    if (!engine.known.has(name)) throw failure(168, `Unrecognized expression '${name}'`);
  }
  Object.values(expression).forEach(requireKnownOperators);
}

function asExpressionFailure(error: unknown): Error {
  if (error instanceof MongoServerFailure) return error;
  const message = error instanceof Error ? error.message : String(error);
  return failure(/undefined variable/.test(message) ? 17276 : 2, message);
}
