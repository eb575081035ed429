/** The conditions of a selection: `@skip` and `@include`. */
import { Kind, type SelectionNode } from "graphql";

/** A `@skip` or `@include`: the value that its condition must have. */
export interface Condition {
  /** Name of a variable, or the value itself. */
  actual: string | boolean;
  wanted: boolean;
}

/** Coerced values of variables. */
export type Variables = Readonly<Record<string, unknown>>;

/** Returns the conditions of a selection; null when one of them can never be met. */
export function conditionsOf({ directives = [] }: SelectionNode): Condition[] | null {
  const conditions: Condition[] = [];
  for (const { name, arguments: args = [] } of directives) {
    if (name.value !== "skip" && name.value !== "include") continue;
    const wanted = name.value === "include";
    const value = args.find((argument) => argument.name.value === "if")?.value;
    if (value?.kind === Kind.VARIABLE) conditions.push({ actual: value.name.value, wanted });
    else if ((value?.kind === Kind.BOOLEAN && value.value) !== wanted) return null;
  }
  return conditions;
}

/** Returns whether a selection is in the response, with these variables: all conditions of one alternative are met. */
export function isSelected(
  { alternatives }: { alternatives: readonly (readonly Condition[])[] },
  variables: Variables,
): boolean {
  return alternatives.some((conditions) =>
    conditions.every(
      ({ actual, wanted }) => (typeof actual === "string" ? variables[actual] === true : actual) === wanted,
    ),
  );
}
