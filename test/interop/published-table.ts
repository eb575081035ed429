/** The table in docs/routers.md of what holds behind which router. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../platform/project-root.js";
import { allChecks } from "./checks.js";

/** By the title of a router, and then by sentence: does it hold? */
export type PublishedTable = ReadonlyMap<string, ReadonlyMap<string, boolean>>;

/** Reads the table. @throws Error when its rows are not the checks, or a cell is neither `yes` nor `no`. */
export function readPublishedTable(): PublishedTable {
  const rows = readFileSync(join(projectRoot, "docs", "routers.md"), "utf8")
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  const head = rows.findIndex(([first]) => first === "What");
  const [, ...titles] = rows[head] ?? [];
  const body = rows.slice(head + 2, head + 2 + allChecks.length);
  const sentences = allChecks.map(({ what }) => what);
  if (JSON.stringify(body.map(([what]) => what)) !== JSON.stringify(sentences)) {
    const missing = sentences.filter((what) => !body.some(([row]) => row === what));
    throw new Error(
      `docs/routers.md does not have the rows of the checks in their order; missing: ${missing}`,
    );
  }
  return new Map(
    titles.map((title, column) => [title, new Map(body.map((row) => [row[0]!, readCell(row[column + 1]!)]))]),
  );
}

function readCell(cell: string): boolean {
  if (cell !== "yes" && cell !== "no")
    throw new Error(`docs/routers.md has "${cell}" where yes or no must be.`);
  return cell === "yes";
}
