/** What all expression operators share: how they read their arguments. */
import type { Document } from "bson";
import { failure } from "../../errors.js";
import { keyOf } from "../../values/keys.js";
import { isInt32, isNumeric, toNumber } from "../../values/types.js";

/** A compiled expression; undefined stands for a missing value. */
export type Expression = (document: Document) => unknown;

/** The present value of a variable such as `$$this`; an expression never runs inside itself, so that one cell is enough. */
export interface Cell {
  value: unknown;
}

/** Compiles the expressions inside an operator. */
export interface Scope {
  compile(expression: unknown): Expression;
  /** Returns a scope with additional variables. */
  bind(variables: Record<string, Cell>): Scope;
}

/** Compiles an operator's argument; throws for one that MongoDB refuses whatever the document is. */
export type Operator = (argument: unknown, scope: Scope, name: string) => Expression;

export type Operators = Record<string, Operator>;

/** Whether a value is null or missing. */
export const isMissing = (value: unknown): value is null | undefined => value === null || value === undefined;

/** Removes duplicates; of equal values the first one stays. */
export function withoutDuplicates(values: unknown[]): unknown[] {
  const known = new Set<string>();
  return values.filter((value) => known.size < known.add(keyOf(value)).size);
}

/** Creates an operator that computes from its arguments, of which there are at least `least` and at most `most`. */
export function positional(
  least: number,
  most: number,
  compute: (values: unknown[], name: string) => unknown,
  code = least === most ? 16020 : 28667,
): Operator {
  return (argument, scope, name) => {
    const list = Array.isArray(argument) ? argument : [argument];
    if (list.length < least || list.length > most)
      throw failure(code, `Expression ${name} takes ${least} to ${most} arguments, not ${list.length}`);
    const all = list.map(scope.compile);
    const [first, second] = all;
    // Most operators have one or two arguments, which need no loop.
    if (all.length === 1) return (document) => compute([first!(document)], name);
    if (all.length === 2) return (document) => compute([first!(document), second!(document)], name);
    return (document) =>
      compute(
        all.map((one) => one(document)),
        name,
      );
  };
}

/** Creates an operator that reads its arguments one by one, so that those after the deciding one are not evaluated. */
export function inSequence(compute: (values: Iterable<unknown>, name: string) => unknown): Operator {
  return (argument, scope, name) => {
    const list = (Array.isArray(argument) ? argument : [argument]).map(scope.compile);
    function* values(document: Document) {
      for (const one of list) yield one(document);
    }
    return (document) => compute(values(document), name);
  };
}

/** Creates an operator of one argument that returns null for null and for a missing value. */
export function ofOne(compute: (value: unknown, name: string) => unknown): Operator {
  return positional(1, 1, ([value], name) => (isMissing(value) ? null : compute(value, name)));
}

/** Returns a whole number of 32 bits; throws one code for other types and one for other numbers. */
export function requireInt32(
  value: unknown,
  what: string,
  codes: [notNumeric: number, notWhole: number],
): number {
  if (!isNumeric(value)) throw failure(codes[0], `${what} must be numeric, not ${String(value)}`);
  const number = toNumber(value);
  if (!isInt32(number) && !Object.is(number, -0))
    throw failure(codes[1], `${what} cannot be represented as a 32-bit integral value: ${number}`);
  return number | 0;
}
