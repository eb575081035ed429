/** A projection as a tree of field names: fields that are kept or left out, and fields that are computed. */
import type { Document } from "bson";
import { failure } from "../errors.js";
import { getField, setField } from "../values/fields.js";
import { isObject } from "../values/types.js";
import type { Expression } from "./expressions/compile-expression.js";

/** A field at the end of a path: true for one that is included (or excluded), a function for one that is computed. */
export type Leaf = true | Expression;

/** The fields of one level, in the order of the projection. */
export interface ProjectionTree {
  fields: Map<string, ProjectionTree | Leaf>;
  /** Whether a field at or below this level is computed. */
  computes: boolean;
}

/** Creates a tree without fields. */
export function createProjectionTree(): ProjectionTree {
  return { fields: new Map(), computes: false };
}

/** Adds a field; throws when its path equals, contains or continues another. */
export function addToTree(tree: ProjectionTree, path: string, leaf: Leaf): void {
  const parts = path.split(".");
  const last = parts.pop()!;
  let node = tree;
  for (const part of parts) {
    node.computes ||= leaf !== true;
    const next = node.fields.get(part) ?? createProjectionTree();
    if (next === true || typeof next === "function") throw failure(31249, `Path collision at ${path}`);
    node.fields.set(part, next);
    node = next;
  }
  if (node.fields.has(last)) throw failure(31250, `Path collision at ${path}`);
  node.computes ||= leaf !== true;
  node.fields.set(last, leaf);
}

/** Returns a document with the included fields. */
export function pick(value: Document, { fields }: ProjectionTree): Document {
  const result: Document = {};
  for (const [name, inner] of Object.entries(value)) {
    const field = fields.get(name);
    if (field === undefined || typeof field === "function") continue;
    const kept = field === true ? inner : pickInner(inner, field);
    if (kept !== undefined) setField(result, name, kept);
  }
  return result;
}

function pickInner(value: unknown, tree: ProjectionTree): unknown {
  if (!Array.isArray(value)) return isObject(value) ? pick(value, tree) : undefined;
  const kept = value.map((element) => pickInner(element, tree));
  // Where fields are computed, a document takes the place of every element.
  return tree.computes ? kept : kept.filter((one) => one !== undefined);
}

/** Returns a document without the excluded fields. */
export function omit(value: Document, { fields }: ProjectionTree): Document {
  const result: Document = {};
  for (const [name, inner] of Object.entries(value)) {
    const field = fields.get(name);
    if (field === true) continue;
    setField(result, name, typeof field === "object" ? omitInner(inner, field) : inner);
  }
  return result;
}

function omitInner(value: unknown, tree: ProjectionTree): unknown {
  if (Array.isArray(value)) return value.map((element) => omitInner(element, tree));
  return isObject(value) ? omit(value, tree) : value;
}

/** Sets the computed fields in `target`, which is changed; a missing value removes its field. */
export function compute(target: Document, { fields }: ProjectionTree, root: Document): Document {
  for (const [name, field] of fields) {
    if (field === true || (typeof field === "object" && !field.computes)) continue;
    const value =
      typeof field === "function" ? field(root) : computeInner(getField(target, name), field, root);
    if (value === undefined) delete target[name];
    else setField(target, name, value);
  }
  return target;
}

/** The elements of an array are changed one by one; other values than documents give way to one. */
function computeInner(value: unknown, tree: ProjectionTree, root: Document): unknown {
  if (Array.isArray(value)) return value.map((element) => computeInner(element, tree, root));
  return compute(isObject(value) ? { ...value } : {}, tree, root);
}
