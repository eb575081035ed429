/** Expressions that choose a value: `$cond`, `$switch` and `$ifNull`. */
import type { Document } from "bson";
import { failure } from "../../errors.js";
import { isObject, isTruthy } from "../../values/types.js";
import { fieldRules, readFields } from "./named-arguments.js";
import { isMissing, type Operator } from "./operator.js";

export const condition: Operator = (argument, scope, name) => {
  const rules = fieldRules(16020, 17083, { if: 17080, [thenField]: 17081, else: 17082 });
  let list = argument;
  if (isObject(argument)) {
    const fields = readFields(argument, name, rules);
    list = [fields.if, fields[thenField], fields.else];
  }
  if (!Array.isArray(list) || list.length !== 3) throw failure(16020, `Expression ${name} takes 3 arguments`);
  const [test, yes, no] = list.map(scope.compile);
  return (document) => (isTruthy(test!(document)) ? yes : no)!(document);
};

/** A literal field of this name would be taken for a promise's by the linter. */
const thenField = "then";

export const switchOperator: Operator = (argument, scope, name) => {
  const { branches, default: otherwise } = readFields(
    argument,
    name,
    fieldRules(40060, 40067, { branches: 40068 }, { default: undefined }),
  );
  if (!Array.isArray(branches)) throw failure(40061, "$switch expected an array for 'branches'");
  if (branches.length === 0) throw failure(40068, "$switch requires at least one branch.");
  const rules = fieldRules(40062, 40063, { case: 40064, [thenField]: 40065 });
  const compiled = branches.map((branch) => {
    const fields = readFields(branch, "$switch's branch", rules);
    return [scope.compile(fields.case), scope.compile(fields[thenField])] as const;
  });
  const last = "default" in (argument as Document) ? scope.compile(otherwise) : undefined;
  return (document) => {
    const found = compiled.find(([test]) => isTruthy(test(document)))?.[1] ?? last;
    if (!found)
      throw failure(40066, "$switch could not find a matching branch, and no default was specified.");
    return found(document);
  };
};

export const ifNull: Operator = (argument, scope, name) => {
  if (!Array.isArray(argument) || argument.length < 2)
    throw failure(1257300, `${name} needs at least two arguments`);
  const list = argument.map(scope.compile);
  return (document) => {
    let value: unknown;
    for (const one of list) {
      value = one(document);
      if (!isMissing(value)) return value;
    }
    return value;
  };
};
