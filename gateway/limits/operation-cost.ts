/**
 * Computes the cost of an operation: the weighted objects that its response may contain, lists by the requested size.
 */
import type { OperationDefinitionNode } from "graphql";
import { plainInteger } from "./describe-field.js";
import type { CostField, MeasuredSet } from "./measured-set.js";

/** The measures of one operation. */
export interface OperationCost {
  cost: number;
  /** The largest requested size of a list; 0 when none was requested. */
  largestSlice: number;
}

/** The entries of a list of unknown length. */
const assumedListSize = 10;

/** A write costs as much as ten reads: locks, an event, and the work that follows. */
const mutationWeight = 10;

/** The cost of describing the schema, and again of each alias, which describes a part again. */
const introspectionWeight = 50;

/**
 * The approximate number of times that an alias occurs in a description of the schema: once for each field of each
 * type.
 */
const introspectionEntries = 1_000;

/** The cost of `__schema` or `__type` with its selections. */
export function costOfIntrospection({ aliases, aliasCost }: MeasuredSet): number {
  return introspectionWeight * (1 + aliases) + introspectionEntries * aliasCost;
}

/** Computes the cost of an operation with these variables. */
export function computeCost(
  operation: OperationDefinitionNode,
  set: MeasuredSet,
  variables: Readonly<Record<string, unknown>>,
): OperationCost {
  const defaults = new Map(
    (operation.variableDefinitions ?? []).map(({ variable, defaultValue }) => [
      variable.name.value,
      defaultValue && plainInteger(defaultValue),
    ]),
  );
  const done = new Map<MeasuredSet, SetCost>();
  let largestSlice = 0;

  const sizeOf = (field: CostField): number | null => {
    let size: number | null = null;
    for (const slice of field.slices) {
      const value =
        "value" in slice
          ? slice.value
          : Object.hasOwn(variables, slice.variable)
            ? variables[slice.variable]
            : (defaults.get(slice.variable) ?? slice.fallback);
      if (typeof value !== "number" || Number.isNaN(value)) continue;
      size = Math.max(size ?? 0, value);
    }
    if (size !== null) largestSlice = Math.max(largestSlice, size);
    return size ?? field.assumedSize;
  };

  /** A set's cost is a number, and a further one for each entry of a list whose length the parent field gives. */
  const costOf = (measured: MeasuredSet): SetCost => {
    const known = done.get(measured);
    if (known !== undefined) return known;
    const sum: SetCost = { fixed: 0, sized: new Map() };
    done.set(measured, sum);
    for (const field of measured.fields) {
      const size = sizeOf(field);
      const each = field.weight + totalOf(costOf(field.children), field, field.isList ? null : size);
      if (!field.isList) sum.fixed += each;
      else if (size !== null) sum.fixed += size * each;
      else sum.sized.set(field.name, (sum.sized.get(field.name) ?? 0) + each);
      sum.fixed += field.once + field.alias;
    }
    for (const part of measured.parts) {
      const { fixed, sized } = costOf(part);
      sum.fixed += fixed;
      for (const [name, each] of sized) sum.sized.set(name, (sum.sized.get(name) ?? 0) + each);
    }
    return sum;
  };

  const root = costOf(set);
  const total =
    totalOf(root, null, null) + (operation.operation === "mutation" ? mutationWeight * set.rootFields : 0);
  return { cost: Math.ceil(total), largestSlice };
}

interface SetCost {
  fixed: number;
  /** The cost of one entry of each list whose length the parent gives. */
  sized: Map<string, number>;
}

function totalOf({ fixed, sized }: SetCost, above: CostField | null, size: number | null): number {
  let total = fixed;
  for (const [name, each] of sized) {
    const given = above !== null && (above.sizedFields === null || above.sizedFields.includes(name));
    total += each * ((given ? size : null) ?? assumedListSize);
  }
  return total;
}
