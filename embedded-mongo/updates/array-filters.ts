/** The positional operators `$`, `$[]` and `$[name]`, and the array filters of the last. */
import type { Document } from "bson";
import { failure } from "../errors.js";
import { compileFilter, type Matcher } from "../queries/compile-filter.js";
import type { MatchDetails } from "../values/paths.js";
import { show } from "../values/show.js";
import { isObject } from "../values/types.js";
import { isPositional } from "./update-paths.js";

/** Compiles the option arrayFilters, by identifier. */
export function compileArrayFilters(arrayFilters: unknown): Map<string, Matcher> {
  const filters = new Map<string, Matcher>();
  if (arrayFilters === undefined) return filters;
  if (!Array.isArray(arrayFilters)) throw failure(14, "arrayFilters must be an array");
  for (const filter of arrayFilters) {
    if (!isObject(filter) || Object.keys(filter).length === 0)
      throw failure(9, "Cannot use an expression without a top-level field name in arrayFilters");
    const name = identifierOf(filter);
    if (!/^[a-z][a-zA-Z0-9]*$/.test(name))
      throw failure(2, `'${name}' is not a valid name of an array filter`);
    if (filters.has(name))
      throw failure(9, `Found multiple array filters with the same top-level field name ${name}`);
    filters.set(name, compileFilter(filter));
  }
  return filters;
}

function identifierOf(filter: Document): string {
  const names = new Set(
    Object.entries(filter).flatMap(([name, value]) =>
      name[0] === "$" && Array.isArray(value)
        ? value.map((inner) => identifierOf(inner as Document))
        : [name.split(".")[0]!],
    ),
  );
  if (names.size !== 1) throw failure(9, "An array filter needs a single top-level field name");
  return [...names][0]!;
}

/** Replaces `$`, `$[]` and `$[name]` in a path by the array indexes that they stand for in a document. */
export function expandPath(
  document: Document,
  path: string[],
  details: MatchDetails | undefined,
  filters: Map<string, Matcher>,
): string[][] {
  const at = path.findIndex(isPositional);
  if (at === -1) return [path];
  const part = path[at]!;
  const before = path.slice(0, at);
  if (part === "$") {
    if (details?.arrayIndex === undefined)
      throw failure(2, "The positional operator did not find the match needed from the query.");
    return expandPath(
      document,
      [...before, String(details.arrayIndex), ...path.slice(at + 1)],
      details,
      filters,
    );
  }
  let array: unknown = document;
  for (const name of before)
    array = array === undefined || array === null ? undefined : (array as Document)[name];
  if (array === undefined)
    throw failure(2, `The path '${before.join(".")}' must exist to apply array updates.`);
  if (!Array.isArray(array))
    throw failure(2, `Cannot apply array updates to non-array element ${before.at(-1)}: ${show(array)}`);
  const name = part.slice(2, -1);
  return array.flatMap((element, i) =>
    name === "" || filters.get(name)!({ [name]: element })
      ? expandPath(document, [...before, String(i), ...path.slice(at + 1)], details, filters)
      : [],
  );
}
