/** Random expressions over the fields of the operator cases' document. */
import { Double, Long } from "bson";
import { operatorDocument, thenField } from "../cases/operator-cases.js";
import type { Random } from "./random.js";

/** How many arguments an operator takes; the others take named ones. */
const counts: Record<string, [least: number, most: number]> = {
  ...Object.fromEntries(
    "$abs $ceil $floor $sqrt $not $isArray $size $first $last $reverseArray $objectToArray $arrayToObject $type $isNumber $toBool $toInt $toLong $toDouble $toString $toObjectId $toLower $toUpper $strLenCP $strLenBytes $allElementsTrue $anyElementTrue $year $month $dayOfMonth $dayOfWeek $dayOfYear $hour $minute $second $millisecond $week $isoWeek $isoDayOfWeek"
      .split(" ")
      .map((name) => [name, [1, 1]]),
  ),
  ...Object.fromEntries(
    "$subtract $divide $mod $eq $ne $gt $gte $lt $lte $cmp $arrayElemAt $in $split $strcasecmp $setDifference $setIsSubset"
      .split(" ")
      .map((name) => [name, [2, 2]]),
  ),
  $add: [1, 3],
  $multiply: [1, 3],
  $concat: [1, 3],
  $concatArrays: [1, 3],
  $and: [1, 3],
  $or: [1, 3],
  $ifNull: [2, 3],
  $cond: [3, 3],
  $min: [2, 3],
  $max: [2, 3],
  $sum: [2, 3],
  $slice: [2, 3],
  $range: [2, 3],
  $indexOfArray: [2, 4],
  $indexOfCP: [2, 4],
  $substrCP: [3, 3],
  $setEquals: [2, 3],
  $round: [1, 2],
  $trunc: [1, 2],
};

const operators = [
  ...Object.keys(counts),
  "$map",
  "$filter",
  "$reduce",
  "$let",
  "$switch",
  "$dateAdd",
  "$trim",
];
// Without decimals, with which the embedded server does not compute.
const fields = Object.keys(operatorDocument).filter((name) => name !== "decimal");
const literals: unknown[] = [
  null,
  0,
  1,
  -1,
  2.5,
  new Double(2),
  Long.fromNumber(3),
  "",
  "b",
  "abc",
  true,
  false,
];

function leaf(random: Random, variables: string[]): unknown {
  if (variables.length > 0 && random.chance(0.4)) return `$$${random.pick(variables)}`;
  if (random.chance(0.35)) return random.pick(literals);
  return random.chance(0.1) ? "$missing" : `$${random.pick(fields)}`;
}

/** Returns a random expression; its operators are at most three deep. */
export function randomExpression(random: Random, depth = 0, variables: string[] = []): unknown {
  if (depth === 3 || (depth > 0 && random.chance(0.4))) return leaf(random, variables);
  const inner = (more: string[] = []) => randomExpression(random, depth + 1, [...variables, ...more]);
  const name = random.pick(operators);
  switch (name) {
    case "$map":
      return { $map: { input: inner(), as: "one", in: inner(["one"]) } };
    case "$filter":
      return { $filter: { input: inner(), as: "one", cond: inner(["one"]) } };
    case "$reduce":
      return { $reduce: { input: inner(), initialValue: inner(), in: inner(["this", "value"]) } };
    case "$let":
      return { $let: { vars: { one: inner() }, in: inner(["one"]) } };
    case "$switch":
      return { $switch: { branches: [{ case: inner(), [thenField]: inner() }], default: inner() } };
    case "$dateAdd":
      return {
        $dateAdd: { startDate: inner(), unit: random.pick(["month", "day", "hour"]), amount: inner() },
      };
    case "$trim":
      return { $trim: { input: inner() } };
    default: {
      const [least, most] = counts[name]!;
      return { [name]: Array.from({ length: least + random.below(most - least + 1) }, () => inner()) };
    }
  }
}
