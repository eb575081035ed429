/** Objects from arrays of pairs: `$arrayToObject`. */
import type { Document } from "bson";
import { failure } from "../../errors.js";
import { setField } from "../../values/fields.js";
import { isObject, typeName } from "../../values/types.js";
import { requireArray } from "./array-arguments.js";

/** Returns the document with these keys and values. */
export function fromPairs(value: unknown, name: string): Document {
  const list = requireArray(value, name, 40386);
  const result: Document = {};
  const isPairs = Array.isArray(list[0]);
  if (list.length > 0 && !isPairs && !isObject(list[0]))
    throw failure(40398, `Unrecognised input type format for ${name}: ${typeName(list[0])}`);
  for (const element of list) {
    const [key, inner] = isPairs ? readPair(element, name) : readEntry(element, name);
    if (key.includes("\0")) throw failure(4940400, "Key field cannot contain an embedded null byte");
    setField(result, key, inner);
  }
  return result;
}

function readPair(element: unknown, name: string): [string, unknown] {
  const pair = requireArray(element, name, 40396);
  if (pair.length !== 2) throw failure(40397, `${name} requires an array of size 2 arrays`);
  if (typeof pair[0] !== "string") throw failure(40395, `${name} requires keys of type string`);
  return [pair[0], pair[1]];
}

function readEntry(element: unknown, name: string): [string, unknown] {
  if (!isObject(element)) throw failure(40391, `${name} requires a consistent input format`);
  if (Object.keys(element).length !== 2)
    throw failure(40392, `${name} requires an object keys of 'k' and 'v'`);
  if (!("k" in element && "v" in element))
    throw failure(40393, `${name} requires an object with keys 'k' and 'v'`);
  if (typeof element.k !== "string") throw failure(40394, `${name} requires 'k' to be of type string`);
  return [element.k, element.v];
}
