/** Applies a change at a path of a document. */
import type { Document } from "bson";
import { failure } from "../errors.js";
import { getField, setField } from "../values/fields.js";
import { isIndex } from "../values/paths.js";
import { show } from "../values/show.js";
import { isObject } from "../values/types.js";
import { type Change, unchanged } from "./change.js";

/** How many nulls a write far beyond an array's end may add, as in MongoDB. */
const maxPadding = 1_500_000;

/** Changes the value at a path; `creates` lets it create a missing path. */
export function applyChange(root: Document, path: string[], change: Change, creates: boolean): void {
  let parent: Document | unknown[] = root;
  for (const [i, part] of path.slice(0, -1).entries()) {
    let child: unknown = childOf(parent, part);
    if (child === undefined) {
      if (!creates) return;
      const value = change(undefined);
      if (value === unchanged || value === undefined) return;
      child = {};
      place(parent, part, child, path[i - 1]);
    }
    if (!isObject(child) && !Array.isArray(child)) {
      if (!creates) return;
      throw failure(28, `Cannot create field '${path[i + 1]}' in element {${part}: ${show(child)}}`);
    }
    parent = child;
  }
  const last = path.at(-1)!;
  const old = childOf(parent, last);
  if (old === undefined && !creates) return;
  const value = change(old);
  if (value === unchanged) return;
  if (value !== undefined) place(parent, last, value, path.at(-2));
  else if (Array.isArray(parent)) parent[Number(last)] = null;
  else delete parent[last];
}

function childOf(parent: Document | unknown[], name: string): unknown {
  if (Array.isArray(parent)) return isIndex(name) ? parent[Number(name)] : undefined;
  return getField(parent, name);
}

function place(
  parent: Document | unknown[],
  name: string,
  value: unknown,
  parentName: string | undefined,
): void {
  if (!Array.isArray(parent)) {
    setField(parent, name, value);
    return;
  }
  if (!isIndex(name))
    throw failure(28, `Cannot create field '${name}' in element {${parentName}: ${show(parent)}}`);
  const index = Number(name);
  if (index - parent.length > maxPadding) throw failure(2, "can't backfill more than 1500000 elements");
  while (parent.length < index) parent.push(null);
  parent[index] = value;
}
