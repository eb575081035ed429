/** Reads from the history of the SDL since when an element has been deprecated. */
import { GraphQLError, Kind, parse, type TypeDefinitionNode, type TypeExtensionNode } from "graphql";
import type { Git } from "./git.js";
import { subgraphsAmong } from "./subgraph-files.js";

/** Older deprecations count as begun at the oldest commit that is read. */
const mostCommits = 500;

/**
 * Returns a reader of when an element was deprecated: the date of the oldest commit without a gap before `head` whose SDL
 * deprecates it. Commits are read when the first element is asked for.
 */
export function createDeprecationHistory(git: Git, folder: string, head: string) {
  const known = new Map<string, ReadonlySet<string>>();
  let commits: { commit: string; date: Date }[] | undefined;
  const deprecatedAt = (commit: string): ReadonlySet<string> => {
    const before = known.get(commit);
    if (before) return before;
    const paths = subgraphsAmong(git.list(commit, folder)).map((name) => `${folder}/${name}.graphql`);
    const found = new Set(git.read(commit, paths).flatMap((sdl) => [...deprecatedIn(sdl ?? "")]));
    known.set(commit, found);
    return found;
  };
  return (coordinate: string): Date | null => {
    commits ??= git.log(head, folder, mostCommits);
    let since: Date | null = null;
    for (const { commit, date } of commits) {
      if (!deprecatedAt(commit).has(coordinate)) break;
      since = date;
    }
    return since;
  };
}

function deprecatedIn(sdl: string): Set<string> {
  const found = new Set<string>();
  let definitions: readonly unknown[] = [];
  try {
    if (sdl.includes("@deprecated")) definitions = parse(sdl, { noLocation: true }).definitions;
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
  }
  for (const definition of definitions as (TypeDefinitionNode | TypeExtensionNode)[]) {
    if (!("name" in definition) || definition.name === undefined) continue;
    const type = definition.name.value;
    const members = [
      ...("fields" in definition ? (definition.fields ?? []) : []),
      ...("values" in definition ? (definition.values ?? []) : []),
    ];
    for (const member of members) {
      const coordinate = `${type}.${member.name.value}`;
      if (isDeprecated(member)) found.add(coordinate);
      if (member.kind !== Kind.FIELD_DEFINITION) continue;
      for (const argument of member.arguments ?? []) {
        if (isDeprecated(argument)) found.add(`${coordinate}(${argument.name.value}:)`);
      }
    }
  }
  return found;
}

const isDeprecated = ({
  directives,
}: {
  directives?: readonly { name: { value: string } }[] | undefined;
}): boolean => directives?.some(({ name }) => name.value === "deprecated") ?? false;
