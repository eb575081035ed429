/** Reads the secrets of a development machine without generating absent ones. */
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DevelopmentSecrets } from "../../platform/settings/settings-reader.js";

/** Returns the source of secrets in `folder`. A secret that is absent or not readable is generated in memory. */
export function readSecretsOnly(folder: string): DevelopmentSecrets {
  const read = (name: string, create: () => string = () => randomBytes(32).toString("base64url")): string => {
    try {
      return readFileSync(join(folder, name), "utf8").trim();
    } catch {
      return create();
    }
  };
  return Object.assign(read, { fileOf: (name: string) => join(folder, name) });
}
