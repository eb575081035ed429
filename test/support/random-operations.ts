/** Makes random operations that are valid for a schema: aliases, fragments of both kinds, conditions, duplicates. */
import {
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  isUnionType,
} from "graphql";

/** Numbers from 0 up to 1, the same ones for the same seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Variables that every operation has. */
export const variables = { yes: true, no: false };

/** One operation of the schema's queries or mutations; it may still select fields that do not merge. */
export function randomOperation(
  schema: GraphQLSchema,
  kind: "query" | "mutation",
  random: () => number,
): string {
  const chance = (probability: number) => random() < probability;
  const choose = <One>(from: readonly One[]): One => from[Math.floor(random() * from.length)]!;
  const fragments: string[] = [];
  const known: { name: string; type: GraphQLCompositeType }[] = [];

  const condition = () =>
    chance(0.8)
      ? ""
      : choose([
          "@skip(if: $no)",
          "@skip(if: $yes)",
          "@include(if: $no)",
          "@include(if: true) @skip(if: $no)",
        ]);

  const selectionSet = (type: GraphQLCompositeType, depth: number): string => {
    const parts = Array.from({ length: 1 + Math.floor(random() * 3) }, () => selection(type, depth));
    return `{ ${parts.join(" ")} }`;
  };

  const selection = (type: GraphQLCompositeType, depth: number): string => {
    const dice = random();
    if (depth > 0 && (dice < 0.3 || isUnionType(type))) return fragment(type, depth);
    if (dice < 0.35 || isUnionType(type)) return chance(0.5) ? "__typename" : "kind: __typename";
    const candidates = Object.values(type.getFields()).filter(
      (field) => depth > 0 || !isCompositeType(getNamedType(field.type)),
    );
    return candidates.length === 0 ? "__typename" : field(choose(candidates), depth);
  };

  const field = ({ name, type, args }: GraphQLField<unknown, unknown>, depth: number): string => {
    const alias = chance(0.25) ? `${name}${choose(["A", "B"])}: ` : "";
    const named = getNamedType(type);
    const below = isCompositeType(named) ? ` ${selectionSet(named, depth - 1)}` : "";
    return `${alias}${name}${requiredArguments(args)} ${condition()}${below}`;
  };

  const fragment = (type: GraphQLCompositeType, depth: number): string => {
    const overlapping = Object.values(schema.getTypeMap()).filter(
      (other): other is GraphQLCompositeType =>
        isCompositeType(other) && !other.name.startsWith("__") && overlaps(schema, type, other),
    );
    const fitting = known.filter((one) => overlapping.includes(one.type));
    if (fitting.length > 0 && chance(0.4)) return `...${choose(fitting).name} ${condition()}`;
    const target = choose(overlapping);
    const body = selectionSet(target, depth - 1);
    if (chance(0.6)) return `... on ${target.name} ${condition()} ${body}`;
    const name = `F${fragments.length}`;
    fragments.push(`fragment ${name} on ${target.name} ${body}`);
    known.push({ name, type: target });
    return `...${name} ${condition()}`;
  };

  const root = kind === "query" ? schema.getQueryType()! : schema.getMutationType()!;
  const body = selectionSet(root, 4);
  const all = [`${kind} Random($yes: Boolean!, $no: Boolean = false) ${body}`, ...fragments].join("\n");
  // Both variables must be used.
  return all.replace("{", "{ used: __typename @skip(if: $yes) @include(if: $no)");
}

function overlaps(schema: GraphQLSchema, one: GraphQLCompositeType, other: GraphQLCompositeType): boolean {
  const possible = (type: GraphQLCompositeType) =>
    isAbstractType(type) ? schema.getPossibleTypes(type) : isObjectType(type) ? [type] : [];
  return possible(one).some((type) => possible(other).includes(type));
}

function requiredArguments(args: GraphQLField<unknown, unknown>["args"]): string {
  const written = args.filter(isRequiredArgument).map(({ name, type }) => `${name}: ${literalOf(type)}`);
  return written.length === 0 ? "" : `(${written.join(", ")})`;
}

/** A value of the type; only what is required of it. */
function literalOf(type: GraphQLInputType): string {
  if (isNonNullType(type)) return literalOf(type.ofType);
  if (isListType(type)) return "[]";
  if (isEnumType(type)) return type.getValues()[0]!.name;
  if (!isInputObjectType(type)) return { Int: "1", Float: "1", Boolean: "true" }[type.name] ?? '"1"';
  const fields = Object.values(type.getFields()).filter(isRequiredInputField);
  return `{ ${fields.map((field) => `${field.name}: ${literalOf(field.type)}`).join(", ")} }`;
}
