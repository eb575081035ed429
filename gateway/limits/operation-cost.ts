/**
 * Computes the cost of an operation: the weighted objects that its response may contain, lists by the requested size.
 */
import {
  type FieldNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLOutputType,
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  Kind,
  type OperationDefinitionNode,
  type ValueNode,
} from "graphql";
import type { CostRules } from "./cost-rules.js";
import type { CostField, MeasuredSet, Slice } from "./measured-set.js";

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
/** The bytes of an alias in the response that cost as much as one object. */
const bytesAnObject = 256;
/**
 * The approximate number of times that an alias occurs in a description of the schema: once for each field of each
 * type.
 */
const introspectionEntries = 1_000;

/** Arguments that size a list where the supergraph does not name any. */
const usualSlicingArguments = ["first", "last", "limit"];

/** Measures a field. An unknown field counts like any object: validation refuses it later. */
export function describeField(
  node: FieldNode,
  parent: GraphQLNamedType | undefined,
  definition: GraphQLField<unknown, unknown> | undefined,
  children: MeasuredSet,
  { weights, listSizes }: CostRules,
): CostField {
  const name = node.name.value;
  const key = `${parent?.name}.${name}`;
  const type = definition && getNamedType(definition.type);
  const listSize = listSizes.get(key);
  const usual = type !== undefined && isCompositeType(type) ? 1 : 0;
  const ownWeight = weights.get(key) ?? (type && weights.get(type.name)) ?? usual;
  const givenWeight = (argument: string) => weights.get(`${key}.${argument}`) ?? 0;
  return {
    name,
    weight: ownWeight,
    once: (node.arguments ?? []).reduce((sum, argument) => sum + givenWeight(argument.name.value), 0),
    alias: costOfAlias(node),
    isList: definition !== undefined && isList(definition.type),
    slices: findSlices(node, definition, listSize?.slicingArguments ?? usualSlicingArguments),
    assumedSize: listSize?.assumedSize ?? null,
    sizedFields: listSize?.sizedFields ?? null,
    children,
  };
}

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

function findSlices(
  node: FieldNode,
  definition: GraphQLField<unknown, unknown> | undefined,
  names: readonly string[],
): Slice[] {
  return names.flatMap((name): Slice | readonly Slice[] => {
    const declared = definition?.args.find((one) => one.name === name);
    const given = node.arguments?.find((one) => one.name.value === name)?.value;
    const fallback = declared?.defaultValue;
    if (given === undefined) return fallback === undefined ? [] : [{ value: fallback }];
    if (given.kind === Kind.VARIABLE) return [{ variable: given.name.value, fallback }];
    return [{ value: plainInteger(given) ?? fallback }];
  });
}

function plainInteger(node: ValueNode): number | undefined {
  return node.kind === Kind.INT ? Number(node.value) : undefined;
}

function isList(type: GraphQLOutputType): boolean {
  return isListType(getNullableType(type));
}

/** The cost of an alias depends on how much longer it is than the field's name. */
function costOfAlias({ alias, name }: FieldNode): number {
  return Math.max(0, (alias?.value.length ?? 0) - name.value.length) / bytesAnObject;
}
