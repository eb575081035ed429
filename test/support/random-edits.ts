/** Makes random edits to the SDL of a subgraph: to fields, arguments, types, values, members, and directives of authorization. */
import {
  type ASTNode,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  Kind,
  parse,
  parseConstValue,
  parseType,
  print,
  type TypeNode,
  visit,
} from "graphql";

/** Numbers from 0 up to 1. */
type Random = () => number;

/** Returns a node instead of the given one; null to take it out; undefined where the edit does not fit. */
type Edit = (node: never, random: Random) => ASTNode | null | undefined;

const choose = <One>(from: readonly One[], random: Random): One => from[Math.floor(random() * from.length)]!;
const named = <Node extends { name: { value: string } }>(node: Node, value: string): Node => ({
  ...node,
  name: { kind: Kind.NAME, value },
});
const typeOf = (text: string) => parseType(text, { noLocation: true });
const inputTypes = [
  "Int",
  "Float",
  "String",
  "ID",
  "Boolean",
  "Colour",
  "Sort",
  "ProductFilter",
  "[String!]",
  "Finder",
];
const outputTypes = [
  "Int",
  "String",
  "Float",
  "Colour",
  "Money",
  "Product",
  "Brand",
  "[Product!]",
  "Node",
  "Country",
];

function changeType(type: TypeNode, others: readonly string[], random: Random): TypeNode {
  const dice = random();
  if (dice < 0.4) return type.kind === Kind.NON_NULL_TYPE ? type.type : { kind: Kind.NON_NULL_TYPE, type };
  if (dice < 0.55) return { kind: Kind.LIST_TYPE, type };
  if (dice < 0.7 && type.kind === Kind.LIST_TYPE) return type.type;
  return typeOf(choose(others, random) + (random() < 0.5 ? "!" : ""));
}

const defaults: Readonly<Record<string, readonly string[]>> = {
  Int: ["1", "7", "null"],
  Float: ["1.5"],
  String: ['"a"', '"b"'],
  Sort: ["NEWEST", "OLDEST"],
  Colour: ["GREEN"],
};

function changeDefault(node: InputValueDefinitionNode, random: Random): InputValueDefinitionNode | undefined {
  const { defaultValue: _old, ...rest } = node;
  if (node.defaultValue && random() < 0.5) return rest;
  const known = defaults[print(node.type).replace("!", "")];
  const value = known && choose(known, random);
  if (value === undefined || (value === "null" && node.type.kind === Kind.NON_NULL_TYPE)) return undefined;
  return { ...node, defaultValue: parseConstValue(value, { noLocation: true }) };
}

function newInput(name: string, random: Random): InputValueDefinitionNode {
  const text = choose(["Int", "Int!", "Int = 3", "Int! = 3", "String", "Colour!", "[ID!]!"], random);
  const [type = "", value] = text.split(" = ");
  return {
    kind: Kind.INPUT_VALUE_DEFINITION,
    name: { kind: Kind.NAME, value: name },
    type: typeOf(type),
    ...(value !== undefined && { defaultValue: parseConstValue(value) }),
  };
}

const policies = [
  "@authenticated",
  '@requiresScopes(scopes: [["a"]])',
  '@requiresScopes(scopes: [["a"], ["b"]])',
  '@requiresScopes(scopes: [["a", "b"]])',
  '@policy(policies: [["admin"]])',
];
const authorizing = ["authenticated", "requiresScopes", "policy"];

function changePolicy<Node extends { directives?: readonly ConstDirectiveNode[] }>(
  node: Node,
  random: Random,
): Node {
  const rest = (node.directives ?? []).filter(({ name }) => !authorizing.includes(name.value));
  if (random() < 0.4) return { ...node, directives: rest };
  const document = parse(`type T ${choose(policies, random)} { id: ID }`, { noLocation: true });
  const [definition] = document.definitions;
  const added = definition?.kind === Kind.OBJECT_TYPE_DEFINITION ? (definition.directives ?? []) : [];
  return { ...node, directives: [...rest, ...added] };
}

const isRoot = (name: string) => name === "Query" || name === "Mutation";
let counter = 0;

/** Edits by the kind of node that they fit. */
const edits: readonly (readonly [kind: Kind, edit: Edit])[] = [
  [Kind.FIELD_DEFINITION, () => null],
  [
    Kind.FIELD_DEFINITION,
    (node: FieldDefinitionNode, random) => ({ ...node, type: changeType(node.type, outputTypes, random) }),
  ],
  [
    Kind.FIELD_DEFINITION,
    (node: FieldDefinitionNode, random) => ({ ...node, type: changeType(node.type, outputTypes, random) }),
  ],
  [
    Kind.FIELD_DEFINITION,
    (node: FieldDefinitionNode, random) => ({
      ...node,
      arguments: [...(node.arguments ?? []), newInput(`extra${counter++}`, random)],
    }),
  ],
  [Kind.FIELD_DEFINITION, changePolicy],
  [Kind.FIELD_DEFINITION, changePolicy],
  [
    Kind.OBJECT_TYPE_DEFINITION,
    (node: { name: { value: string } }, random) =>
      isRoot(node.name.value) ? undefined : changePolicy(node as never, random),
  ],
  [
    Kind.OBJECT_TYPE_DEFINITION,
    (node: { interfaces?: readonly unknown[] }) =>
      node.interfaces?.length ? ({ ...node, interfaces: [] } as never) : undefined,
  ],
  [Kind.INPUT_VALUE_DEFINITION, () => null],
  [
    Kind.INPUT_VALUE_DEFINITION,
    (node: InputValueDefinitionNode, random) => ({
      ...node,
      type: changeType(node.type, inputTypes, random),
    }),
  ],
  [
    Kind.INPUT_VALUE_DEFINITION,
    (node: InputValueDefinitionNode, random) => ({
      ...node,
      type: changeType(node.type, inputTypes, random),
    }),
  ],
  [Kind.INPUT_VALUE_DEFINITION, changeDefault],
  [Kind.INPUT_VALUE_DEFINITION, (node: InputValueDefinitionNode) => named(node, `renamed${counter++}`)],
  [
    Kind.INPUT_OBJECT_TYPE_DEFINITION,
    (node: { fields?: readonly ASTNode[] }, random) =>
      ({ ...node, fields: [...(node.fields ?? []), newInput(`extra${counter++}`, random)] }) as never,
  ],
  [Kind.ENUM_VALUE_DEFINITION, () => null],
  [
    Kind.ENUM_VALUE_DEFINITION,
    (node: { name: { value: string } }) => named(node, `NEW_${counter++}`) as never,
  ],
  [
    Kind.UNION_TYPE_DEFINITION,
    (node: { types?: readonly ASTNode[] }, random) =>
      ({ ...node, types: node.types?.filter(() => random() < 0.5) }) as never,
  ],
  [
    Kind.UNION_TYPE_DEFINITION,
    (node: { types?: readonly ASTNode[] }) =>
      ({ ...node, types: [...(node.types ?? []), typeOf("Country")] }) as never,
  ],
];

/** The document with one random edit. */
export function editAtRandom(document: DocumentNode, random: Random): DocumentNode {
  for (;;) {
    const [kind, edit] = choose(edits, random);
    let count = 0;
    visit(document, { [kind]: { enter: () => void count++ } });
    const target = Math.floor(random() * count);
    let [index, fits] = [0, false];
    const edited = visit(document, {
      [kind]: {
        enter(node: never) {
          if (index++ !== target) return undefined;
          const result = edit(node, random);
          fits = result !== undefined;
          return result;
        },
      },
    }) as DocumentNode;
    if (fits) return edited;
  }
}
