/** Reads the nested documents of a projection or of `$set` as paths. */
import type { Document } from "bson";
import { failure } from "../errors.js";
import { requireFieldPath } from "../values/paths.js";
import { isObject } from "../values/types.js";

/** Returns the fields of a projection or of `$set` by their paths; nested documents are paths, too. */
export function flattenFields(fields: Document, prefix: string, allowsEmpty = false): [string, unknown][] {
  return Object.entries(fields).flatMap(([name, value]): [string, unknown][] => {
    const path = prefix + name;
    requireFieldPath(name.replace(/(?<=\.)\$$/, "positional"));
    if (!isObject(value) || Object.keys(value)[0]?.[0] === "$") return [[path, value]];
    if (Object.keys(value).length === 0 && allowsEmpty) return [[path, value]];
    if (Object.keys(value).length === 0)
      throw failure(51270, "An empty sub-projection is not a valid value. Found empty object at path");
    return flattenFields(value, `${path}.`, allowsEmpty);
  });
}
