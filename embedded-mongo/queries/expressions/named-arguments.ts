/** Reads the arguments of operators that take a document of named ones. */
import type { Document } from "bson";
import { failure } from "../../errors.js";
import { isObject } from "../../values/types.js";
import type { Operator } from "./operator.js";

/** The fields of an operator's argument, with MongoDB's error codes. */
interface FieldRules {
  /** The code for an argument that is no document. */
  object: number;
  /** The code for an unknown field. */
  unknown: number;
  /** The code for each field that must be there. */
  required: Record<string, number>;
  /** The values of fields that may be absent. */
  optional: Record<string, unknown>;
}

/** Creates the rules of an operator's argument. */
export const fieldRules = (
  object: number,
  unknown: number,
  required: FieldRules["required"],
  optional: Record<string, unknown> = {},
): FieldRules => ({ object, unknown, required, optional });

/** Reads an argument such as `{ input: ..., chars: ... }`; an absent optional field has its default value. */
export function readFields(argument: unknown, name: string, rules: FieldRules): Document {
  const { required, optional } = rules;
  if (!isObject(argument)) throw failure(rules.object, `${name} only supports an object as its argument`);
  for (const field of Object.keys(argument))
    if (!Object.hasOwn(required, field) && !Object.hasOwn(optional, field))
      throw failure(rules.unknown, `Unrecognized argument to ${name}: ${field}`);
  for (const [field, code] of Object.entries(required))
    if (!Object.hasOwn(argument, field)) throw failure(code, `Missing '${field}' parameter to ${name}`);
  return { ...optional, ...argument };
}

/** Creates an operator that computes from the values of named fields. */
export function named(rules: FieldRules, compute: (fields: Document, name: string) => unknown): Operator {
  return (argument, scope, name) => {
    const given = Object.entries(readFields(argument, name, rules)).map(
      ([field, expression]) => [field, scope.compile(expression)] as const,
    );
    return (document) => {
      const fields: Document = {};
      for (const [field, expression] of given) fields[field] = expression(document);
      return compute(fields, name);
    };
  };
}
