/** Reads the graph at a commit, by `git show`: the working tree is not touched. */
import { CheckError } from "../check-error.js";
import type { SchemaVersion } from "../schema-version.js";
import type { NamedCommit } from "./find-merge-base.js";
import type { Git } from "./git.js";
import { subgraphsAmong } from "./subgraph-files.js";
import { apiVersion, composeVersion, emptyVersion } from "./to-version.js";

/** A version, and what the reader of the report must know about how it was read. */
export interface ReadVersion {
  version: SchemaVersion;
  notes: string[];
}

/**
 * Reads `folder` at a commit. A commit without the folder is an empty graph; one whose subgraphs do not compose is read
 * from its committed API schema.
 * @throws CheckError when neither is there.
 */
export async function readCommit(
  git: Git,
  folder: string,
  { commit, name }: NamedCommit,
): Promise<ReadVersion> {
  const names = subgraphsAmong(git.list(commit, folder));
  if (names.length === 0) {
    return {
      version: emptyVersion(name),
      notes: [`${name} has no SDL in ${folder}/: all of the schema is new.`],
    };
  }
  const sdls = git.read(
    commit,
    names.map((subgraph) => `${folder}/${subgraph}.graphql`),
  );
  const subgraphs = new Map(names.map((subgraph, index) => [subgraph, sdls[index] ?? ""]));
  try {
    // Whether its fields could be reached was the concern of the change that made it.
    return { version: await composeVersion(name, { subgraphs, satisfiability: false }), notes: [] };
  } catch (error) {
    const [api] = error instanceof CheckError ? git.read(commit, [`${folder}/api.graphql`]) : [];
    if (api == null) throw error;
    const note = `${(error as CheckError).problems[0]} Its ${folder}/api.graphql is the base instead, without directives.`;
    return { version: apiVersion(name, api), notes: [note] };
  }
}
