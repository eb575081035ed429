/** Reads the settings of a development machine from the file .env in the project's folder. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as util from "node:util";
import { root } from "./run.mjs";

/**
 * Sets the variables of `folder/.env` that `environment` does not have. Does nothing without such a file.
 * @throws Error with one line when the file is not readable, or has lines that are no assignments; the others are set.
 */
export function loadEnvFile(environment, folder = root) {
  const file = join(folder, ".env");
  let text;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return;
    throw new Error(`${file} cannot be read: ${error.message}`);
  }
  // Editors on Windows add a byte order mark before the first name, and carriage returns after the values.
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const { assignments, stray } = sortLines(lines);
  // Through the module object: an older Node must get as far as the check of its version.
  const values = util.parseEnv(assignments.join("\n"));
  for (const [name, value] of Object.entries(values)) environment[name] ??= value;
  if (stray.length === 0) return;
  const listed = stray.slice(0, listedLines).join(", ");
  throw new Error(`${file} has lines that set nothing: ${listed}. Write NAME=VALUE, or # before a comment.`);
}

const listedLines = 10;
const assignment = /^\s*(?:export\s+)?[^\s=#]+\s*=\s*(.*)$/;

/**
 * Returns the lines of assignments, including those of values in quotes, and the numbers, from 1, of lines that are neither
 * that nor a comment nor blank. Node 20 reads a line of spaces, an indented comment or a stray line as the start of the
 * next name, so that the next setting would have no effect.
 */
function sortLines(lines) {
  const assignments = [];
  const stray = [];
  /** The quote that begins a value of several lines. */
  let open = null;
  for (const [index, line] of lines.entries()) {
    if (open !== null) {
      assignments.push(line);
      if (line.includes(open)) open = null;
      continue;
    }
    const value = assignment.exec(line)?.[1];
    if (value === undefined) {
      if (line.trim() !== "" && !line.trimStart().startsWith("#")) stray.push(index + 1);
      continue;
    }
    assignments.push(line.trimStart());
    const [quote = ""] = /^["'`]/.exec(value) ?? [];
    const isOpen = quote !== "" && !value.slice(1).includes(quote);
    if (isOpen && lines.slice(index + 1).some((later) => later.includes(quote))) open = quote;
  }
  return { assignments, stray };
}
