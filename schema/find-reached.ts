/** Finds the types that the root types of a schema lead to. */
import {
  type ASTNode,
  type DefinitionNode,
  type InterfaceTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type TypeDefinitionNode,
  visit,
} from "graphql";

/** An object type or an interface. */
export type TypeWithFields = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

/** Returns whether this is the definition of an object type or an interface. */
export const hasFields = (type: TypeDefinitionNode | undefined): type is TypeWithFields =>
  type?.kind === Kind.OBJECT_TYPE_DEFINITION || type?.kind === Kind.INTERFACE_TYPE_DEFINITION;

/** The types of a schema by their names. */
export type Types = Map<string, TypeDefinitionNode>;

/** Returns the types that implement each interface. */
export function readImplementations(types: Types): Map<string, TypeWithFields[]> {
  const found = new Map<string, TypeWithFields[]>();
  for (const type of types.values()) {
    if (!hasFields(type)) continue;
    for (const { name } of type.interfaces ?? [])
      found.set(name.value, [...(found.get(name.value) ?? []), type]);
  }
  return found;
}

/** Returns the names that root types and directives lead to; an interface leads to its implementations. */
export function findReached(types: Types, others: readonly DefinitionNode[]): Set<string> {
  const implementations = readImplementations(types);
  const isNamed = others.some(({ kind }) => kind === Kind.SCHEMA_DEFINITION);
  const roots = isNamed ? [] : ["Query", "Mutation", "Subscription"];
  const reached = new Set([...roots, ...others.flatMap(namesIn)]);
  for (const name of reached) {
    const type = types.get(name);
    if (type === undefined) continue;
    for (const one of namesIn(type)) reached.add(one);
    for (const one of implementations.get(name) ?? []) reached.add(one.name.value);
  }
  return reached;
}

function namesIn(node: ASTNode): string[] {
  const names: string[] = [];
  visit(node, {
    enter: (one) => (one.kind === Kind.NAMED_TYPE ? void names.push(one.name.value) : undefined),
  });
  return names;
}
