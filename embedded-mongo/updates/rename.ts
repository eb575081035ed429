/** The update operator $rename. */
import type { Document } from "bson";
import { failure } from "../errors.js";
import { getField } from "../values/fields.js";
import { show } from "../values/show.js";
import { isObject } from "../values/types.js";
import { applyChange } from "./apply-change.js";
import { isPositional, requireValidPath } from "./update-paths.js";

/** Checks the paths of a $rename. */
export function readRename(from: string, to: unknown): [string, string] {
  if (typeof to !== "string")
    throw failure(2, `The 'to' field for $rename must be a string: ${from}: ${show(to)}`);
  requireValidPath(to);
  if ([...from.split("."), ...to.split(".")].some(isPositional))
    throw failure(2, `The source and target field for $rename may not be dynamic: ${from}`);
  if (from === to) throw failure(2, `The source and target field for $rename must differ: ${from}: "${to}"`);
  return [from, to];
}

/** Removes the value that a $rename moves, and returns it; neither path may lead through an array. */
export function takeRenamed(root: Document, from: string, to: string): unknown {
  let value: unknown = root;
  for (const part of from.split(".")) {
    if (Array.isArray(value))
      throw failure(2, `The source field cannot be an array element, '${from}' in doc`);
    value = isObject(value) ? getField(value, part) : undefined;
  }
  if (value === undefined) return undefined;
  let target: unknown = root;
  for (const part of to.split(".")) {
    if (Array.isArray(target))
      throw failure(2, `The destination field cannot be an array element, '${to}' in doc`);
    target = isObject(target) ? getField(target, part) : undefined;
  }
  applyChange(root, from.split("."), () => undefined, false);
  return value;
}
