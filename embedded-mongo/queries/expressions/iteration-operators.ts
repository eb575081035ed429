/** Operators that evaluate an expression for each element of an array, or read several arrays side by side. */
import { failure } from "../../errors.js";
import { isInt32, isNumeric, isTruthy, toNumber } from "../../values/types.js";
import { elementSorter } from "../sort.js";
import { requireArray } from "./array-arguments.js";
import { requireVariableName } from "./logic-operators.js";
import { fieldRules, readFields } from "./named-arguments.js";
import { type Cell, isMissing, type Operator, type Operators } from "./operator.js";

const map: Operator = (argument, scope, name) => {
  const rules = fieldRules(16878, 16879, { input: 16880, in: 16882 }, { as: "this" });
  const fields = readFields(argument, name, rules);
  const cell: Cell = { value: undefined };
  const input = scope.compile(fields.input);
  const body = scope.bind({ [requireVariableName(fields.as)]: cell }).compile(fields.in);
  return (document) => {
    const list = input(document);
    if (isMissing(list)) return null;
    return requireArray(list, name, 16883).map((element) => {
      cell.value = element;
      return body(document) ?? null;
    });
  };
};

const filter: Operator = (argument, scope, name) => {
  const rules = fieldRules(28646, 28647, { input: 28648, cond: 28650 }, { as: "this", limit: null });
  const fields = readFields(argument, name, rules);
  const cell: Cell = { value: undefined };
  const [input, limit] = [scope.compile(fields.input), scope.compile(fields.limit)];
  const test = scope.bind({ [requireVariableName(fields.as)]: cell }).compile(fields.cond);
  return (document) => {
    const list = input(document);
    if (isMissing(list)) return null;
    const most = readLimit(limit(document), name);
    const kept: unknown[] = [];
    for (const element of requireArray(list, name, 28651)) {
      if (kept.length >= most) break;
      cell.value = element;
      if (isTruthy(test(document))) kept.push(element);
    }
    return kept;
  };
};

function readLimit(value: unknown, name: string): number {
  if (isMissing(value)) return Number.POSITIVE_INFINITY;
  const limit = toNumber(value);
  if (!isNumeric(value) || !isInt32(limit))
    throw failure(327391, `${name}: limit must be represented as a 32-bit integral value`);
  if (limit < 1) throw failure(327392, `${name}: limit must be greater than 0`);
  return limit;
}

const reduce: Operator = (argument, scope, name) => {
  const rules = fieldRules(40075, 40076, { input: 40077, initialValue: 40078, in: 40079 });
  const fields = readFields(argument, name, rules);
  const cells = { this: { value: undefined } as Cell, value: { value: undefined } as Cell };
  const [input, initial] = [scope.compile(fields.input), scope.compile(fields.initialValue)];
  const body = scope.bind(cells).compile(fields.in);
  return (document) => {
    const list = input(document);
    if (isMissing(list)) return null;
    let result = initial(document);
    for (const element of requireArray(list, name, 40080)) {
      cells.this.value = element;
      cells.value.value = result;
      result = body(document);
    }
    return result;
  };
};

const sortArray: Operator = (argument, scope, name) => {
  const fields = readFields(
    argument,
    name,
    fieldRules(2942500, 2942501, { input: 2942502, sortBy: 2942503 }),
  );
  const input = scope.compile(fields.input);
  const sort = elementSorter(fields.sortBy);
  return (document) => {
    const list = input(document);
    return isMissing(list) ? null : sort([...requireArray(list, name, 2942504)]);
  };
};

const zip: Operator = (argument, scope, name) => {
  const rules = fieldRules(34460, 34464, { inputs: 34465 }, { defaults: [], useLongestLength: false });
  const { inputs, defaults, useLongestLength } = readFields(argument, name, rules);
  const sources = requireArray(inputs, name, 34461).map(scope.compile);
  const fillers = requireArray(defaults, name, 34462).map(scope.compile);
  if (typeof useLongestLength !== "boolean") throw failure(34463, "useLongestLength must be a bool");
  if (sources.length === 0) throw failure(34465, `${name} requires at least one input array`);
  if (fillers.length > 0 && !useLongestLength)
    throw failure(34466, "cannot specify defaults unless useLongestLength is true");
  if (fillers.length > 0 && fillers.length !== sources.length)
    throw failure(34467, "defaults and inputs must have the same length");
  return (document) => {
    const values = sources.map((source) => source(document));
    if (values.some(isMissing)) return null;
    const lists = values.map((value) => requireArray(value, name, 34468));
    const lengths = lists.map((list) => list.length);
    const length = useLongestLength ? Math.max(...lengths) : Math.min(...lengths);
    const others = fillers.map((filler) => filler(document));
    return Array.from({ length }, (_, i) =>
      lists.map((list, j) => (i < list.length ? list[i] : others[j]) ?? null),
    );
  };
};

export const iterationOperators: Operators = {
  $map: map,
  $filter: filter,
  $reduce: reduce,
  $sortArray: sortArray,
  $zip: zip,
};
