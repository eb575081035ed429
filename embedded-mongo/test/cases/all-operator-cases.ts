/** The cases of all expression operators. */
import { accumulatedCases } from "./expressions/accumulated.js";
import { arithmeticCases } from "./expressions/arithmetic.js";
import { arrayDocumentsCases } from "./expressions/array-documents.js";
import { arraysCases } from "./expressions/arrays.js";
import { comparisonsCases } from "./expressions/comparisons.js";
import { conditionsCases } from "./expressions/conditions.js";
import { conversionsCases } from "./expressions/conversions.js";
import { dateArithmeticCases } from "./expressions/date-arithmetic.js";
import { datePartsCases } from "./expressions/date-parts.js";
import { dateTextsCases } from "./expressions/date-texts.js";
import { datesAndPartsCases } from "./expressions/dates-and-parts.js";
import { iterationsCases } from "./expressions/iterations.js";
import { regularExpressionsCases } from "./expressions/regular-expressions.js";
import { roundingCases } from "./expressions/rounding.js";
import { setsCases } from "./expressions/sets.js";
import { stringsCases } from "./expressions/strings.js";
import { substringsCases } from "./expressions/substrings.js";
import type { OperatorCases } from "./operator-cases.js";

export const allOperatorCases: OperatorCases = {
  ...accumulatedCases,
  ...arithmeticCases,
  ...arrayDocumentsCases,
  ...arraysCases,
  ...comparisonsCases,
  ...conditionsCases,
  ...conversionsCases,
  ...dateArithmeticCases,
  ...datePartsCases,
  ...dateTextsCases,
  ...datesAndPartsCases,
  ...iterationsCases,
  ...regularExpressionsCases,
  ...roundingCases,
  ...setsCases,
  ...stringsCases,
  ...substringsCases,
};
