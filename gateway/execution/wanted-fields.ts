/** Finds the fields that a plan may need of an object besides the selected ones. */
import {
  baseType,
  type FieldDefinition,
  isCompositeType,
  isObjectType,
  type ObjectType,
  type Schema,
  type Subgraph,
} from "@apollo/federation-internals";
import {
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";

/** A field of an object type. */
export type Field = FieldDefinition<ObjectType>;

/** The part is ambiguous: there are interfaces, unions or `@provides`. */
export class Unclear extends Error {}

/** Returns a field of an object type; undefined where there is none. */
export function findField(schema: Schema, type: string, name: string): Field | undefined {
  const definition = schema.type(type);
  return definition !== undefined && isObjectType(definition) ? definition.field(name) : undefined;
}

/** Returns whether the subgraph resolves the field by itself. */
export function isOwn(subgraph: Subgraph, field: Field): boolean {
  const metadata = subgraph.metadata();
  return !metadata.isFieldExternal(field) && !field.hasAppliedDirective(metadata.requiresDirective());
}

/**
 * Returns the fields that a plan may need of an object besides the selected ones: its type, keys, and `@requires`
 * fields.
 */
export function createWantedFields(subgraphs: readonly Subgraph[], clientSchema: Schema) {
  const known = new Map<string, readonly SelectionNode[]>();

  const canGive = (owner: Subgraph, type: string, { selections }: SelectionSetNode): boolean =>
    selections.every((selection) => {
      if (selection.kind !== Kind.FIELD) return false;
      const { name, selectionSet } = selection;
      const field = findField(owner.schema, type, name.value);
      if (field === undefined || !isOwn(owner, field)) return false;
      // A client's operation cannot select fields that are hidden from clients.
      if (findField(clientSchema, type, name.value) === undefined) throw new Unclear();
      return selectionSet === undefined || canGive(owner, baseType(field.type!).name, selectionSet);
    });

  return (owner: Subgraph, type: string): readonly SelectionNode[] => {
    const key = `${owner.name} ${type}`;
    let wanted = known.get(key);
    if (wanted === undefined) {
      const sets = subgraphs.flatMap((one) => readFieldSets(one, type));
      const given = sets.filter((set) => canGive(owner, type, set)).flatMap(({ selections }) => selections);
      wanted = [{ kind: Kind.FIELD, name: { kind: Kind.NAME, value: "__typename" } }, ...given];
      known.set(key, wanted);
    }
    return wanted;
  };
}

/** Returns the selections of `@key` and `@requires` on a type in a subgraph. */
function readFieldSets(subgraph: Subgraph, type: string): SelectionSetNode[] {
  const definition = subgraph.schema.type(type);
  if (definition === undefined || !isCompositeType(definition) || !isObjectType(definition)) return [];
  const metadata = subgraph.metadata();
  const directives = [
    ...definition.appliedDirectivesOf(metadata.keyDirective()),
    ...definition.fields().flatMap((field) => field.appliedDirectivesOf(metadata.requiresDirective())),
  ];
  return directives.map((directive) => {
    const [operation] = parse(`{ ${directive.arguments().fields} }`, { noLocation: true }).definitions;
    return (operation as OperationDefinitionNode).selectionSet;
  });
}
