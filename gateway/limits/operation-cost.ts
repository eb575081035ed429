/** Computes the cost of an operation: the weighted objects that its response may hold, lists by the requested size. */
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

/** What one operation comes to. */
export interface OperationCost {
  cost: number;
  /** Largest size asked of a list; 0 when none was. */
  largestSlice: number;
}

/** Entries of a list of which nothing says how long it gets. */
const assumedListSize = 10;
/** A write is ten reads: locks, an event, and whatever follows from it. */
const mutationWeight = 10;
/** What the gateway itself does to describe the schema; and again for each alias, by which a part is described again. */
const introspectionWeight = 50;
/** Bytes that an alias adds to the response and that cost as much as one object. */
const bytesAnObject = 256;
/** How often an alias may stand in a description of the schema, about: once for each field of each type. */
const introspectionEntries = 1_000;

/** Arguments that size a list wherever the supergraph does not say which do. */
const usualSlicingArguments = ["first", "last", "limit"];

/** Finds out what a field costs. An unknown field counts like any object: validation refuses it later. */
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

/** What `__schema` or `__type` costs with what is selected of it. */
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

  /** A set's cost is a number, and more for each entry of a list whose length the field above knows. */
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
  /** Cost of one entry of each list whose length is not said here. */
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

/** An alias costs by what it is longer than the name in whose place it stands. */
function costOfAlias({ alias, name }: FieldNode): number {
  return Math.max(0, (alias?.value.length ?? 0) - name.value.length) / bytesAnObject;
}
