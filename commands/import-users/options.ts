/** Reads the arguments of `npm run import-users`. */
import { type CommandLine, readCommandLine } from "../../platform/command-line.js";
import { StartError } from "../../platform/lifecycle.js";
import type { ImportOptions } from "../../subgraphs/auth/import/import-accounts.js";
import type { ImportField } from "../../subgraphs/auth/import/import-fields.js";
import { readUsage } from "../read-usage.js";
import { readEncoding } from "./decode-file.js";
import { readFirebaseParameters } from "./firebase-parameters.js";
import { type FileFormat, formatOf, type RowsFile } from "./read-rows.js";

const usage = readUsage("import-users");

const commandOptions = {
  "dry-run": { type: "boolean" },
  "without-passwords": { type: "boolean" },
  "username-from-email": { type: "boolean" },
  encoding: { type: "string" },
  separator: { type: "string" },
  "firebase-parameters": { type: "string" },
  "legacy-id": { type: "string" },
  format: { type: "string" },
} as const;

type ImportLine = CommandLine<typeof commandOptions>;

/** Returns the options; null for `--help`. @throws StartError with everything that is wrong with them. */
export function readOptions(): { file: RowsFile; options: ImportOptions } | null {
  const line = readCommandLine(usage, commandOptions, {
    positionals: true,
    findProblems: (given) => readValues(given).problems,
  });
  if (line === null) return null;
  const { values } = line;
  const { path, format, encoding, separator, firebase, legacyId } = readValues(line);
  if (format === null || legacyId === null) throw new StartError(usage);
  const options = {
    dryRun: values["dry-run"] ?? false,
    withoutPasswords: values["without-passwords"] ?? false,
    usernameFromEmail: values["username-from-email"] ?? false,
    firebase,
    legacyId,
  };
  const required: ImportField[] = ["email"];
  if (!options.withoutPasswords) required.push("passwordHash");
  if (!options.usernameFromEmail) required.unshift("username");
  return { file: { path, format, encoding, separator, required }, options };
}

/** Reads the values of the options, and collects what is wrong with them; null for one that is absent or wrong. */
function readValues({ values, positionals }: ImportLine) {
  const problems: string[] = [];
  const attempt = <Value>(read: () => Value): Value | null => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof StartError)) throw error;
      problems.push(error.message);
      return null;
    }
  };
  const [path = ""] = positionals;
  const isOneFile = positionals.length === 1;
  if (!isOneFile) problems.push("Name one file.");
  const format = attempt(() => {
    if (values.format !== undefined) return readFormat(values.format);
    return isOneFile ? formatOf(path) : null;
  });
  if (format === "json" && values.separator !== undefined) problems.push("JSON has no --separator.");
  const firebase = attempt(() => readGiven(values["firebase-parameters"], readFirebaseParameters));
  const encoding = attempt(() => readGiven(values.encoding, readEncoding));
  const separator = attempt(() => readGiven(values.separator, readSeparator));
  const legacyId = attempt(() => readLegacyIdField(values["legacy-id"] ?? "id"));
  return { problems, path, format, firebase, encoding, separator, legacyId };
}

const readGiven = <Value>(text: string | undefined, read: (text: string) => Value): Value | null =>
  text === undefined ? null : read(text);

function readFormat(name: string): FileFormat {
  if (name === "csv" || name === "json") return name;
  throw new StartError('--format must be "csv" or "json".');
}

function readLegacyIdField(name: string): ImportOptions["legacyId"] {
  if (name === "username" || name === "email") return name;
  if (name === "id") return "legacyId";
  throw new StartError('--legacy-id must be "id", "username" or "email".');
}

const namedSeparators: Record<string, string> = { tab: "\t", "\\t": "\t", comma: ",", semicolon: ";" };

function readSeparator(name: string): string {
  const separator = namedSeparators[name.toLowerCase()] ?? name;
  if (/^[^"\r\n\w]$/.test(separator)) return separator;
  throw new StartError('--separator must be one character, neither letter, digit nor quote, or "tab".');
}
