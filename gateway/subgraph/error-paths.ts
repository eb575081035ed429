/** Tells at which places of the answer a failed fetch leaves a gap, so that each null has its error beside it. */
import {
  type DocumentNode,
  getOperationAST,
  Kind,
  parse,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";

/** A path within the fetch's own answer, as a subgraph would give it. */
export type FetchPath = (string | number)[];

/** More errors than this say nothing new, and each costs the gateway time when it has least. */
const mostPaths = 200;

/**
 * The paths of all fields that the fetch was to bring: its root fields, or, where it asks for entities, the
 * fields of each. Aliases, `@skip` and `@include` are minded.
 */
export function listErrorPaths(query: string, variables: Readonly<Record<string, unknown>>): FetchPath[] {
  const document = parse(query, { noLocation: true });
  const selections = getOperationAST(document)?.selectionSet;
  if (selections === undefined) return [];
  const find = createFieldFinder(document, variables);
  const fields = find(selections);
  const representations = variables["representations"];
  if (!fields.has("_entities") || !Array.isArray(representations))
    return [...fields.keys()].map((name) => [name]);

  const paths: FetchPath[] = [];
  for (const [index, representation] of representations.entries()) {
    if (paths.length >= mostPaths) break;
    const typeName = String((representation as { __typename?: unknown } | null)?.__typename);
    const names = [...find(fields.get("_entities"), typeName).keys()];
    // Fields behind the name of an interface: which types have it is not known here, the entity itself is.
    if (names.length === 0) paths.push(["_entities", index]);
    for (const name of names) paths.push(["_entities", index, name]);
  }
  return paths;
}

/** Returns a function that lists the fields of a selection set by the names that they have in the answer. */
function createFieldFinder(document: DocumentNode, variables: Readonly<Record<string, unknown>>) {
  const fragments = new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
    ),
  );
  return function find(
    selectionSet: SelectionSetNode | undefined,
    typeName?: string,
    found = new Map<string, SelectionSetNode | undefined>(),
  ): Map<string, SelectionSetNode | undefined> {
    for (const selection of selectionSet?.selections ?? []) {
      if (!isIncluded(selection, variables)) continue;
      if (selection.kind === Kind.FIELD) {
        if (selection.name.value !== "__typename") {
          found.set(selection.alias?.value ?? selection.name.value, selection.selectionSet);
        }
        continue;
      }
      const fragment =
        selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
      const condition = fragment?.typeCondition?.name.value;
      if (condition === undefined || typeName === undefined || condition === typeName) {
        find(fragment?.selectionSet, typeName, found);
      }
    }
    return found;
  };
}

function isIncluded({ directives }: SelectionNode, variables: Readonly<Record<string, unknown>>): boolean {
  return (directives ?? []).every(({ name, arguments: [condition] = [] }) => {
    if (condition === undefined || (name.value !== "skip" && name.value !== "include")) return true;
    const value =
      condition.value.kind === Kind.VARIABLE
        ? variables[condition.value.name.value]
        : condition.value.kind === Kind.BOOLEAN && condition.value.value;
    return Boolean(value) === (name.value === "include");
  });
}
