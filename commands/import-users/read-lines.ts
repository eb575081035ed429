/** Splits text into lines with any line end; keeps at most one long line in memory. */

/** A longer line is not a row of a user. */
export const longestRowCharacters = 65_536;

/** A line without its end, and its number from 1; null for one that is too long. */
export interface Line {
  number: number;
  text: string | null;
}

/** Reads the lines of a text; each may end in LF, CR LF or CR. */
export async function* readLines(chunks: AsyncIterable<string>): AsyncGenerator<Line> {
  let number = 0;
  let rest = "";
  let tooLong = false;
  for await (const chunk of chunks) {
    const text = rest + chunk;
    // A CR at the end may be the first half of a CR LF.
    const held = text.endsWith("\r") ? "\r" : "";
    const lines = text.slice(0, text.length - held.length).split(/\r\n|\n|\r/);
    const last = lines.pop() ?? "";
    for (const line of lines) {
      number += 1;
      yield { number, text: tooLong || line.length > longestRowCharacters ? null : line };
      tooLong = false;
    }
    rest = last + held;
    if (rest.length > longestRowCharacters) {
      rest = held;
      tooLong = true;
    }
  }
  const last = rest.replace(/\r$/, "");
  if (tooLong) yield { number: number + 1, text: null };
  else if (last !== "") yield { number: number + 1, text: last };
}
