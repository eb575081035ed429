/** Reads what the cost of a field depends on: its weight, and the arguments that size its list. */
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
  type ValueNode,
} from "graphql";
import type { CostRules } from "./cost-rules.js";
import type { CostField, MeasuredSet, Slice } from "./measured-set.js";

/** The bytes of an alias in the response that cost as much as one object. */
const bytesAnObject = 256;

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

/** Returns the value of an integer in a document; undefined for any other value. */
export function plainInteger(node: ValueNode): number | undefined {
  return node.kind === Kind.INT ? Number(node.value) : undefined;
}

function isList(type: GraphQLOutputType): boolean {
  return isListType(getNullableType(type));
}

/** The cost of an alias depends on how much longer it is than the field's name. */
function costOfAlias({ alias, name }: FieldNode): number {
  return Math.max(0, (alias?.value.length ?? 0) - name.value.length) / bytesAnObject;
}
