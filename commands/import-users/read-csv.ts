/** Reads comma-, semicolon- or tab-separated values (RFC 4180). A malformed row is refused alone. */
import { parse } from "csv-parse/sync";
import { StartError } from "../../platform/lifecycle.js";
import type { ImportField } from "../../subgraphs/auth/import/import-fields.js";
import { nameColumns } from "./name-columns.js";
import { type Line, longestRowCharacters, readLines } from "./read-lines.js";
import type { UserRow } from "./user-row.js";

/** How the columns are recognized. */
export interface CsvOptions {
  /** Null: by the first line. */
  separator: string | null;
  required: readonly ImportField[];
  onUnused: (column: string) => void;
}

type Cells = (string | null)[];

const separators = { ",": "comma", ";": "semicolon", "\t": "tab", "|": "|" } as const;
/** A quoted value with more lines than this has an unclosed quote. */
const mostLines = 20;

/** @throws StartError when the first line does not name the columns. */
export async function* readCsv(chunks: AsyncIterable<string>, options: CsvOptions): AsyncGenerator<UserRow> {
  const lines = createLineSource(readLines(chunks));
  const { header, separator } = await readHeader(lines, options);
  for (let first = await lines.next(); first !== null; first = await lines.next()) {
    const { number, text } = first;
    if (text === null) yield { line: number, problem: "it is too long for a row." };
    else if (text.trim() !== "") {
      const taken = [{ number, text }];
      const cells = await readRecord(taken, lines, separator);
      if (cells === null || cells.length !== header.length) {
        // If a quote was not closed, the lines of its value are rows.
        lines.putBack(taken.slice(1));
        yield { line: number, problem: describe(cells) };
      } else {
        const row = Object.fromEntries(
          header.map((field, index) => [field ?? `unused ${index}`, cells[index]]),
        );
        yield { line: taken.at(-1)?.number ?? number, row };
      }
    }
  }
}

function describe(cells: Cells | null): string {
  return cells === null
    ? "its quotes are not as CSV has them (RFC 4180)."
    : "it has not as many columns as the first line.";
}

/** Yields lines one by one, and accepts some back. */
function createLineSource(lines: AsyncGenerator<Line>) {
  const back: Line[] = [];
  return {
    async next(): Promise<Line | null> {
      const kept = back.shift();
      if (kept !== undefined) return kept;
      const { done, value } = await lines.next();
      return done ? null : value;
    },
    putBack: (some: Line[]) => void back.unshift(...some),
  };
}

/**
 * Reads a record that starts with the one line in `taken`, and adds its further lines to `taken`; null for a malformed
 * one.
 */
async function readRecord(
  taken: { number: number; text: string }[],
  lines: ReturnType<typeof createLineSource>,
  separator: string,
): Promise<Cells | null> {
  let text = taken[0]?.text ?? "";
  // In tab-separated values, as PostgreSQL and MySQL write them, line ends are escaped and quotes are ordinary
  // characters.
  if (separator === "\t")
    return isBalanced(text) ? (split(text, separator) ?? splitPlain(text)) : splitPlain(text);
  while (!isBalanced(text)) {
    const more = taken.length < mostLines ? await lines.next() : null;
    if (more === null) return null;
    if (more.text === null || text.length + more.text.length > longestRowCharacters) {
      lines.putBack([more]);
      return null;
    }
    taken.push({ number: more.number, text: more.text });
    text += `\n${more.text}`;
  }
  return split(text, separator);
}

/** Every quoted value has two quotes, and two for each quote within it. */
const isBalanced = (text: string): boolean => text.split('"').length % 2 === 1;

function split(text: string, separator: string): Cells | null {
  try {
    const records: Cells[] = parse(text, {
      delimiter: separator,
      relax_column_count: true,
      cast: (value, { quoting }) => (quoting ? value : readUnquoted(value, separator)),
    });
    return records.length === 1 ? (records[0] ?? null) : null;
  } catch {
    // Its message would quote the row.
    return null;
  }
}

const splitPlain = (text: string): Cells => text.split("\t").map((value) => readUnquoted(value, "\t"));

const escapes: Record<string, string> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v", 0: "\0" };

/** NULL of MySQL and others, \N of PostgreSQL and MySQL; and their escapes in tab-separated values. */
function readUnquoted(value: string, separator: string): string | null {
  if (value === "NULL" || value === "\\N") return null;
  if (separator !== "\t") return value;
  return value.replaceAll(/\\(.)/g, (_all, letter: string) => escapes[letter] ?? letter);
}

async function readHeader(lines: ReturnType<typeof createLineSource>, options: CsvOptions) {
  let { separator } = options;
  let line = await lines.next();
  while (line?.text?.trim() === "") line = await lines.next();
  // Excel writes and reads a first line that names the separator.
  const named = /^"?sep=(.)"?$/i.exec(line?.text ?? "")?.[1];
  if (named !== undefined) {
    separator ??= named;
    line = await lines.next();
  }
  if (line === null) throw new StartError("The file is empty.");
  const text = line.text ?? "";
  separator ??= detectSeparator(text);
  const names = splitNames(text, separator);
  const { fields, ambiguous } = nameColumns(names);
  if (ambiguous !== null) throw new StartError(`In the first line, ${ambiguous}`);
  requireColumns(fields, names, options);
  for (const [index, name] of names.entries()) {
    if (fields[index] === null && name.trim() !== "") options.onUnused(name.trim());
  }
  return { header: fields, separator };
}

const splitNames = (text: string, separator: string): string[] =>
  (split(text, separator) ?? [text]).map((name) => name ?? "");

/** Returns the separator that gives the line the most known columns, and then the most columns. */
function detectSeparator(text: string): string {
  const scored = Object.keys(separators).map((separator) => {
    const names = splitNames(text, separator);
    const known = nameColumns(names).fields.filter((field) => field !== null).length;
    return { separator, score: known * 1_000 + names.length };
  });
  return scored.reduce((best, other) => (other.score > best.score ? other : best)).separator;
}

/** Names no column of the file: without a header, the first line contains a hash. */
function requireColumns(fields: (ImportField | null)[], names: string[], { required }: CsvOptions): void {
  const missing = required.filter((field) => !fields.includes(field));
  if (missing.length === 0) return;
  if (names.length === 1) {
    throw new StartError(
      `The first line seems to be one column: no comma, semicolon, tab or | is between names there. Name the separator (--separator); ${missing.join(", ")} is not among the columns.`,
    );
  }
  const cognito = names.some((name) => name.trim().startsWith("cognito:"));
  const word = cognito && missing.includes("passwordHash") ? ` ${cognitoWord}` : "";
  throw new StartError(
    `The first line must name the columns; ${missing.join(", ")} is not among them (${names.length} columns).${word}`,
  );
}

/** The name of the field in messages about files without hashes. */
const cognitoWord =
  "Cognito exports hold no password hashes: --without-passwords imports the accounts, and their owners set a new password by mail.";
