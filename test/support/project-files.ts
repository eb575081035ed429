/** Lists the files of the project. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../platform/project-root.js";

/** Folders that a clone does not have. */
const generatedFolders = new Set(["node_modules", "dist", "coverage", "logs", ".git", ".gatehouse"]);

/** Returns the files whose names match, by their paths from the project's root. */
export function listProjectFiles(name: RegExp, folder = ""): string[] {
  return readdirSync(join(projectRoot, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return generatedFolders.has(entry.name) ? [] : listProjectFiles(name, path);
    return name.test(entry.name) ? [path] : [];
  });
}
