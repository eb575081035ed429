/** Reads the first line of separated values: the separator and the columns. */
import { StartError } from "../../platform/lifecycle.js";
import type { ImportField } from "../../subgraphs/auth/import/import-fields.js";
import type { createLineSource } from "./line-source.js";
import { nameColumns } from "./name-columns.js";
import { splitRecord } from "./read-csv-record.js";

/** How the columns are recognized. */
export interface CsvOptions {
  /** Null: by the first line. */
  separator: string | null;
  required: readonly ImportField[];
  onUnused: (column: string) => void;
}

const separators = { ",": "comma", ";": "semicolon", "\t": "tab", "|": "|" } as const;

/** Reads the separator and the field of each column. @throws StartError when the first line does not name the columns. */
export async function readHeader(lines: ReturnType<typeof createLineSource>, options: CsvOptions) {
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
  (splitRecord(text, separator) ?? [text]).map((name) => name ?? "");

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
