/** Stores the secrets of a development machine in a folder, generated once and readable by the owner only. */
import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { StartError } from "../lifecycle.js";
import type { DevelopmentSecrets } from "./settings-reader.js";

/**
 * Returns the content of `folder/name`, which `create` provides when it is absent. Several processes that start at once
 * get the same content. Files have mode 0600, the folder 0700.
 */
function readOrCreateSecret(folder: string, name: string, create: () => string): string {
  const path = join(folder, name);
  try {
    return readFileSync(path, "utf8").trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomBytes(6).toString("hex")}`;
  writeFileSync(draft, `${create()}\n`, { mode: 0o600, flag: "wx" });
  try {
    // A link appears whole or not at all, and only the first one succeeds.
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(draft);
  }
  return readFileSync(path, "utf8").trim();
}

/**
 * Returns the source of secrets for a development machine: created at the first use, then unchanged. It throws a
 * StartError when the folder cannot be used.
 */
export function createDevelopmentSecrets(folder: string): DevelopmentSecrets {
  const read = (name: string, create: () => string = randomSecret): string => {
    try {
      return readOrCreateSecret(folder, name, create);
    } catch (error) {
      throw new StartError(`The data folder ${dirname(folder)} cannot be used: ${(error as Error).message}`);
    }
  };
  return Object.assign(read, { fileOf: (name: string) => join(folder, name) });
}

const randomSecret = () => randomBytes(32).toString("base64url");
