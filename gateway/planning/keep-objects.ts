/** Makes the planner fetch each selected object, also where `@skip` and `@include` exclude all of its fields. */
import { type DocumentNode, type FieldNode, Kind, type SelectionNode, visit } from "graphql";

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: "__typename" } };

/**
 * Returns the document with `__typename` in each selection set that may become empty. The planner would omit such a
 * field, and an object that exists would be null.
 */
export function keepObjects(document: DocumentNode): DocumentNode {
  return visit(document, {
    [Kind.FIELD]: {
      leave(field) {
        const { selectionSet } = field;
        if (selectionSet === undefined || selectionSet.selections.some(isCertain)) return undefined;
        const selections = [typename, ...selectionSet.selections];
        return { ...field, selectionSet: { ...selectionSet, selections } };
      },
    },
  });
}

function isCertain({ kind, directives = [] }: SelectionNode): boolean {
  return kind === Kind.FIELD && directives.length === 0;
}
