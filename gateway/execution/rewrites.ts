/** Applies the rewrites of a query plan to the input and output of a fetch. */
import type { FetchDataRewrite } from "@apollo/query-planner";
import { type GraphQLSchema, isAbstractType, isInterfaceType, isObjectType } from "graphql";
import { isRecord } from "../../platform/is-record.js";
import { getOwn, type JsonObject, setOwn } from "./merge-data.js";

const onType = "... on ";

/** Applies the rewrites in their order, in place. */
export function applyRewrites(
  schema: GraphQLSchema,
  rewrites: readonly FetchDataRewrite[] | undefined,
  value: unknown,
): void {
  for (const rewrite of rewrites ?? []) {
    const last = rewrite.path.at(-1);
    if (last === undefined) continue;
    visitAt(schema, rewrite.path.slice(0, -1), value, (object) => {
      if (rewrite.kind === "ValueSetter") return setOwn(object, last, rewrite.setValueTo);
      const found = getOwn(object, last);
      if (found === undefined) return;
      setOwn(object, rewrite.renameKeyTo, found);
      delete object[last];
    });
  }
}

/** Returns the response name of a key of the fetch. */
export function finalName(rewrites: readonly FetchDataRewrite[] | undefined, key: string): string {
  const renamer = rewrites?.find((one) => one.kind === "KeyRenamer" && one.path.at(-1) === key);
  return renamer?.kind === "KeyRenamer" ? renamer.renameKeyTo : key;
}

function visitAt(
  schema: GraphQLSchema,
  path: readonly string[],
  value: unknown,
  visit: (object: JsonObject) => void,
): void {
  if (Array.isArray(value)) {
    for (const item of value) visitAt(schema, path, item, visit);
    return;
  }
  if (!isRecord(value)) return;
  const [first, ...rest] = path;
  if (first === undefined) visit(value);
  else if (!first.startsWith(onType)) visitAt(schema, rest, getOwn(value, first), visit);
  // An object without `__typename` counts as one of that type.
  else if (value["__typename"] === undefined || isOfType(schema, value, first.slice(onType.length)))
    visitAt(schema, rest, value, visit);
}

/** Returns whether the object is of this type, interface or union by its `__typename`. */
export function isOfType(schema: GraphQLSchema, object: JsonObject, name: string): boolean {
  const own = object["__typename"];
  if (own === name) return true;
  if (typeof own !== "string") return false;
  const [type, condition] = [schema.getType(own), schema.getType(name)];
  return (
    isAbstractType(condition) &&
    (isObjectType(type) || isInterfaceType(type)) &&
    schema.isSubType(condition, type)
  );
}
