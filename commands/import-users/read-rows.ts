/** Reads rows of users from a file as a stream. */
import { stat } from "node:fs/promises";
import { extname } from "node:path";
import { StartError } from "../../platform/lifecycle.js";
import type { ImportField } from "../../subgraphs/auth/import/import-fields.js";
import { decodeFile } from "./decode-file.js";
import { readCsv } from "./read-csv.js";
import { readJson } from "./read-json.js";
import type { UserRow } from "./user-row.js";

export type FileFormat = "csv" | "json";

/** The properties of a file that are known before it is read. */
export interface RowsFile {
  path: string;
  format: FileFormat;
  encoding: string | null;
  separator: string | null;
  /** The columns that a header must have. */
  required: readonly ImportField[];
}

const formats: Record<string, FileFormat> = {
  ".csv": "csv",
  ".tsv": "csv",
  ".txt": "csv",
  ".json": "json",
  ".jsonl": "json",
  ".ndjson": "json",
};

/** Returns the format by the file's name. @throws StartError for an unknown extension. */
export function formatOf(path: string): FileFormat {
  const format = formats[extname(path).toLowerCase()];
  if (format !== undefined) return format;
  throw new StartError("The file's name must end in .csv, .tsv, .txt, .json, .jsonl or .ndjson.");
}

/**
 * Yields the rows. Calls `onUnused` once for each unknown column.
 * @throws StartError when the file is not readable, or its format differs from its name.
 */
export async function* readRows(file: RowsFile, onUnused: (column: string) => void): AsyncGenerator<UserRow> {
  const heard = new Set<string>();
  const hear = (column: string) => {
    if (heard.has(column) || heard.size > 100) return;
    heard.add(column);
    onUnused(column);
  };
  const chunks = decodeFile(file.path, file.encoding);
  yield* file.format === "json" ? readJson(chunks, hear) : readCsv(chunks, { ...file, onUnused: hear });
}

/**
 * Reads the file once before any row is imported, so that a file in another encoding, or without a header, is refused
 * as a whole. Skips a pipe, which can be read only once.
 * @throws StartError
 */
export async function requireReadable(file: RowsFile): Promise<void> {
  const isFile = await stat(file.path).then(
    (found) => found.isFile(),
    // Opening it reports the problem.
    () => true,
  );
  if (!isFile) return;
  for await (const _chunk of decodeFile(file.path, file.encoding)) {
    // Decoding is the check.
  }
  for await (const _row of readRows(file, () => {})) return;
}
