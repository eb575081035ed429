/** Merges the data of a fetch into the data so far. */
import { isRecord } from "../../platform/is-record.js";

/** A JSON object. */
export type JsonObject = Record<string, unknown>;

/** Returns the object's own property of any name. */
export function getOwn(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Sets the object's own property of any name: a client may choose the alias `__proto__`. */
export function setOwn(object: JsonObject, key: string, value: unknown): void {
  if (!Object.hasOwn(object, key) && key in object)
    Object.defineProperty(object, key, { configurable: true, enumerable: true, value, writable: true });
  else object[key] = value;
}

/** Merges `source` into `target`: objects and lists of equal length are merged, other values are replaced. */
export function mergeInto(target: JsonObject, source: JsonObject): void {
  for (const key of Object.keys(source)) {
    const incoming = source[key];
    if (incoming === undefined) continue;
    const present = getOwn(target, key);
    if (isRecord(present) && isRecord(incoming)) mergeInto(present, incoming);
    else if (Array.isArray(present) && Array.isArray(incoming) && present.length === incoming.length)
      mergeLists(present, incoming);
    else setOwn(target, key, incoming);
  }
}

function mergeLists(target: unknown[], source: readonly unknown[]): void {
  for (const [index, incoming] of source.entries()) {
    const present = target[index];
    if (isRecord(present) && isRecord(incoming)) mergeInto(present, incoming);
    else if (Array.isArray(present) && Array.isArray(incoming) && present.length === incoming.length)
      mergeLists(present, incoming);
    else target[index] = incoming;
  }
}

/** Returns a copy of JSON data. structuredClone would take several times as long. */
export function copyData<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(copyData) as Value;
  if (!isRecord(value)) return value;
  const copy: JsonObject = {};
  for (const key of Object.keys(value)) setOwn(copy, key, copyData(value[key]));
  return copy as Value;
}
