/** A copy of the project in a folder of its own, for tests of commands that change it. */
import { cpSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../platform/project-root.js";
import { temporaryFolder } from "./command.js";

/** What a copy makes for itself, or must not share. */
const left = /^(node_modules|\.git|\.gatehouse|\.env|logs|coverage)$/;

/** Copies sources and compiled files, and links the installed packages. The copy goes at the end of the process. */
export function copyProject(): string {
  const folder = join(temporaryFolder(), "project");
  mkdirSync(folder);
  for (const name of readdirSync(projectRoot).filter((entry) => !left.test(entry)))
    cpSync(join(projectRoot, name), join(folder, name), { recursive: true, preserveTimestamps: true });
  linkPackages("node_modules", folder);
  return folder;
}

/** Links each package; folders of scopes, and those of the workspaces, are folders of the copy. */
function linkPackages(path: string, folder: string): void {
  mkdirSync(join(folder, path));
  for (const name of readdirSync(join(projectRoot, path)).filter((entry) => entry !== ".cache")) {
    if (name === "@gatehouse") {
      mkdirSync(join(folder, path, name));
      for (const workspace of readdirSync(join(projectRoot, path, name)))
        symlinkSync(join(folder, workspace), join(folder, path, name, workspace));
    } else if (name.startsWith("@")) linkPackages(join(path, name), folder);
    else symlinkSync(join(projectRoot, path, name), join(folder, path, name));
  }
}
