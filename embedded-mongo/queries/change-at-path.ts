/** Changes the value at a path in a copy of a document. */
import { setField } from "../values/fields.js";
import { isObject } from "../values/types.js";

/** Returns a copy with the value at a path changed, in each element of an array on the path; other values stay. */
export function changeAtPath(
  node: unknown,
  [name, ...rest]: string[],
  change: (value: unknown) => unknown,
): unknown {
  if (name === undefined) return change(node);
  if (Array.isArray(node)) return node.map((element) => changeAtPath(element, [name, ...rest], change));
  if (!isObject(node) || !Object.hasOwn(node, name)) return node;
  const copy = { ...node };
  setField(copy, name, changeAtPath(node[name], rest, change));
  return copy;
}
