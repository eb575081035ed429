/** All expression operators: those whose result in mingo differs from MongoDB's, and mingo's. */
import { wordSet } from "../../values/word-set.js";
import { accumulatorOperators } from "./accumulators.js";
import { arithmeticOperators } from "./arithmetic-operators.js";
import { arrayOperators } from "./array-operators.js";
import { comparisonOperators } from "./comparison-operators.js";
import { conditionalOperators, withPlainNumbers } from "./mingo-operators.js";
import type { Operator } from "./operator.js";
import { setOperators } from "./set-operators.js";
import { typeOperators } from "./type-operators.js";

/** Operators for which mingo returns another result than MongoDB, or that mingo lacks. */
export const unsupportedOperators = wordSet(
  "$function $accumulator $meta $toHashedIndexKey $sampleRate $toDecimal $convert $dateTrunc $bsonSize $binarySize $median $percentile $maxN $minN $bitAnd $bitOr $bitXor $bitNot $sigmoid $top $topN $bottom $bottomN $firstN $lastN",
);

/** Returns all operators by name; `evaluate` is mingo's evaluation of an expression. */
export function allOperators(mingo: Record<string, Operator>, evaluate: Operator): Record<string, Operator> {
  const own: Record<string, Operator> = {
    ...comparisonOperators(evaluate),
    ...arithmeticOperators(evaluate),
    ...arrayOperators(evaluate),
    ...setOperators(evaluate),
    ...typeOperators(evaluate),
    ...accumulatorOperators(evaluate),
  };
  const rest = Object.keys(mingo).filter(
    (name) => name[0] === "$" && !(name in own) && !unsupportedOperators.has(name),
  );
  return {
    ...Object.fromEntries(rest.map((name) => [name, withPlainNumbers(name, mingo[name]!, evaluate)])),
    ...own,
    ...conditionalOperators(mingo),
  };
}
