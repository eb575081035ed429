/** Reads the text of a secret: from NAME, or from the file that NAME_FILE names. */
import { readFileSync } from "node:fs";
import type { SettingsCore } from "./settings-core.js";

/** Returns the text; undefined when neither is set, null when the file is unusable, which is reported. */
export function readSecretText({ raw, complain }: SettingsCore, name: string): string | undefined | null {
  const file = raw(`${name}_FILE`);
  const given = raw(name);
  if (given !== undefined || file === undefined) return given;
  const content = readTextFile(file);
  if ("text" in content) return content.text;
  complain(`${name}_FILE names a file that ${content.problem}: ${file}`);
  return null;
}

/** Reads a small text file; removes white space around the text, including a byte order mark. */
export function readTextFile(path: string): { text: string } | { problem: string } {
  try {
    const text = readFileSync(path, "utf8").trim();
    if (text === "") return { problem: "is empty" };
    return text.includes("\uFFFD") || text.includes("\0") ? { problem: "is not UTF-8 text" } : { text };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EISDIR") return { problem: "is a folder" };
    return { problem: code === "ENOENT" ? "cannot be read" : `cannot be read (${code})` };
  }
}
