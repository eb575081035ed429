/** Collects the fields of an object in the response (https://spec.graphql.org/October2021/#CollectFields()). */
import {
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  Kind,
  type SelectionSetNode,
} from "graphql";
import type { Fragments } from "../operations/extract-operation.js";
import { isIncluded } from "../operations/is-included.js";
import type { PolicyCheck, Scope } from "./check-policies.js";

/** Coerced values of variables. */
export type Variables = Readonly<Record<string, unknown>>;

/** A selection set with its place in the operation. */
export interface ScopedSet {
  selectionSet: SelectionSetNode;
  scope: Scope;
}

/** All selections that are merged into one field of the response. */
export interface FieldGroup {
  /** The schema's name of the field. */
  name: string;
  /** How many of the selections are denied, and how many are not. */
  denied: number;
  permitted: number;
  /** The selections on its value; empty for a leaf. */
  below: ScopedSet[];
}

/** The operation whose fields are collected. */
export interface CollectParts {
  schema: GraphQLSchema;
  fragments: Fragments;
  check: PolicyCheck;
  variables: Variables;
}

/** Returns the fields by their response names, for an object of the given type. */
export function collectFields(
  { schema, fragments, check, variables }: CollectParts,
  sets: readonly ScopedSet[],
  type: GraphQLObjectType,
): Map<string, FieldGroup> {
  const groups = new Map<string, FieldGroup>();
  const visited = new Set<string>();

  const collectSet = ({ selectionSet, scope }: ScopedSet): void => {
    for (const selection of selectionSet.selections) {
      if (!isIncluded(selection, variables)) continue;
      if (selection.kind === Kind.FIELD) addField(selection, scope);
      else if (selection.kind === Kind.INLINE_FRAGMENT) collectFragment(selection, scope);
      else {
        // The same fragment may be denied in one place and permitted in another.
        const visit = `${selection.name.value} ${scope.denied} ${scope.checked}`;
        const fragment = fragments.get(selection.name.value);
        if (fragment === undefined || visited.has(visit)) continue;
        visited.add(visit);
        collectFragment(fragment, scope);
      }
    }
  };

  const collectFragment = (
    fragment: { typeCondition?: { name: { value: string } } | undefined; selectionSet: SelectionSetNode },
    scope: Scope,
  ): void => {
    const condition = fragment.typeCondition?.name.value;
    if (condition !== undefined && !applies(schema, condition, type)) return;
    collectSet({ selectionSet: fragment.selectionSet, scope: check.within(scope, condition) });
  };

  const addField = (field: FieldNode, scope: Scope): void => {
    const key = field.alias?.value ?? field.name.value;
    const denied = check.denies(scope, field.name.value);
    const group = groups.get(key) ?? { name: field.name.value, denied: 0, permitted: 0, below: [] };
    group[denied ? "denied" : "permitted"] += 1;
    if (field.selectionSet !== undefined) {
      const below = check.below(scope, field.name.value, denied);
      group.below.push({ selectionSet: field.selectionSet, scope: below });
    }
    groups.set(key, group);
  };

  sets.forEach(collectSet);
  return groups;
}

function applies(schema: GraphQLSchema, condition: string, type: GraphQLObjectType): boolean {
  if (condition === type.name) return true;
  const conditionType = schema.getType(condition);
  return isAbstractType(conditionType) && schema.isSubType(conditionType, type);
}
