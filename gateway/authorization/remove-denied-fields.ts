/** Takes the refused selections out of an operation, and what only they needed: fragments, variables. */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  isAbstractType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from "graphql";
import { extractOperation, type Fragments } from "../operations/extract-operation.js";
import type { Scope } from "./check-policies.js";
import type { CollectParts, ScopedSet } from "./collect-fields.js";

/** An operation without what is refused of it. */
export interface Filtered {
  /** What remains, as a document of its own; null when nothing does. */
  document: DocumentNode | null;
  /** Name in the answer under which each object of an interface or union tells its type. */
  typeKey: string;
}

/** Filters the operation, whose root selections are `roots`; null when nothing of it is refused. The document must be valid. */
export function filterOperation(
  operation: OperationDefinitionNode,
  roots: readonly ScopedSet[],
  { schema, fragments, judge }: Pick<CollectParts, "schema" | "fragments" | "judge">,
): Filtered | null {
  const typeKey = unusedName(operation, fragments);
  const typeField: FieldNode = {
    kind: Kind.FIELD,
    alias: { kind: Kind.NAME, value: typeKey },
    name: { kind: Kind.NAME, value: "__typename" },
  };
  const kept = new Map<string, FragmentDefinitionNode | null>();
  let refusals = 0;

  const filterSet = (selectionSet: SelectionSetNode, scope: Scope): SelectionNode[] =>
    selectionSet.selections.flatMap((selection) => filterSelection(selection, scope) ?? []);

  const filterSelection = (selection: SelectionNode, scope: Scope): SelectionNode | null => {
    if (!scope.judged) return selection;
    if (selection.kind === Kind.FIELD) return filterField(selection, scope);
    const fragment =
      selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
    if (fragment === undefined) return null;
    const inner = judge.within(scope, fragment.typeCondition?.name.value);
    if (inner.refused) {
      refusals += 1;
      return null;
    }
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const name = filterFragment(selection.name.value, inner);
      return name === null ? null : { ...selection, name: { kind: Kind.NAME, value: name } };
    }
    const selections = filterSet(selection.selectionSet, inner);
    return selections.length === 0 ? null : { ...selection, selectionSet: setOf(selections) };
  };

  const filterField = (field: FieldNode, scope: Scope): FieldNode | null => {
    if (judge.refuses(scope, field.name.value)) {
      refusals += 1;
      return null;
    }
    if (field.selectionSet === undefined) return field;
    const below = judge.below(scope, field.name.value, false);
    if (!below.judged || below.type === "") return field;
    const selections = filterSet(field.selectionSet, below);
    // Somebody must tell whether there is an object at all, and of which type.
    if (selections.length === 0 || isAbstractType(schema.getType(below.type))) selections.push(typeField);
    return { ...field, selectionSet: setOf(selections) };
  };

  /** Answers the name of the filtered fragment, which differs since the whole one may be needed as well. */
  const filterFragment = (name: string, scope: Scope): string | null => {
    const filteredName = `${typeKey}_${name}`;
    if (!kept.has(filteredName)) {
      const definition = fragments.get(name)!;
      const selections = filterSet(definition.selectionSet, scope);
      kept.set(
        filteredName,
        selections.length === 0
          ? null
          : {
              ...definition,
              name: { kind: Kind.NAME, value: filteredName },
              selectionSet: setOf(selections),
            },
      );
    }
    return kept.get(filteredName) === null ? null : filteredName;
  };

  const selections = roots.flatMap(({ selectionSet, scope }) => filterSet(selectionSet, scope));
  if (refusals === 0) return null;
  if (selections.length === 0) return { document: null, typeKey };
  const available = new Map([...fragments, ...[...kept].filter(([, one]) => one !== null)]) as Fragments;
  return {
    document: extractOperation({ ...operation, selectionSet: setOf(selections) }, available),
    typeKey,
  };
}

function setOf(selections: readonly SelectionNode[]): SelectionSetNode {
  return { kind: Kind.SELECTION_SET, selections };
}

/** A name that no alias and no fragment of the operation begins with. */
function unusedName(operation: OperationDefinitionNode, fragments: Fragments): string {
  let name = "gatehouseType";
  const note = (value: string) => {
    while (value.startsWith(name)) name += "_";
  };
  for (const root of [operation, ...fragments.values()]) {
    visit(root, { enter: (node) => (node.kind === Kind.NAME ? note(node.value) : undefined) });
  }
  return name;
}
