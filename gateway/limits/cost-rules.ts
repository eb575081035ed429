/**
 * Reads `@cost` and `@listSize` from a supergraph, as the cost specification (https://specs.apollo.dev/cost/v0.1)
 * defines them.
 */
import {
  type ConstDirectiveNode,
  type ConstValueNode,
  type DirectiveNode,
  type FieldDefinitionNode,
  Kind,
  parse,
} from "graphql";

/** The length of a list. */
export interface ListSize {
  /** The number of entries where no argument gives it. */
  assumedSize: number | null;
  /** Arguments that give the number of entries. */
  slicingArguments: readonly string[];
  /** Fields of the returned object that contain the list; null for the field itself. */
  sizedFields: readonly string[] | null;
}

/** The costs of a supergraph. Keys: `Type`, `Type.field`, `Type.field.argument`. */
export interface CostRules {
  weights: ReadonlyMap<string, number>;
  listSizes: ReadonlyMap<string, ListSize>;
}

/** A graph without directives about costs. */
export const noCostRules: CostRules = { weights: new Map(), listSizes: new Map() };

const specification = /\/cost\/v\d+\.\d+$/;

/** Reads the rules of a supergraph in SDL. */
export function readCostRules(supergraphSdl: string): CostRules {
  const { definitions } = parse(supergraphSdl, { noLocation: true });
  const names = findNames(
    definitions.flatMap((node) =>
      node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION
        ? (node.directives ?? [])
        : [],
    ),
  );
  if (names === null) return noCostRules;
  const weights = new Map<string, number>();
  const listSizes = new Map<string, ListSize>();
  const takeWeight = (key: string, directives: readonly ConstDirectiveNode[] | undefined) => {
    const weight = argument(find(directives, names.cost), "weight");
    const number = weight !== undefined && "value" in weight ? Number(weight.value) : Number.NaN;
    if (Number.isFinite(number)) weights.set(key, number);
  };
  const takeField = (key: string, field: FieldDefinitionNode) => {
    // A field's own weight takes precedence over that of its type.
    takeWeight(key, field.directives);
    for (const one of field.arguments ?? []) takeWeight(`${key}.${one.name.value}`, one.directives);
    const listSize = find(field.directives, names.listSize);
    if (listSize === undefined) return;
    const assumed = argument(listSize, "assumedSize");
    listSizes.set(key, {
      assumedSize: assumed?.kind === Kind.INT ? Number(assumed.value) : null,
      slicingArguments: texts(argument(listSize, "slicingArguments")) ?? [],
      sizedFields: texts(argument(listSize, "sizedFields")),
    });
  };
  for (const node of definitions) {
    if (!("name" in node) || node.name === undefined || !("directives" in node)) continue;
    takeWeight(node.name.value, node.directives as readonly ConstDirectiveNode[] | undefined);
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    for (const field of node.fields ?? []) takeField(`${node.name.value}.${field.name.value}`, field);
  }
  return { weights, listSizes };
}

/** The names under which the supergraph links the two directives; null when it links none. */
function findNames(schemaDirectives: readonly DirectiveNode[]): { cost: string; listSize: string } | null {
  for (const directive of schemaDirectives) {
    const url = argument(directive as ConstDirectiveNode, "url");
    if (directive.name.value !== "link" || url?.kind !== Kind.STRING || !specification.test(url.value))
      continue;
    const as = argument(directive as ConstDirectiveNode, "as");
    const prefix = as?.kind === Kind.STRING ? as.value : "cost";
    const imports = argument(directive as ConstDirectiveNode, "import");
    const nameOf = (name: string): string => {
      for (const one of imports?.kind === Kind.LIST ? imports.values : []) {
        if (one.kind === Kind.STRING && one.value === `@${name}`) return name;
        if (one.kind !== Kind.OBJECT) continue;
        const part = (key: string) => one.fields.find((field) => field.name.value === key)?.value;
        const [original, renamed] = [part("name"), part("as")];
        if (original?.kind === Kind.STRING && original.value === `@${name}`)
          return renamed?.kind === Kind.STRING ? renamed.value.slice(1) : name;
      }
      return name === prefix ? name : `${prefix}__${name}`;
    };
    return { cost: nameOf("cost"), listSize: nameOf("listSize") };
  }
  return null;
}

function find(directives: readonly ConstDirectiveNode[] | undefined, name: string) {
  return directives?.find((directive) => directive.name.value === name);
}

function argument(directive: ConstDirectiveNode | undefined, name: string): ConstValueNode | undefined {
  return directive?.arguments?.find((one) => one.name.value === name)?.value;
}

function texts(value: ConstValueNode | undefined): string[] | null {
  if (value?.kind !== Kind.LIST) return null;
  return value.values.flatMap((one) => (one.kind === Kind.STRING ? [one.value] : []));
}
