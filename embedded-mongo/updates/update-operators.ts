/** Update operators, each as a change of one value: https://www.mongodb.com/docs/v7.0/reference/operator/update/ */
import { Timestamp } from "bson";
import { failure, notImplemented } from "../errors.js";
import { compareValues } from "../values/compare.js";
import { cloneValue } from "../values/fields.js";
import { changeNumber } from "../values/numbers.js";
import { show } from "../values/show.js";
import { isNumeric, isObject, typeName } from "../values/types.js";
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
    case "$mul":
      return changeByNumber(operator, path, argument);
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
      throw notImplemented("the update operator $bit");
    default:
      throw failure(9, `Unknown modifier: ${operator}`);
  }
}

/** Compiles $inc and $mul; a missing field counts as zero. */
function changeByNumber(operator: "$inc" | "$mul", path: string, argument: unknown): Change {
  const verb = operator === "$inc" ? "increment" : "multiply";
  if (!isNumeric(argument))
    throw failure(14, `Cannot ${verb} with non-numeric argument: {${path}: ${show(argument)}}`);
  return (value) => {
    if (value === undefined) return operator === "$inc" ? argument : changeNumber(operator, argument, 0);
    if (!isNumeric(value))
      throw failure(14, `Cannot apply ${operator} to a value of non-numeric type: ${typeName(value)}`);
    return changeNumber(operator, value, argument);
  };
}

function currentDate(argument: unknown): Change {
  if (typeof argument === "boolean") return () => new Date();
  const type = isObject(argument) && Object.keys(argument).length === 1 ? argument.$type : undefined;
  if (type === "date") return () => new Date();
  if (type === "timestamp") return () => new Timestamp({ t: Math.floor(Date.now() / 1000), i: 1 });
  throw failure(2, `The '$type' string field is required to be 'date' or 'timestamp': ${show(argument)}`);
}
