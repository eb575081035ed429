/** Reads comma-, semicolon- or tab-separated values (RFC 4180). A malformed row is refused alone. */

import { createLineSource } from "./line-source.js";
import { type CsvOptions, readHeader } from "./read-csv-header.js";
import { type Cells, readRecord } from "./read-csv-record.js";
import { readLines } from "./read-lines.js";
import type { UserRow } from "./user-row.js";

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
