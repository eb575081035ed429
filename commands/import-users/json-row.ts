/** Reads one object of a JSON file as a row, by the names that its fields have in exports. */
import type { ImportRow } from "../../subgraphs/auth/import/import-fields.js";
import { nameColumns } from "./name-columns.js";

export type OnUnused = (name: string) => void;

export function readObject(text: string, onUnused: OnUnused): { row: ImportRow } | { problem: string } {
  const value = parseObject(text);
  if (value === null) return { problem: "it is no JSON object." };
  const names = namesOf(text);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return { problem: "it has two fields of one name." };
  const entries = [...Object.entries(value), ...readAttributes(value)];
  const { fields, ambiguous } = nameColumns(entries.map(([name]) => name));
  if (ambiguous !== null) return { problem: ambiguous };
  const row: ImportRow = {};
  for (const [index, [name, of]] of entries.entries()) {
    const field = fields[index];
    if (field == null) onUnused(name);
    else row[field] = unwrap(of);
  }
  return { row };
}

export function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** Returns the names at the top of an object, with repetitions: JSON.parse keeps only the last value. */
function namesOf(text: string): string[] {
  const names: string[] = [];
  let depth = 0;
  let last = "";
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:]/g)) {
    if (token === "{" || token === "[") depth += 1;
    else if (token === "}" || token === "]") depth -= 1;
    else if (token === ":" && depth === 1) names.push(JSON.parse(last) as string);
    else last = token;
  }
  return names;
}

/** Cognito's list-users writes a user's fields as pairs of Name and Value. */
function readAttributes(value: Record<string, unknown>): [string, unknown][] {
  const list = Object.entries(value).find(([name]) => name.toLowerCase() === "attributes")?.[1];
  if (!Array.isArray(list)) return [];
  return list
    .filter(isObject)
    .filter(({ Name }) => typeof Name === "string")
    .map(({ Name, Value }) => [String(Name), Value]);
}

/**
 * Extended JSON of mongoexport, canonical or relaxed
 * (https://www.mongodb.com/docs/manual/reference/mongodb-extended-json/).
 */
function unwrap(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unwrap);
  if (!isObject(value)) return value;
  const [[name, of] = ["", null], ...more] = Object.entries(value);
  if (more.length > 0) return value;
  if (name === "$oid" || name === "$symbol") return of;
  if (name === "$date") return unwrap(of);
  if (/^\$number(Int|Long|Double|Decimal)$/.test(name)) return Number(of);
  return name === "$undefined" ? null : value;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
