/** Reads rows of users from a file, CSV or JSON lines, one after the other and never the whole of it. */
import { createReadStream } from "node:fs";
import { extname } from "node:path";
import { type CsvError, parse } from "csv-parse";
import { StartError } from "../platform/lifecycle.js";
import { type ImportRow, importFields, requiredImportFields } from "../subgraphs/auth/service/importing.js";

/** A row and the line it stands on, or ends on; `problem` says why it could not be read. */
export type UserRow = { line: number } & ({ row: ImportRow } | { problem: string });

/** A longer row is no row of a user. */
const longestRowCharacters = 65_536;

const formats = { ".csv": readCsv, ".jsonl": readJsonLines, ".ndjson": readJsonLines };

/**
 * Reads the rows of a `.csv`, `.jsonl` or `.ndjson` file. Names of columns are taken in any case, with or without
 * underscores; `onUnknown` hears of those that mean nothing here.
 * @throws StartError when the file cannot be read, or is none of these.
 */
export async function* readUserRows(
  path: string,
  onUnknown: (column: string) => void,
): AsyncGenerator<UserRow> {
  const read = formats[extname(path).toLowerCase() as keyof typeof formats];
  if (read === undefined) throw new StartError("The file's name must end in .csv, .jsonl or .ndjson.");
  const seen = new Set<string>();
  const nameColumn = (column: string): string => {
    const name = column
      .trim()
      .replaceAll(/[_\s-]/g, "")
      .toLowerCase();
    const field = importFields.find((known) => known.toLowerCase() === name);
    if (field === undefined && !seen.has(column)) {
      if (seen.size < 100) onUnknown(column);
      seen.add(column);
    }
    return field ?? `unknown ${column}`;
  };
  const input = createReadStream(path);
  try {
    yield* read(input, nameColumn);
  } catch (error) {
    if (typeof (error as NodeJS.ErrnoException).syscall !== "string") throw error;
    throw new StartError(`The file ${path} cannot be read: ${(error as Error).message}`);
  } finally {
    input.destroy();
  }
}

async function* readCsv(
  input: NodeJS.ReadableStream,
  nameColumn: (column: string) => string,
): AsyncGenerator<UserRow> {
  const skipped: UserRow[] = [];
  const parser = parse({
    bom: true,
    info: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: longestRowCharacters,
    columns: (header: string[]) => requireColumns(header.map(nameColumn)),
    on_skip(error) {
      skipped.push({ line: Number((error as CsvError)["lines"]), problem: describe(error as CsvError) });
      return undefined;
    },
  });
  input.on("error", (error) => parser.destroy(error));
  input.pipe(parser);
  for await (const { info, record } of parser as AsyncIterable<{
    info: { lines: number };
    record: ImportRow;
  }>) {
    yield* skipped.splice(0);
    yield { line: info.lines, row: record };
  }
  yield* skipped;
}

/** csv-parse's own messages quote the row. */
function describe({ code }: CsvError): string {
  return code === "CSV_RECORD_INCONSISTENT_COLUMNS"
    ? "it has not as many columns as the first line."
    : `it is not CSV (${code}).`;
}

function requireColumns(columns: string[]): string[] {
  const missing = requiredImportFields.filter((field) => !columns.includes(field));
  if (missing.length === 0) return columns;
  throw new StartError(`The first line must name the columns; ${missing.join(", ")} is not among them.`);
}

async function* readJsonLines(
  input: NodeJS.ReadableStream,
  nameColumn: (column: string) => string,
): AsyncGenerator<UserRow> {
  let line = 0;
  for await (const text of readLines(input)) {
    line += 1;
    if (text === null) yield { line, problem: "it is too long for a row." };
    else if (text.trim() !== "") {
      const fields = readObject(text);
      if (fields === null) yield { line, problem: "it is no JSON object." };
      else {
        const named = Object.entries(fields).map(([name, value]) => [nameColumn(name), value]);
        yield { line, row: Object.fromEntries(named) };
      }
    }
  }
}

/** The lines of a text; null stands for one that is too long. */
async function* readLines(input: NodeJS.ReadableStream): AsyncGenerator<string | null> {
  input.setEncoding("utf8");
  let rest = "";
  let tooLong = false;
  for await (const chunk of input as AsyncIterable<string>) {
    const lines = `${rest}${chunk}`.split("\n");
    rest = lines.pop() ?? "";
    for (const text of lines) {
      yield tooLong || text.length > longestRowCharacters ? null : text;
      tooLong = false;
    }
    if (rest.length > longestRowCharacters) {
      rest = "";
      tooLong = true;
    }
  }
  if (tooLong) yield null;
  else if (rest !== "") yield rest;
}

function readObject(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
