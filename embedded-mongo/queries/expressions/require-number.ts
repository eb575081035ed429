/** Checks the arguments of operators on numbers. */
import { failure } from "../../errors.js";
import { isNumeric, typeName } from "../../values/types.js";

/** Throws for a value that is no number. */
export function requireNumber(value: unknown, name: string, code: number): void {
  if (!isNumeric(value)) throw failure(code, `${name} only supports numeric types, not ${typeName(value)}`);
}
