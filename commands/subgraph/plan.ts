/** What a command is about to do to the project's files, made before anything is written. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Files by their path in the project: the new text, or null for one that goes. */
export type FilePlan = Map<string, string | null>;

/** Reads a file of the project; null when there is none. */
export function readFileOf(root: string, path: string): string | null {
  const file = join(root, path);
  return existsSync(file) ? readFileSync(file, "utf8") : null;
}

/** Writes everything of the plan, and returns what takes it back. */
export function applyPlan(root: string, plan: FilePlan): () => void {
  const before: FilePlan = new Map([...plan.keys()].map((path) => [path, readFileOf(root, path)]));
  const write = (files: FilePlan) => {
    for (const [path, text] of files) {
      const file = join(root, path);
      if (text === null) removeFile(root, path);
      else {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      }
    }
  };
  try {
    write(plan);
  } catch (error) {
    write(before);
    throw error;
  }
  return () => write(before);
}

/** Removes a file, and the folders that are empty without it. */
function removeFile(root: string, path: string): void {
  rmSync(join(root, path), { force: true });
  for (let folder = dirname(path); folder !== "."; folder = dirname(folder)) {
    if (existsSync(join(root, folder)) && readdirSync(join(root, folder)).length > 0) return;
    rmSync(join(root, folder), { recursive: true, force: true });
  }
}

/** One line for each file: what becomes of it. */
export function describePlan(root: string, plan: FilePlan): string {
  return [...plan]
    .map(([path, text]) => {
      if (text === null) return `  delete ${path}`;
      return `  ${existsSync(join(root, path)) ? "change" : "create"} ${path}`;
    })
    .join("\n");
}
