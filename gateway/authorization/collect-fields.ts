/** Collects the fields of an object in the answer, as https://spec.graphql.org/October2021/#CollectFields() has it. */
import {
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";
import type { Fragments } from "../operations/extract-operation.js";
import type { Judge, Scope } from "./check-policies.js";

/** Values of variables, coerced. */
export type Variables = Readonly<Record<string, unknown>>;

/** A selection set where it stands. */
export interface ScopedSet {
  selectionSet: SelectionSetNode;
  scope: Scope;
}

/** All selections that give one field of the answer. */
export interface FieldGroup {
  /** The schema's name of the field. */
  name: string;
  /** How many of them are refused, and how many are not. */
  refusals: number;
  grants: number;
  /** What is selected on its value; empty for a leaf. */
  below: ScopedSet[];
}

/** What collecting needs to know of the operation. */
export interface CollectParts {
  schema: GraphQLSchema;
  fragments: Fragments;
  judge: Judge;
  variables: Variables;
}

/** The fields by the names that they have in the answer, for an object of the given type. */
export function collectFields(
  { schema, fragments, judge, variables }: CollectParts,
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
        // The same fragment may be refused in one place and granted in another.
        const visit = `${selection.name.value} ${scope.refused} ${scope.judged}`;
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
    collectSet({ selectionSet: fragment.selectionSet, scope: judge.within(scope, condition) });
  };

  const addField = (field: FieldNode, scope: Scope): void => {
    const key = field.alias?.value ?? field.name.value;
    const refused = judge.refuses(scope, field.name.value);
    const group = groups.get(key) ?? { name: field.name.value, refusals: 0, grants: 0, below: [] };
    group[refused ? "refusals" : "grants"] += 1;
    if (field.selectionSet !== undefined) {
      const below = judge.below(scope, field.name.value, refused);
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

function isIncluded({ directives = [] }: SelectionNode, variables: Variables): boolean {
  return directives.every(({ name, arguments: args = [] }) => {
    if (name.value !== "skip" && name.value !== "include") return true;
    const value = args.find((argument) => argument.name.value === "if")?.value;
    const condition =
      value?.kind === Kind.VARIABLE
        ? variables[value.name.value]
        : value?.kind === Kind.BOOLEAN && value.value;
    return (condition === true) === (name.value === "include");
  });
}
