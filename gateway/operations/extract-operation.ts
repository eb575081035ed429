/** Extracts one operation from a document, with the fragments and variables that it uses. */
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  visit,
} from "graphql";

/** The fragments of a document by name. */
export type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** Reads the fragments of a document. */
export function readFragments(document: DocumentNode): Fragments {
  return new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
    ),
  );
}

/** Returns the operation that corresponds to `operation` in a document derived from its own. */
export function findOperation(
  document: DocumentNode,
  { name }: OperationDefinitionNode,
): OperationDefinitionNode {
  return getOperationAST(document, name?.value)!;
}

/**
 * Returns a document with the operation, its first definition, and only the definitions of `available` that it needs.
 */
export function extractOperation(operation: OperationDefinitionNode, available: Fragments): DocumentNode {
  const reached = new Map<string, FragmentDefinitionNode>();
  const variables = new Set<string>();
  const collect = (root: OperationDefinitionNode | FragmentDefinitionNode) =>
    visit(root, {
      enter(node) {
        if (node.kind === Kind.VARIABLE_DEFINITION) return false;
        if (node.kind === Kind.VARIABLE) variables.add(node.name.value);
        if (node.kind !== Kind.FRAGMENT_SPREAD || reached.has(node.name.value)) return undefined;
        const fragment = available.get(node.name.value)!;
        reached.set(node.name.value, fragment);
        collect(fragment);
        return undefined;
      },
    });
  collect(operation);
  const variableDefinitions = operation.variableDefinitions?.filter(({ variable }) =>
    variables.has(variable.name.value),
  );
  return {
    kind: Kind.DOCUMENT,
    definitions: [{ ...operation, ...(variableDefinitions && { variableDefinitions }) }, ...reached.values()],
  };
}
