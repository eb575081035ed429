/** Reads one record of separated values, over several lines where a value is in quotes. */
import { parse } from "csv-parse/sync";
import type { createLineSource } from "./line-source.js";
import { longestRowCharacters } from "./read-lines.js";

/** The values of one record; null for an unquoted NULL. */
export type Cells = (string | null)[];

/** A quoted value with more lines than this has an unclosed quote. */
const mostLines = 20;

/**
 * Reads a record that starts with the one line in `taken`, and adds its further lines to `taken`; null for a malformed
 * one.
 */
export async function readRecord(
  taken: { number: number; text: string }[],
  lines: ReturnType<typeof createLineSource>,
  separator: string,
): Promise<Cells | null> {
  let text = taken[0]?.text ?? "";
  // In tab-separated values, as PostgreSQL and MySQL write them, line ends are escaped and quotes are ordinary
  // characters.
  if (separator === "\t")
    return isBalanced(text) ? (splitRecord(text, separator) ?? splitPlain(text)) : splitPlain(text);
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
  return splitRecord(text, separator);
}

/** Every quoted value has two quotes, and two for each quote within it. */
const isBalanced = (text: string): boolean => text.split('"').length % 2 === 1;

/** Returns the values of a whole record; null for a malformed one. */
export function splitRecord(text: string, separator: string): Cells | null {
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
