/** Update operators, each as a change of one value: https://www.mongodb.com/docs/v7.0/reference/operator/update/ */
import { Int32, Long, Timestamp } from "bson";
import { failure } from "../errors.js";
import { compareValues } from "../values/compare.js";
import { cloneValue } from "../values/fields.js";
import { addNumbers, multiplyNumbers } from "../values/numbers.js";
import { show } from "../values/show.js";
import { isInt32, isNumeric, isObject, typeName } from "../values/types.js";
import { addToSet, pop, pull, pullAll, push } from "./array-operators.js";
import { type Change, unchanged } from "./change.js";

/** Compiles an operator's argument into a change of one value; throws for an argument that MongoDB refuses. */
export function compileChange(operator: string, path: string, argument: unknown): Change {
  const name = path.split(".").at(-1);
  switch (operator) {
    case "$set":
    case "$setOnInsert":
      return () => cloneValue(argument);
    case "$unset":
      return () => undefined;
    case "$inc":
      return increment(path, argument);
    case "$mul":
      return multiply(path, argument);
    case "$min":
    case "$max":
      return (value) =>
        value === undefined ||
        (operator === "$min" ? compareValues(argument, value) < 0 : compareValues(argument, value) > 0)
          ? argument
          : unchanged;
    case "$currentDate":
      return currentDate(argument);
    case "$push":
      return push(name!, argument);
    case "$addToSet":
      return addToSet(name!, argument);
    case "$pull":
      return pull(argument);
    case "$pullAll":
      return pullAll(argument);
    case "$pop":
      return pop(path, argument);
    case "$bit":
      return bit(name!, argument);
    default:
      throw failure(9, `Unknown modifier: ${operator}`);
  }
}

function increment(path: string, argument: unknown): Change {
  if (!isNumeric(argument))
    throw failure(14, `Cannot increment with non-numeric argument: {${path}: ${show(argument)}}`);
  return (value) => {
    if (value === undefined) return argument;
    requireNumeric("$inc", value);
    return addNumbers(value, argument);
  };
}

function multiply(path: string, argument: unknown): Change {
  if (!isNumeric(argument))
    throw failure(14, `Cannot multiply with non-numeric argument: {${path}: ${show(argument)}}`);
  return (value) => {
    if (value === undefined) return multiplyNumbers(argument, 0);
    requireNumeric("$mul", value);
    return multiplyNumbers(value, argument);
  };
}

function requireNumeric(operator: string, value: unknown): void {
  if (!isNumeric(value))
    throw failure(14, `Cannot apply ${operator} to a value of non-numeric type: ${typeName(value)}`);
}

function currentDate(argument: unknown): Change {
  if (typeof argument === "boolean") return () => new Date();
  const type = isObject(argument) && Object.keys(argument).length === 1 ? argument.$type : undefined;
  if (type === "date") return () => new Date();
  if (type === "timestamp") return () => new Timestamp({ t: Math.floor(Date.now() / 1000), i: 1 });
  throw failure(2, `The '$type' string field is required to be 'date' or 'timestamp': ${show(argument)}`);
}

function bit(name: string, argument: unknown): Change {
  const operations = isObject(argument) ? Object.entries(argument) : [];
  if (operations.length === 0) throw failure(2, "$bit takes a document such as { and: 1 }");
  for (const [operation, operand] of operations) {
    if (!["and", "or", "xor"].includes(operation))
      throw failure(2, `The $bit modifier only supports 'and', 'or', and 'xor', not '${operation}'`);
    if (!isWhole(operand)) throw failure(2, "$bit takes whole numbers");
  }
  return (value) => {
    if (value !== undefined && !isWhole(value))
      throw failure(2, `Cannot apply $bit to the field ${name} of type ${typeName(value)}`);
    const isLong = [value, ...operations.map(([, operand]) => operand)].some((one) => one instanceof Long);
    const result = operations.reduce(
      (bits, [operation, operand]) => {
        const mask = BigInt(String(operand));
        return operation === "and" ? bits & mask : operation === "or" ? bits | mask : bits ^ mask;
      },
      BigInt(String(value ?? 0)),
    );
    return isLong ? Long.fromBigInt(result) : Number(result);
  };
}

function isWhole(value: unknown): boolean {
  return (
    (typeof value === "number" && isInt32(value)) ||
    (value instanceof Long && isNumeric(value)) ||
    value instanceof Int32
  );
}
