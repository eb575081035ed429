/** Lets the planner fetch each object that is selected, also where no field of it is left by `@skip` and `@include`. */
import { type DocumentNode, type FieldNode, Kind, type SelectionNode, visit } from "graphql";

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: "__typename" } };

/**
 * Returns the document with `__typename` in each selection set that may turn out empty. The planner would leave such a field
 * out, and null would stand for an object that is there.
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
