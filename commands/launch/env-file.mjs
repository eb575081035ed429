/** Reads the settings of a development machine from the file .env in the project's folder. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as util from "node:util";
import { root } from "./run.mjs";

/**
 * Sets the variables of `folder/.env` that `environment` does not have. Does nothing without such a file.
 * @throws Error with one line when the file is not readable.
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
  // Through the module object: an older Node must get as far as the check of its version.
  const values = util.parseEnv(text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n"));
  for (const [name, value] of Object.entries(values)) environment[name] ??= value;
}
