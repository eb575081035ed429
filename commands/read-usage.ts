/** Reads the text that `--help` of a command prints. The launcher prints the same file before anything is installed. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../platform/project-root.js";

/** Returns the usage of a command, by its name with - for each colon. */
export const readUsage = (command: string): string =>
  readFileSync(join(projectRoot, "commands", "usage", `${command}.txt`), "utf8").trimEnd();
