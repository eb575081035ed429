/** Reads rows of JSON: one object on each line, or a document with a list of objects. */
import { StartError } from "../../platform/lifecycle.js";
import type { ImportRow } from "../../subgraphs/auth/import/import-fields.js";
import { nameColumns } from "./name-columns.js";
import { readLines } from "./read-lines.js";
import { createJsonScanner } from "./scan-json.js";
import type { UserRow } from "./user-row.js";

type OnUnused = (name: string) => void;

/** Reads one object on each line (JSON lines, NDJSON), or a document, as the text starts. */
export async function* readJson(chunks: AsyncIterable<string>, onUnused: OnUnused): AsyncGenerator<UserRow> {
  const { beginning, whole } = await peek(chunks);
  const first = beginning.trimStart();
  if (first === "") throw new StartError("The file is empty.");
  if (!/^[{[]/.test(first)) throw new StartError("The file does not begin as JSON does, with { or [.");
  const isLines = first.startsWith("{") && isRow(first.split(/\r\n|\n|\r/, 1)[0] ?? "");
  yield* isLines ? readJsonLines(whole, onUnused) : readDocument(whole, onUnused);
}

/** Reads up to the end of the first line that is not blank; `whole` yields it again. */
async function peek(
  chunks: AsyncIterable<string>,
): Promise<{ beginning: string; whole: AsyncIterable<string> }> {
  const iterator = chunks[Symbol.asyncIterator]();
  let beginning = "";
  while (beginning.length < 65_536 && !/\S.*[\r\n]/.test(beginning)) {
    const { done, value } = await iterator.next();
    if (done) break;
    beginning += value;
  }
  async function* whole() {
    yield beginning;
    for (;;) {
      const { done, value } = await iterator.next();
      if (done) return;
      yield value;
    }
  }
  return { beginning, whole: whole() };
}

/** Is the line a row, and not the whole document? */
function isRow(text: string): boolean {
  const value = parseObject(text);
  return (
    value !== null && !Object.entries(value).some(([name, of]) => /^users$/i.test(name) && Array.isArray(of))
  );
}

async function* readJsonLines(chunks: AsyncIterable<string>, onUnused: OnUnused): AsyncGenerator<UserRow> {
  for await (const { number, text } of readLines(chunks)) {
    if (text === null) yield { line: number, problem: "it is too long for a row." };
    else if (text.trim() !== "") yield { line: number, ...readObject(text, onUnused) };
  }
}

async function* readDocument(chunks: AsyncIterable<string>, onUnused: OnUnused): AsyncGenerator<UserRow> {
  const scanner = createJsonScanner();
  const toRows = (items: { line: number; text: string | null }[]): UserRow[] =>
    items.map(({ line, text }) => {
      if (text === null) return { line, problem: "it is too long for a row." };
      if (text === "") return { line, problem: "the file ends here, within a value: it is cut off." };
      return { line, ...readObject(text, onUnused) };
    });
  for await (const chunk of chunks) yield* toRows(scanner.push(chunk));
  yield* toRows(scanner.end());
}

function readObject(text: string, onUnused: OnUnused): { row: ImportRow } | { problem: string } {
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

function parseObject(text: string): Record<string, unknown> | null {
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
