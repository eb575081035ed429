/** Finds what a change is compared with where nothing is said: the merge base with the default branch. */
import { CheckError } from "../check-error.js";
import type { Git } from "./git.js";

/** A commit, and what the report calls it. */
export interface NamedCommit {
  commit: string;
  name: string;
}

/** The merge base, or one line on why there is none. */
export type FoundBase = NamedCommit | { missing: string };

/**
 * The merge base that GitLab names, else that of HEAD and the default branch: the target of the merge request that CI names, else `origin/HEAD`,
 * `origin/main`, `origin/master`, `main` or `master`, the first that is there. On the default branch itself that is HEAD.
 */
export function findMergeBase(git: Git | null, ci: Readonly<Record<string, string | undefined>>): FoundBase {
  if (git === null)
    return { missing: "This is no git repository: name the base with --base FILE or --base URL." };
  const head = git.resolve("HEAD");
  if (head === null) return { missing: "There is no commit yet to compare with." };
  // GitLab fetches the branch of a merge request alone, and not its target.
  const named = git.resolve(ci["CI_MERGE_REQUEST_DIFF_BASE_SHA"] || "-");
  if (named !== null)
    return { commit: named, name: `${named.slice(0, 9)}, the merge base that GitLab names` };
  const target = ci["GITHUB_BASE_REF"] || ci["CI_MERGE_REQUEST_TARGET_BRANCH_NAME"];
  const candidates = target
    ? [`origin/${target}`, target]
    : [git.remoteHead(), "origin/main", "origin/master", "main", "master"].flatMap((ref) => ref ?? []);
  const branch = git.findFirst(candidates);
  const fetchIt = (name: string) =>
    git.isShallow()
      ? `This clone is shallow: run \`git fetch --unshallow origin ${name}:refs/remotes/origin/${name}\` ` +
        "(GitHub: `fetch-depth: 0`; GitLab: `GIT_DEPTH: 0`)."
      : `Run \`git fetch origin ${name}:refs/remotes/origin/${name}\`, or name the base with --base REF.`;
  if (branch === undefined) {
    const missing = target
      ? `The branch ${target} is not here.`
      : "No default branch is here: no origin/HEAD, main or master.";
    return { missing: `${missing} ${fetchIt(target ?? "main")}` };
  }
  const base = git.mergeBase("HEAD", branch);
  if (base === null) {
    return {
      missing: `HEAD and ${branch} have no merge base here. ${fetchIt(branch.replace(/^origin\//, ""))}`,
    };
  }
  return { commit: base, name: `${base.slice(0, 9)}, the merge base with ${branch}` };
}

/** The commit that `ref` names. @throws CheckError when it is not here, with what to fetch. */
export function requireCommit(git: Git, ref: string): NamedCommit {
  const commit = git.resolve(ref) ?? git.resolve(`origin/${ref}`);
  if (commit !== null)
    return { commit, name: commit.startsWith(ref) ? ref : `${ref} (${commit.slice(0, 9)})` };
  const remedy = git.isShallow()
    ? "This clone is shallow: run `git fetch --unshallow`."
    : "It is no commit of this repository, no file and no URL.";
  throw new CheckError([`The base ${JSON.stringify(ref)} is not found. ${remedy}`]);
}
