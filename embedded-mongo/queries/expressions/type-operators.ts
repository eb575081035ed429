/** Operators on types of values. */
import { ObjectId } from "bson";
import { failure } from "../../errors.js";
import { isNumeric, typeName } from "../../values/types.js";
import { isMissing, type Operator, onArguments } from "./operator.js";

/** Creates $type, $isNumber, $toString and $toObjectId. */
export function typeOperators(evaluate: Operator): Record<string, Operator> {
  return {
    $type: onArguments(evaluate, "$type", 1, ([value]) =>
      value === undefined ? "missing" : typeName(value),
    ),
    $isNumber: onArguments(evaluate, "$isNumber", 1, ([value]) => isNumeric(value)),
    $toString: onArguments(evaluate, "$toString", 1, ([value]) => toText(value)),
    $toObjectId: onArguments(evaluate, "$toObjectId", 1, ([value]) =>
      isMissing(value) ? null : toObjectId(value),
    ),
  };
}

function toObjectId(value: unknown): ObjectId {
  if (value instanceof ObjectId) return value;
  if (typeof value === "string" && /^[0-9a-f]{24}$/i.test(value)) return new ObjectId(value);
  throw failure(241, `Failed to parse objectId '${value}' in $convert with no onError value`);
}

function toText(value: unknown): unknown {
  if (isMissing(value)) return null;
  if (value instanceof Date) return value.toISOString();
  if (
    typeof value === "string" ||
    typeof value === "boolean" ||
    isNumeric(value) ||
    value instanceof ObjectId
  )
    return String(value);
  throw failure(241, `Unsupported conversion from ${typeName(value)} to string`);
}
