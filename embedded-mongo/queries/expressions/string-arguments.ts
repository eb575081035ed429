/** Reads the arguments of operators on strings. */
import { BSONSymbol, Code, Timestamp } from "bson";
import { failure, notImplemented } from "../../errors.js";
import { isNumeric, toNumber, typeName } from "../../values/types.js";
import { isMissing } from "./operator.js";

/** Returns a number as text, a double with 16 digits as C's format %.16g. */
export function numberText(value: unknown): string {
  if (typeName(value) !== "double") return String(value);
  const number = toNumber(value);
  if (!Number.isFinite(number)) return String(number);
  const [mantissa, exponent] = number.toExponential(15).split("e") as [string, string];
  const power = Number(exponent);
  const shorten = (digits: string) => digits.replace(/\.?0+$/, "");
  if (power < -4 || power > 15)
    return `${shorten(mantissa)}e${exponent[0]}${exponent.slice(1).padStart(2, "0")}`;
  const text = number.toFixed(15 - power);
  return `${Object.is(number, -0) ? "-" : ""}${text.includes(".") ? shorten(text) : text}`;
}

/** Returns a value as the text that string operators take; throws for types that have none. */
export function asText(value: unknown): string {
  if (isMissing(value)) return "";
  if (typeof value === "string") return value;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Code) return value.code;
  if (value instanceof Timestamp) throw notImplemented("timestamps as strings");
  if (isNumeric(value)) return numberText(value);
  if (value instanceof BSONSymbol) return value.value;
  throw failure(16007, `can't convert from BSON type ${typeName(value)} to String`);
}

/** Returns a string; throws for any other value. */
export function requireText(value: unknown, name: string, code: number): string {
  if (typeof value !== "string") throw failure(code, `${name} requires a string, found: ${typeName(value)}`);
  return value;
}
