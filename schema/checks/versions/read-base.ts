/** Reads what a change is compared with: a commit with all that the repository held then, a file, or a running server. */
import { isAbsolute, join } from "node:path";
import type { EventSchemas } from "../../event-schema-breaks.js";
import { type Approval, parseApprovals } from "../approvals/read-approvals.js";
import type { DeprecationPolicy } from "../changes/deprecation-policy.js";
import { CheckError } from "../check-error.js";
import type { ManifestText } from "../clients/read-operations.js";
import type { SchemaVersion } from "../schema-version.js";
import { createDeprecationHistory } from "./deprecation-history.js";
import { findMergeBase, type NamedCommit, requireCommit } from "./find-merge-base.js";
import { type Git, openGit } from "./git.js";
import { introspect } from "./introspect.js";
import { readCommit } from "./read-commit.js";
import { isPath, readPath } from "./read-file.js";

/** Where the parts of the project are, as paths relative to its root. */
export interface Layout {
  root: string;
  /** The folder of the SDL. */
  schema: string;
  /** The folder of the manifests. */
  operations: string;
  /** The file of approvals. */
  approvals: string;
  /** The file of exceptions from lint. */
  lintExceptions: string;
}

/** The base, and what else it says. A file or URL says nothing else. */
export interface Base {
  version: SchemaVersion;
  notes: readonly string[];
  manifests: readonly ManifestText[];
  approvals: readonly Approval[];
  /** Published schemas of events; null when the base does not say. */
  events: EventSchemas | null;
  deprecatedSince: DeprecationPolicy["deprecatedSince"];
}

/** No base was given, and none is found. */
export class NoBaseError extends CheckError {}

/**
 * Reads the base that `name` says: a commit, else a file or folder, else a URL; without a name the merge base with the
 * default branch.
 * @throws NoBaseError when nothing is said and nothing is found; CheckError for all else that cannot be read.
 */
export async function readBase(
  name: string | undefined,
  layout: Layout,
  ci: Readonly<Record<string, string | undefined>>,
): Promise<Base> {
  if (name !== undefined && /^https?:\/\//i.test(name)) return withoutHistory(await introspect(name));
  if (name === undefined) {
    const { git, found } = findWithoutName(layout, ci);
    return readRepository(git, layout, found);
  }
  const path = isAbsolute(name) ? name : join(layout.root, name);
  const looksLikePath = /^\.{0,2}\/|\.(graphql|graphqls|gql|json)$/.test(name);
  if (looksLikePath && !isPath(path))
    throw new CheckError([`The base ${name} cannot be read: there is no such file.`]);
  const git = looksLikePath ? null : openGit(layout.root);
  if (git?.resolve(name) == null && isPath(path)) return withoutHistory(await readPath(path, name));
  if (git === null) throw new CheckError([`The base ${name} is no file, and this is no git repository.`]);
  return readRepository(git, layout, requireCommit(git, name));
}

function findWithoutName({ root }: Layout, ci: Readonly<Record<string, string | undefined>>) {
  let git: Git | null;
  try {
    git = openGit(root);
  } catch (error) {
    throw error instanceof CheckError ? new NoBaseError(error.problems) : error;
  }
  const found = findMergeBase(git, ci);
  if (git === null || "missing" in found) throw new NoBaseError("missing" in found ? [found.missing] : []);
  return { git, found };
}

function withoutHistory(version: SchemaVersion): Base {
  const notes =
    version.supergraphSdl === null
      ? [
          `${version.name} has no directives: authorization, cost and the order of deployment are not compared.`,
        ]
      : [];
  return { version, notes, manifests: [], approvals: [], events: null, deprecatedSince: () => null };
}

async function readRepository(git: Git, layout: Layout, found: NamedCommit): Promise<Base> {
  const { commit } = found;
  const { version, notes } = await readCommit(git, layout.schema, found);
  const files = git.list(commit, layout.operations).filter((file) => file.endsWith(".json"));
  const [approvals = null, events = null, ...manifests] = git.read(commit, [
    layout.approvals,
    `${layout.schema}/events/published.json`,
    ...files.map((file) => `${layout.operations}/${file}`),
  ]);
  return {
    version,
    notes,
    manifests: files.map((file, index) => ({ file, text: manifests[index] ?? "" })),
    approvals: approvals === null ? [] : parseApprovals(approvals, `${layout.approvals} at ${found.name}`),
    events: events === null ? null : (JSON.parse(events) as EventSchemas),
    deprecatedSince: createDeprecationHistory(git, layout.schema, commit),
  };
}
