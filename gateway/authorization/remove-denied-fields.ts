/** Removes the denied selections from an operation, and the fragments and variables that only they use. */
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

/** An operation without its denied selections. */
export interface PermittedPart {
  /** A document of the operation alone, its first definition; null when no selection remains. */
  document: DocumentNode | null;
  /** Response name of the `__typename` that is added to each object of an interface or union. */
  typeKey: string;
}

/** Returns the permitted part of a valid operation with the root selections `roots`; null when nothing is denied. */
export function removeDeniedFields(
  operation: OperationDefinitionNode,
  roots: readonly ScopedSet[],
  { schema, fragments, check }: Pick<CollectParts, "schema" | "fragments" | "check">,
): PermittedPart | null {
  const typeKey = unusedName(operation, fragments);
  const typeField: FieldNode = {
    kind: Kind.FIELD,
    alias: { kind: Kind.NAME, value: typeKey },
    name: { kind: Kind.NAME, value: "__typename" },
  };
  const kept = new Map<string, FragmentDefinitionNode | null>();
  let denials = 0;

  const filterSet = (selectionSet: SelectionSetNode, scope: Scope): SelectionNode[] =>
    selectionSet.selections.flatMap((selection) => filterSelection(selection, scope) ?? []);

  const filterSelection = (selection: SelectionNode, scope: Scope): SelectionNode | null => {
    if (!scope.checked) return selection;
    if (selection.kind === Kind.FIELD) return filterField(selection, scope);
    const fragment =
      selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
    if (fragment === undefined) return null;
    const inner = check.within(scope, fragment.typeCondition?.name.value);
    if (inner.denied) {
      denials += 1;
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
    if (check.denies(scope, field.name.value)) {
      denials += 1;
      return null;
    }
    if (field.selectionSet === undefined) return field;
    const below = check.below(scope, field.name.value, false);
    if (!below.checked || below.type === "") return field;
    const selections = filterSet(field.selectionSet, below);
    // The object must still be fetched: its presence and its type are part of the response.
    if (selections.length === 0 || isAbstractType(schema.getType(below.type))) selections.push(typeField);
    return { ...field, selectionSet: setOf(selections) };
  };

  /** Returns the name of the filtered fragment; a new one, because other places may spread the whole fragment. */
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
  if (denials === 0) return null;
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

/** Returns a prefix that no name in the operation has. */
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
