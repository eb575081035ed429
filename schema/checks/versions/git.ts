/** Runs git without touching the working tree, the index or any branch. */
import { spawnSync } from "node:child_process";
import { CheckError } from "../check-error.js";

/** Read-only access to the repository around a folder. Paths are relative to that folder. */
export interface Git {
  /** The commit's hash; null when there is no such commit. */
  resolve(ref: string): string | null;
  /** The hash of the merge base of two commits; null when there is none, or a shallow clone lacks it. */
  mergeBase(a: string, b: string): string | null;
  isShallow(): boolean;
  /** Names of the files directly in `folder` at a commit. */
  list(commit: string, folder: string): string[];
  /** The file's text at a commit; null when it is not there. */
  show(commit: string, path: string): string | null;
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
    mergeBase: (a, b) => read("merge-base", a, b)?.trim() ?? null,
    isShallow: () => read("rev-parse", "--is-shallow-repository")?.trim() === "true",
    list: (commit, path) =>
      (read("ls-tree", "--name-only", "-z", commit, "--", `${path}/`) ?? "")
        .split("\0")
        .filter((name) => name !== "")
        .map((name) => name.slice(name.lastIndexOf("/") + 1)),
    show: (commit, path) => read("show", `${commit}:./${path}`),
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
