/** Compiles aggregation expressions: https://www.mongodb.com/docs/v7.0/meta/aggregation-quick-reference/#expressions */
import type { Document } from "bson";
import { failure, notImplemented } from "../../errors.js";
import { setField } from "../../values/fields.js";
import { valueAtPath } from "../../values/indexed-values.js";
import { requireFieldPath } from "../../values/paths.js";
import { isObject, isTruthy } from "../../values/types.js";
import { accumulators } from "./accumulators.js";
import { allOperators, unsupportedOperators } from "./all-operators.js";
import type { Cell, Expression, Scope } from "./operator.js";

export type { Expression };

/** Compiles expressions with the variables (`let`) of one command. */
export interface ExpressionCompiler {
  compile(expression: unknown): Expression;
  /** Compiles an accumulator over a group's documents, such as `{ $sum: "$price" }`. */
  accumulator(specification: unknown): (documents: Document[]) => unknown;
  /** Returns a compiler with additional variables, whose values are given. */
  with(variables: Document): ExpressionCompiler;
}

/** Creates a compiler for a command's `let`. */
export function createExpressionCompiler(variables?: unknown): ExpressionCompiler {
  const plain = compilerOf(createScope({ NOW: { value: new Date() } }));
  if (variables === undefined) return plain;
  if (!isObject(variables)) throw failure(14, "BSON field 'let' must be an object");
  const values = Object.entries(variables).map(([name, value]) => [name, plain.compile(value)({})]);
  return plain.with(Object.fromEntries(values));
}

function compilerOf(scope: Scope): ExpressionCompiler {
  return {
    compile: scope.compile,
    accumulator: (specification) => compileAccumulator(specification, scope),
    with: (variables) => {
      const cells = Object.entries(variables).map(([name, value]) => [name, { value }]);
      return compilerOf(scope.bind(Object.fromEntries(cells)));
    },
  };
}

function createScope(variables: Record<string, Cell>): Scope {
  const scope: Scope = {
    compile: (expression) => compileIn(scope, variables, expression),
    bind: (more) => createScope({ ...variables, ...more }),
  };
  return scope;
}

function compileIn(scope: Scope, variables: Record<string, Cell>, expression: unknown): Expression {
  if (typeof expression === "string" && expression[0] === "$")
    return expression[1] === "$" ? variable(expression, variables) : fieldPath(expression, variables);
  if (Array.isArray(expression)) {
    const elements = expression.map(scope.compile);
    return (document) => elements.map((element) => element(document) ?? null);
  }
  if (!isObject(expression)) return () => expression;
  const [name = "", ...more] = Object.keys(expression);
  if (name[0] !== "$") return objectOf(expression, scope);
  if (more.length > 0)
    throw failure(15983, "an object representing an expression must have exactly one field");
  if (name === "$literal" || name === "$const") return () => expression[name];
  if (Object.hasOwn(allOperators, name)) return allOperators[name]!(expression[name], scope, name);
  if (unsupportedOperators.has(name)) throw notImplemented(`the expression ${name}`);
  throw failure(168, `Unrecognized expression '${name}'`);
}

function variable(expression: string, variables: Record<string, Cell>): Expression {
  const [name = "", ...path] = expression.slice(2).split(".");
  if (path.length > 0) requireFieldPath(path.join("."));
  if (Object.hasOwn(variables, name)) {
    const cell = variables[name]!;
    return path.length === 0 ? () => cell.value : () => valueAtPath(cell.value, path);
  }
  if (name === "ROOT" || name === "CURRENT") return (document) => valueAtPath(document, path);
  if (name === "REMOVE") return () => undefined;
  throw failure(17276, `Use of undefined variable: ${name}`);
}

function fieldPath(expression: string, variables: Record<string, Cell>): Expression {
  if (expression === "$") throw failure(16872, "'$' by itself is not a valid FieldPath");
  const path = requireFieldPath(expression.slice(1));
  // $let may give CURRENT another value, at which field paths then start.
  const current = variables.CURRENT;
  return current ? () => valueAtPath(current.value, path) : (document) => valueAtPath(document, path);
}

function objectOf(expression: Document, scope: Scope): Expression {
  const fields = Object.entries(expression).map(([name, inner]) => {
    if (name.includes(".") || name[0] === "$" || name === "")
      throw failure(
        name.includes(".") ? 16405 : 16404,
        `invalid field name in an object expression: ${name}`,
      );
    return [name, scope.compile(inner)] as const;
  });
  return (document) => {
    const result: Document = {};
    for (const [name, inner] of fields) {
      const value = inner(document);
      if (value !== undefined) setField(result, name, value);
    }
    return result;
  };
}

function compileAccumulator(specification: unknown, scope: Scope): (documents: Document[]) => unknown {
  if (!isObject(specification)) throw failure(40234, "The field must be an accumulator object");
  const [[name, argument] = ["", undefined], ...more] = Object.entries(specification);
  if (more.length > 0 || name[0] !== "$") throw failure(40238, "The field must specify one accumulator");
  if (unsupportedOperators.has(name)) throw notImplemented(`the accumulator ${name}`);
  const accumulate = Object.hasOwn(accumulators, name) ? accumulators[name] : undefined;
  if (!accumulate) throw failure(15952, `unknown group operator '${name}'`);
  if (name === "$count" && !(isObject(argument) && !isTruthy(Object.keys(argument).length)))
    throw failure(14, "$count takes no arguments, i.e. $count:{}");
  if (Array.isArray(argument)) throw failure(40237, `The ${name} accumulator is a unary operator`);
  const expression = scope.compile(argument);
  return (documents) => accumulate(documents.map(expression));
}
