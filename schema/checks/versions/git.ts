/** Runs git without touching the working tree, the index or any branch. */
import { spawnSync } from "node:child_process";
import { CheckError } from "../check-error.js";

/** Read-only access to the repository around a folder. Paths are relative to that folder. */
export interface Git {
  /** The commit's hash; null when there is no such commit. */
  resolve(ref: string): string | null;
  /** The first of these refs that names a commit; undefined when none does. */
  findFirst(refs: readonly string[]): string | undefined;
  /** The hash of the merge base of two commits; null when there is none, or a shallow clone lacks it. */
  mergeBase(a: string, b: string): string | null;
  isShallow(): boolean;
  /** Names of the files directly in `folder` at a commit. */
  list(commit: string, folder: string): string[];
  /** The files' texts at a commit, in the order of the paths; null for a file that is not there. */
  read(commit: string, paths: readonly string[]): (string | null)[];
  /** The ref that `origin/HEAD` stands for, such as `origin/main`; null without one. */
  remoteHead(): string | null;
  /** Commits before and including `commit` that changed `path`, newest first, with their dates. */
  log(commit: string, path: string, limit: number): { commit: string; date: Date }[];
}

const maximumBytes = 256 * 1024 * 1024;

/** Opens the repository around `folder`; null when there is none. @throws CheckError where git is not installed. */
export function openGit(folder: string): Git | null {
  const run = (...args: string[]) =>
    spawnSync("git", args, { cwd: folder, encoding: "utf8", maxBuffer: maximumBytes });
  const read = (...args: string[]): string | null => {
    const { status, stdout } = run(...args);
    return status === 0 ? stdout : null;
  };
  /** Runs a command that reads one object a line: to start git once for each object is most of what a check costs. */
  const feed = (args: string[], objects: readonly string[]): Buffer =>
    spawnSync("git", args, { cwd: folder, input: objects.join("\n"), maxBuffer: maximumBytes }).stdout;
  const { error, status, stderr } = run("rev-parse", "--is-inside-work-tree");
  if (error !== undefined) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new CheckError(["git is not installed, or not on the PATH: name the base as a file or a URL."]);
  }
  if (/dubious ownership/.test(stderr)) throw new CheckError([stderr.split("\n")[0] ?? stderr]);
  if (status !== 0) return null;
  return {
    resolve: (ref) =>
      ref.startsWith("-")
        ? null
        : (read("rev-parse", "--verify", "--quiet", `${ref}^{commit}`)?.trim() ?? null),
    findFirst(refs) {
      const objects = refs.map((ref) => `${ref}^{commit}`);
      const lines = feed(["cat-file", "--batch-check=%(objecttype)"], objects).toString("utf8").split("\n");
      return refs[lines.indexOf("commit")];
    },
    mergeBase: (a, b) => read("merge-base", a, b)?.trim() ?? null,
    isShallow: () => read("rev-parse", "--is-shallow-repository")?.trim() === "true",
    list: (commit, path) =>
      (read("ls-tree", "--name-only", "-z", commit, "--", `${path}/`) ?? "")
        .split("\0")
        .filter((name) => name !== "")
        .map((name) => name.slice(name.lastIndexOf("/") + 1)),
    read(commit, paths) {
      const objects = paths.map((path) => `${commit}:./${path}`);
      return parseBatch(feed(["cat-file", "--batch"], objects), objects.length);
    },
    remoteHead: () => read("symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD")?.trim() ?? null,
    log: (commit, path, limit) =>
      (read("log", `--max-count=${limit}`, "--format=%H %cI", commit, "--", path) ?? "")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => ({
          commit: line.slice(0, line.indexOf(" ")),
          date: new Date(line.slice(line.indexOf(" ") + 1)),
        })),
  };
}

/** Reads what `git cat-file --batch` writes of each object: a line with type and size, then the content and a line break. */
function parseBatch(output: Buffer, count: number): (string | null)[] {
  let at = 0;
  return Array.from({ length: count }, () => {
    const start = output.indexOf("\n", at) + 1;
    const [, type, size] = / (\w+) (\d+)$/.exec(output.toString("utf8", at, start - 1)) ?? [];
    at = start;
    // "missing", without a content.
    if (size === undefined) return null;
    at += Number(size) + 1;
    return type === "blob" ? output.toString("utf8", start, start + Number(size)) : null;
  });
}
