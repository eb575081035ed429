/** Takes fields out of a schema, and then all that cannot stand without them or that nothing leads to. */
import {
  type DefinitionNode,
  type DocumentNode,
  isTypeDefinitionNode,
  Kind,
  type NamedTypeNode,
} from "graphql";
import { namedType } from "../gateway/authorization/named-type.js";
import {
  findReached,
  hasFields,
  readImplementations,
  type Types,
  type TypeWithFields,
} from "./find-reached.js";

/** Returns whether a field of an object type or interface is kept. */
export type FieldFilter = (type: string, field: string) => boolean;

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
