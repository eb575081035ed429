/** Reads the arguments of `npm run import-users`. */
import { readFileSync } from "node:fs";
import { readCommandLine } from "../../platform/command-line.js";
import { StartError } from "../../platform/lifecycle.js";
import type { ImportOptions } from "../../subgraphs/auth/accounts/import/import-accounts.js";
import type { ImportField } from "../../subgraphs/auth/accounts/import/import-fields.js";
import type { FirebaseParameters } from "../../subgraphs/auth/passwords/foreign-hashes/firebase.js";
import { readEncoding } from "./decode-file.js";
import { type FileFormat, formatOf, type RowsFile } from "./read-rows.js";
import { usage } from "./usage.js";

/** What is asked for; null when it is the usage. @throws StartError when it cannot be. */
export function readOptions(): { file: RowsFile; options: ImportOptions } | null {
  const line = readCommandLine(
    usage,
    {
      "dry-run": { type: "boolean" },
      "without-passwords": { type: "boolean" },
      "username-from-email": { type: "boolean" },
      encoding: { type: "string" },
      separator: { type: "string" },
      "firebase-parameters": { type: "string" },
      format: { type: "string" },
    },
    { positionals: true },
  );
  if (line === null) return null;
  const { values, positionals } = line;
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0) throw wrong("Name one file.");
  const format = values.format === undefined ? formatOf(path) : readFormat(values.format);
  if (format === "json" && values.separator !== undefined) throw wrong("JSON has no --separator.");
  const parameters = values["firebase-parameters"];
  const options = {
    dryRun: values["dry-run"] ?? false,
    withoutPasswords: values["without-passwords"] ?? false,
    usernameFromEmail: values["username-from-email"] ?? false,
    firebase: parameters === undefined ? null : readFirebaseParameters(parameters),
  };
  const required: ImportField[] = ["email"];
  if (!options.withoutPasswords) required.push("passwordHash");
  if (!options.usernameFromEmail) required.unshift("username");
  const encoding = values.encoding === undefined ? null : readEncoding(values.encoding);
  const separator = values.separator === undefined ? null : readSeparator(values.separator);
  return { file: { path, format, encoding, separator, required }, options };
}

const wrong = (message: string): StartError => new StartError(`${message}\n\n${usage}`);

function readFormat(name: string): FileFormat {
  if (name === "csv" || name === "json") return name;
  throw wrong('--format must be "csv" or "json".');
}

const namedSeparators: Record<string, string> = { tab: "\t", "\\t": "\t", comma: ",", semicolon: ";" };

function readSeparator(name: string): string {
  const separator = namedSeparators[name.toLowerCase()] ?? name;
  if (/^[^"\r\n\w]$/.test(separator)) return separator;
  throw wrong('--separator must be one character, neither letter, digit nor quote, or "tab".');
}

/** Reads `hash_config { base64_signer_key: …, base64_salt_separator: …, rounds: …, mem_cost: … }`, or its JSON. */
function readFirebaseParameters(path: string): FirebaseParameters {
  const text = readText(path);
  const find = (name: string): string => {
    const value = new RegExp(`"?${name}"?\\s*[:=]\\s*"?([\\w+/=-]+)"?`).exec(text)?.[1];
    if (value === undefined) throw new StartError(`The Firebase parameters in ${path} have no ${name}.`);
    return value;
  };
  return {
    signerKey: find("base64_signer_key"),
    saltSeparator: find("base64_salt_separator"),
    rounds: Number(find("rounds")),
    memoryCost: Number(find("mem_cost")),
  };
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new StartError(`The file ${path} cannot be read: ${(error as Error).message}`);
  }
}
