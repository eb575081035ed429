/** Fields of documents. */
import type { Document } from "bson";
import { isObject } from "./types.js";

/** Returns a deep copy; scalars are shared. */
export function cloneValue<T>(value: T): T {
  if (Array.isArray(value)) return value.map(cloneValue) as T;
  if (!isObject(value)) return value;
  const copy: Document = {};
  for (const [name, inner] of Object.entries(value)) setField(copy, name, cloneValue(inner));
  return copy as T;
}

/** Sets a field, also one called `__proto__`, which an assignment would take for the prototype. */
export function setField(object: Document, name: string, value: unknown): void {
  if (name !== "__proto__") object[name] = value;
  else Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}

/** Returns a field of an object; a property of its prototype is no field. */
export function getField(object: Document, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
