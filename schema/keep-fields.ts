/** Takes fields out of a schema, and then all that cannot stand without them or that nothing leads to. */
import {
  type ASTNode,
  type DefinitionNode,
  type DocumentNode,
  type InterfaceTypeDefinitionNode,
  isTypeDefinitionNode,
  Kind,
  type NamedTypeNode,
  type ObjectTypeDefinitionNode,
  type TypeDefinitionNode,
  visit,
} from "graphql";
import { namedType } from "../gateway/authorization/named-type.js";

/** Returns whether a field of an object type or interface is kept. */
export type FieldFilter = (type: string, field: string) => boolean;

type TypeWithFields = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;
type Types = Map<string, TypeDefinitionNode>;

/**
 * Returns the schema with the fields that are kept. Types without fields and unions without members go, with the fields
 * that return them; so does a field of an interface that an implementation no longer has, and every type that no root
 * type leads to.
 */
export function keepFields({ definitions }: DocumentNode, isKept: FieldFilter): DocumentNode {
  const types: Types = new Map(
    definitions.filter(isTypeDefinitionNode).map((one) => [one.name.value, one] as const),
  );
  const names = new Set(types.keys());
  // A scalar of GraphQL itself has no definition.
  const isLost = (name: string) => names.has(name) && !types.has(name);
  let isChanged = filterFields(types, isKept);
  while (isChanged) {
    isChanged = removeEmpty(types);
    dropReferences(types, isLost);
    const implementations = readImplementations(types);
    const isWhole = (type: string, field: string, fieldType: string) =>
      !isLost(fieldType) && (implementations.get(type) ?? []).every((one) => hasField(one, field));
    isChanged = filterFields(types, isWhole) || isChanged;
  }
  const others = definitions.filter((one) => !isTypeDefinitionNode(one)).map((one) => dropRoots(one, isLost));
  const reached = findReached(types, others);
  const kept = [...types.values()].filter(({ name }) => reached.has(name.value));
  return { kind: Kind.DOCUMENT, definitions: [...others, ...kept] };
}

const hasFields = (type: TypeDefinitionNode | undefined): type is TypeWithFields =>
  type?.kind === Kind.OBJECT_TYPE_DEFINITION || type?.kind === Kind.INTERFACE_TYPE_DEFINITION;

const hasField = ({ fields = [] }: TypeWithFields, field: string): boolean =>
  fields.some(({ name }) => name.value === field);

/** Keeps these fields; returns whether one is gone. */
function filterFields(
  types: Types,
  isKept: (type: string, field: string, fieldType: string) => boolean,
): boolean {
  let isChanged = false;
  for (const [name, type] of types) {
    if (!hasFields(type)) continue;
    const fields = (type.fields ?? []).filter((one) => isKept(name, one.name.value, namedType(one.type)));
    if (fields.length === type.fields?.length) continue;
    types.set(name, { ...type, fields });
    isChanged = true;
  }
  return isChanged;
}

/** Removes types without fields and unions without members; returns whether there was one. */
function removeEmpty(types: Types): boolean {
  const before = types.size;
  for (const [name, type] of types) {
    if (hasFields(type) && type.fields?.length === 0) types.delete(name);
    if (type.kind === Kind.UNION_TYPE_DEFINITION && type.types?.length === 0) types.delete(name);
  }
  return types.size < before;
}

/** Drops lost interfaces and members of unions. */
function dropReferences(types: Types, isLost: (name: string) => boolean): void {
  const isThere = ({ name }: NamedTypeNode) => !isLost(name.value);
  for (const [name, type] of types) {
    if (hasFields(type)) types.set(name, { ...type, interfaces: (type.interfaces ?? []).filter(isThere) });
    else if (type.kind === Kind.UNION_TYPE_DEFINITION)
      types.set(name, { ...type, types: (type.types ?? []).filter(isThere) });
  }
}

function dropRoots(definition: DefinitionNode, isLost: (name: string) => boolean): DefinitionNode {
  if (definition.kind !== Kind.SCHEMA_DEFINITION) return definition;
  const operationTypes = definition.operationTypes.filter(({ type }) => !isLost(type.name.value));
  return { ...definition, operationTypes };
}

function readImplementations(types: Types): Map<string, TypeWithFields[]> {
  const found = new Map<string, TypeWithFields[]>();
  for (const type of types.values()) {
    if (!hasFields(type)) continue;
    for (const { name } of type.interfaces ?? [])
      found.set(name.value, [...(found.get(name.value) ?? []), type]);
  }
  return found;
}

/** Returns the names that root types and directives lead to; an interface leads to its implementations. */
function findReached(types: Types, others: readonly DefinitionNode[]): Set<string> {
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
