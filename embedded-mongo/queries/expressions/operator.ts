/** What all expression operators share. */
import type { Options } from "mingo/types";
import { failure } from "../../errors.js";
import { keyOf } from "../../values/keys.js";

/** An operator in the form in which mingo calls it; also mingo's evaluation of any expression. */
export type Operator = (document: unknown, expression: unknown, options: Options) => unknown;

/** Whether a value is null or missing. */
export const isMissing = (value: unknown) => value === null || value === undefined;

/** Removes duplicates; of equal values the last one stays. */
export const withoutDuplicates = (values: unknown[]) => [
  ...new Map(values.map((value) => [keyOf(value), value])).values(),
];

/** Creates an operator that computes from its evaluated arguments; `count` 0 stands for any number of arguments. */
export function onArguments(
  evaluate: Operator,
  name: string,
  count: number,
  compute: (values: unknown[]) => unknown,
): Operator {
  return (document, expression, options) => {
    const list = Array.isArray(expression) ? expression : [expression];
    if (count > 0 && list.length !== count)
      throw failure(16020, `Expression ${name} takes exactly ${count} arguments, not ${list.length}.`);
    return compute(list.map((one) => evaluate(document, one, options)));
  };
}
