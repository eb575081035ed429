/** Finds the part of a sign-in that is executed before the rest of the selections below it is planned. */
import {
  baseType,
  isObjectType,
  type Schema,
  type Subgraph,
  type Supergraph,
} from "@apollo/federation-internals";
import { type FieldNode, Kind, type SelectionNode, type SelectionSetNode } from "graphql";
import type { Fragments } from "../operations/extract-operation.js";
import { createWantedFields, type Field, findField, isOwn, Unclear } from "./wanted-fields.js";

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

/** @throws Unclear unless the field returns objects of one type, whose fields the subgraph has everywhere. */
function requireClear(subgraph: Subgraph, field: Field, clientSchema: Schema): void {
  const type = baseType(field.type!);
  const seen = clientSchema.type(type.name);
  const isObject = isObjectType(type) && seen !== undefined && isObjectType(seen);
  if (!isObject || field.hasAppliedDirective(subgraph.metadata().providesDirective())) throw new Unclear();
}
