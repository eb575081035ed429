/** Writes the settings of Apollo Client's cache for the graph: what identifies an object, and how pages are joined. */
import {
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type TypeNode,
} from "graphql";

/** What identifies an object that has no id. */
const keysWithoutId: Readonly<Record<string, readonly string[]>> = { ServiceStatus: ["service"] };

/** The arguments that say which page of a list is meant, and not which list. */
const pageArguments = new Set(["first", "after", "last", "before"]);

/** Returns the source of a module with `possibleTypes` and `typePolicies`. */
export function writeCacheConfig(api: DocumentNode): string {
  const objects = api.definitions.filter((one) => one.kind === Kind.OBJECT_TYPE_DEFINITION);
  const connections = new Set(objects.filter(isConnection).map(({ name }) => name.value));
  const entities = new Set(objects.filter(isEntity).map(({ name }) => name.value));
  const policies = objects.flatMap((type) => {
    const parts = [writeKey(type, entities), writeFields(type, connections, entities)].filter(Boolean);
    return parts.length === 0 ? [] : [`  ${type.name.value}: { ${parts.join(", ")} },\n`];
  });
  return `import type { FieldPolicy, TypePolicies } from "@apollo/client";
import { relayStylePagination } from "@apollo/client/utilities";

/** The object that the cache may have from a list already. */
const byId = (typename: string): FieldPolicy => ({
  read: (existing, { args, toReference }) => existing ?? toReference({ __typename: typename, id: args?.["id"] }),
});

/** The types that an interface or a union stands for. */
export const possibleTypes: Record<string, string[]> = ${JSON.stringify(listPossibleTypes(api))};

/** What identifies each object, and how the pages of each list are joined. */
export const typePolicies: TypePolicies = {
${policies.join("")}};
`;
}

/** A list in pages, by the Relay specification. */
const isConnection = ({ name, fields = [] }: ObjectTypeDefinitionNode) =>
  name.value.endsWith("Connection") && fields.some((field) => field.name.value === "edges");

/** An object with an identity of its own. A payload has the id of another object. */
const isEntity = ({ name, fields = [] }: ObjectTypeDefinitionNode) =>
  !name.value.endsWith("Payload") && fields.some((field) => field.name.value === "id");

function writeKey({ name, fields = [] }: ObjectTypeDefinitionNode, entities: ReadonlySet<string>): string {
  const keys = keysWithoutId[name.value];
  if (keys !== undefined) return `keyFields: ${JSON.stringify(keys)}`;
  if (entities.has(name.value)) return `keyFields: ["id"]`;
  return fields.some((field) => field.name.value === "id") ? "keyFields: false" : "";
}

function writeFields(
  { name, fields = [] }: ObjectTypeDefinitionNode,
  connections: ReadonlySet<string>,
  entities: ReadonlySet<string>,
): string {
  const written = fields.flatMap((field) => {
    const type = nameOf(field.type);
    if (connections.has(type))
      return [`${field.name.value}: relayStylePagination(${writeKeyArguments(field)})`];
    if (name.value === "Query" && entities.has(type) && takesOnlyId(field)) {
      return [`${field.name.value}: byId(${JSON.stringify(type)})`];
    }
    return [];
  });
  return written.length === 0 ? "" : `fields: { ${written.join(", ")} }`;
}

function writeKeyArguments({ arguments: list = [] }: FieldDefinitionNode): string {
  const keys = list.map(({ name }) => name.value).filter((name) => !pageArguments.has(name));
  return keys.length === 0 ? "" : JSON.stringify(keys);
}

const takesOnlyId = ({ arguments: list = [] }: FieldDefinitionNode) =>
  list.length === 1 && list[0]?.name.value === "id";

const nameOf = (type: TypeNode): string =>
  type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type);

function listPossibleTypes({ definitions }: DocumentNode): Record<string, string[]> {
  const possible: Record<string, string[]> = {};
  for (const one of definitions) {
    if (one.kind === Kind.UNION_TYPE_DEFINITION) {
      possible[one.name.value] = (one.types ?? []).map(({ name }) => name.value);
    }
    if (one.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    for (const { name } of one.interfaces ?? []) {
      possible[name.value] = [...(possible[name.value] ?? []), one.name.value];
    }
  }
  return possible;
}
