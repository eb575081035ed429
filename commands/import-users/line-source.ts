/** Yields the lines of a file one by one, and takes back lines that belong to the next row. */
import type { Line } from "./read-lines.js";

/** Yields lines one by one, and accepts some back. */
export function createLineSource(lines: AsyncGenerator<Line>) {
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
