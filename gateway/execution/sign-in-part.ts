/** Finds the part of a sign-in that is executed before the rest of the selections below it is planned. */
import {
  baseType,
  type FieldDefinition,
  isCompositeType,
  isObjectType,
  type ObjectType,
  type Schema,
  type Subgraph,
  type Supergraph,
} from "@apollo/federation-internals";
import {
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";
import type { Fragments } from "../operations/extract-operation.js";

/** The part of a sign-in that its own subgraph resolves. */
export interface SignInPart {
  /**
   * The selection on the sign-in. Unless it is whole, it also holds the fields that other subgraphs need of its objects:
   * keys, and fields for `@requires`.
   */
  selectionSet: SelectionSetNode;
  /** No selection remains for other subgraphs. */
  isWhole: boolean;
}

/** Returns the part of a root field of a mutation; null where it is ambiguous, and the field must be planned whole. */
export type SignInParts = (
  field: string,
  selectionSet: SelectionSetNode,
  fragments: Fragments,
) => SignInPart | null;

type Field = FieldDefinition<ObjectType>;

/** The part is ambiguous: there are interfaces, unions or `@provides`. */
class Unclear extends Error {}

/** Creates the finder. */
export function createSignInParts(supergraph: Supergraph): SignInParts {
  const subgraphs = [...supergraph.subgraphs()];
  const clientSchema = supergraph.apiSchema();
  const wanted = createWantedFields(subgraphs, clientSchema);

  return (name, selectionSet, fragments) => {
    const owners = subgraphs.filter((one) => findField(one.schema, "Mutation", name) !== undefined);
    const [owner] = owners;
    if (owner === undefined || owners.length > 1) return null;
    let isWhole = true;

    const ofField = (field: FieldNode, type: string): FieldNode[] => {
      if (field.name.value === "__typename") return [field];
      const definition = findField(owner.schema, type, field.name.value);
      if (definition === undefined || !isOwn(owner, definition)) {
        isWhole = false;
        return [];
      }
      const below = baseType(definition.type!);
      if (field.selectionSet === undefined) return [field];
      requireClear(owner, definition, clientSchema);
      return [{ ...field, selectionSet: ofSet(field.selectionSet, below.name) }];
    };

    const ofSelection = (selection: SelectionNode, type: string): SelectionNode[] => {
      if (selection.kind === Kind.FIELD) return ofField(selection, type);
      const fragment =
        selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
      if (fragment === undefined) return [];
      // On an object type, every valid type condition applies.
      const { directives = [] } = selection;
      const inner = ofSet(fragment.selectionSet, type);
      return [{ kind: Kind.INLINE_FRAGMENT, directives, selectionSet: inner }];
    };

    const ofSet = ({ selections }: SelectionSetNode, type: string): SelectionSetNode => ({
      kind: Kind.SELECTION_SET,
      selections: [...selections.flatMap((one) => ofSelection(one, type)), ...wanted(owner, type)],
    });

    try {
      const field = findField(owner.schema, "Mutation", name)!;
      requireClear(owner, field, clientSchema);
      const part = ofSet(selectionSet, baseType(field.type!).name);
      return isWhole ? { selectionSet, isWhole } : { selectionSet: part, isWhole };
    } catch (error) {
      if (error instanceof Unclear) return null;
      throw error;
    }
  };
}

function findField(schema: Schema, type: string, name: string): Field | undefined {
  const definition = schema.type(type);
  return definition !== undefined && isObjectType(definition) ? definition.field(name) : undefined;
}

/** Returns whether the subgraph resolves the field by itself. */
function isOwn(subgraph: Subgraph, field: Field): boolean {
  const metadata = subgraph.metadata();
  return !metadata.isFieldExternal(field) && !field.hasAppliedDirective(metadata.requiresDirective());
}

/** @throws Unclear unless the field returns objects of one type, whose fields the subgraph has everywhere. */
function requireClear(subgraph: Subgraph, field: Field, clientSchema: Schema): void {
  const type = baseType(field.type!);
  const seen = clientSchema.type(type.name);
  const isObject = isObjectType(type) && seen !== undefined && isObjectType(seen);
  if (!isObject || field.hasAppliedDirective(subgraph.metadata().providesDirective())) throw new Unclear();
}

/**
 * Returns the fields that a plan may need of an object besides the selected ones: its type, keys, and `@requires`
 * fields.
 */
function createWantedFields(subgraphs: readonly Subgraph[], clientSchema: Schema) {
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
