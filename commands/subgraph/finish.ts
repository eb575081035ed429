/** The last steps of a command that has changed subgraphs: generated files and format. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { StartError } from "../../platform/lifecycle.js";

/** How many files differ from the last commit; null where git does not know. */
export function countUncommitted(root: string): number | null {
  const { status, stdout } = spawnSync("git", ["status", "--porcelain"], { cwd: root, encoding: "utf8" });
  return status === 0 ? stdout.split("\n").filter((line) => line !== "").length : null;
}

/** Formats these files, as far as they are there, and writes what is generated. @throws StartError with the output of a step that fails. */
export function formatAndGenerate(root: string, paths: readonly string[]): void {
  const files = paths.filter((path) => existsSync(join(root, path)));
  const biome = "node_modules/@biomejs/biome/bin/biome";
  run(root, [biome, "check", "--write", "--no-errors-on-unmatched", "--files-ignore-unknown=true", ...files]);
  run(root, ["commands/launch.mjs", "generate"]);
}

function run(root: string, args: string[]): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  if (status !== 0) {
    throw new StartError(
      `${args.slice(0, 2).join(" ")} failed; all files are as they were.\n${stdout}${stderr}`,
    );
  }
}
