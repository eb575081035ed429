/** Replaces values at dotted paths. */
import type { Document } from "bson";
import { getField, setField } from "./fields.js";
import { isObject } from "./types.js";

/** Returns a copy with the value at a path replaced, in each element of an array on the path; undefined removes it. */
export function setAtPath(
  target: unknown,
  path: string[],
  at: number,
  change: (value: unknown) => unknown,
): Document {
  const copy: Document = isObject(target) ? { ...target } : {};
  const name = path[at]!;
  const old = getField(copy, name);
  let value: unknown;
  if (at === path.length - 1) value = change(old);
  else if (Array.isArray(old)) value = old.map((element) => setAtPath(element, path, at + 1, change));
  else {
    const inner = setAtPath(old, path, at + 1, change);
    value = isObject(old) || Object.keys(inner).length > 0 ? inner : old;
  }
  if (value === undefined) delete copy[name];
  else setField(copy, name, value);
  return copy;
}
