/** All expression operators that are served. Each has cases in test/cases/expressions, and a test requires them. */
import { wordSet } from "../../values/word-set.js";
import { accumulatorOperators } from "./accumulators.js";
import { arithmeticOperators } from "./arithmetic-operators.js";
import { arrayOperators } from "./array-operators.js";
import { conversionOperators } from "./conversion-operators.js";
import { dateArithmeticOperators } from "./date-arithmetic.js";
import { dateOperators } from "./date-operators.js";
import { iterationOperators } from "./iteration-operators.js";
import { logicOperators } from "./logic-operators.js";
import type { Operators } from "./operator.js";
import { regexOperators } from "./regex-operators.js";
import { setOperators } from "./set-operators.js";
import { stringOperators } from "./string-operators.js";

/** The operators by name. */
export const allOperators: Operators = {
  ...accumulatorOperators,
  ...arithmeticOperators,
  ...arrayOperators,
  ...conversionOperators,
  ...dateArithmeticOperators,
  ...dateOperators,
  ...iterationOperators,
  ...logicOperators,
  ...regexOperators,
  ...setOperators,
  ...stringOperators,
};

/** MongoDB's other operators and accumulators: these are refused as not implemented, others as unknown. */
export const unsupportedOperators = wordSet(
  "$accumulator $acos $acosh $asin $asinh $atan $atan2 $atanh $binarySize $bitAnd $bitNot $bitOr $bitXor $bottom $bottomN $bsonSize $cos $cosh $covariancePop $covarianceSamp $dateTrunc $degreesToRadians $denseRank $derivative $documentNumber $expMovingAvg $firstN $function $getField $integral $lastN $linearFill $locf $maxN $median $meta $minN $percentile $radiansToDegrees $rand $rank $sampleRate $setField $shift $sigmoid $sin $sinh $stdDevPop $stdDevSamp $tan $tanh $toDecimal $toHashedIndexKey $toUUID $top $topN $tsIncrement $tsSecond $unsetField",
);
