/** Compiles update operators into a function from a document to its new version. */
import type { Document } from "bson";
import { failure } from "../errors.js";
import { cloneValue } from "../values/fields.js";
import type { MatchDetails } from "../values/paths.js";
import { isObject, typeName } from "../values/types.js";
import { applyChange } from "./apply-change.js";
import { compileArrayFilters, expandPath } from "./array-filters.js";
import type { Change } from "./change.js";
import { readRename, takeRenamed } from "./rename.js";
import { compileChange } from "./update-operators.js";
import { comparePaths, requireNoConflicts, requireValidPath } from "./update-paths.js";

const removingOperators = new Set(["$unset", "$pop", "$pull", "$pullAll"]);

/** Returns the new version of a document; the old one stays as it is. */
export type Updater = (document: Document, details: MatchDetails | undefined, isInsert: boolean) => Document;

interface Modification {
  operator: string;
  path: string;
  change: Change;
  /** False for operators that only remove: they never create the path. */
  creates: boolean;
}

/**
 * Compiles a document of update operators; throws for one that MongoDB refuses whatever the updated document is.
 * https://www.mongodb.com/docs/v7.0/reference/operator/update/
 */
export function compileUpdate(update: Document, arrayFilters: unknown): Updater {
  const filters = compileArrayFilters(arrayFilters);
  const used = new Set<string>();
  const modifications: Modification[] = [];
  const renames: [string, string][] = [];
  for (const [operator, fields] of Object.entries(update)) {
    if (!isObject(fields))
      throw failure(
        9,
        `Modifiers operate on fields, but ${operator} has a value of type ${typeName(fields)}`,
      );
    for (const [path, argument] of Object.entries(fields)) {
      requireValidPath(path);
      if (operator === "$rename") renames.push(readRename(path, argument));
      else
        modifications.push({
          operator,
          path,
          change: compileChange(operator, path, argument),
          creates: !removingOperators.has(operator),
        });
      for (const part of path.split(".")) if (/^\$\[.+\]$/.test(part)) used.add(part.slice(2, -1));
    }
  }
  for (const name of used)
    if (!filters.has(name)) throw failure(2, `No array filter found for identifier '${name}' in path`);
  for (const name of filters.keys())
    if (!used.has(name))
      throw failure(9, `The array filter for identifier '${name}' was not used in the update`);
  requireNoConflicts([...modifications.map(({ path }) => path), ...renames.flat()]);
  // The order in which MongoDB applies operators.
  modifications.sort((a, b) => comparePaths(a.path, b.path));
  return (document, details, isInsert) => {
    const result = cloneValue(document);
    const moves = renames.flatMap(([from, path]): Modification[] => {
      const value = takeRenamed(result, from, path);
      return value === undefined ? [] : [{ operator: "$rename", path, change: () => value, creates: true }];
    });
    const all = [...modifications, ...moves];
    // The order in which MongoDB applies operators.
    if (moves.length > 0) all.sort((a, b) => comparePaths(a.path, b.path));
    const concrete = all
      .filter(({ operator }) => isInsert || operator !== "$setOnInsert")
      .map((one) => ({ ...one, paths: expandPath(result, one.path.split("."), details, filters) }));
    if (modifications.some(({ path }) => path.includes("$")))
      requireNoConflicts(concrete.flatMap(({ paths }) => paths.map((path) => path.join("."))));
    for (const { paths, change, creates } of concrete)
      for (const path of paths) applyChange(result, path, change, creates);
    return result;
  };
}
