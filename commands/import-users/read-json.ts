/** Reads rows of JSON: one object on each line, or a document with a list of objects. */
import { StartError } from "../../platform/lifecycle.js";
import { type OnUnused, parseObject, readObject } from "./json-row.js";
import { readLines } from "./read-lines.js";
import { createJsonScanner } from "./scan-json.js";
import type { UserRow } from "./user-row.js";

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
