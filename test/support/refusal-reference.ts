/** A simple reference for authorization: graphql-js over the whole schema, with resolvers that throw at what is refused. */
import {
  type ASTNode,
  type DocumentNode,
  type ExecutionResult,
  execute,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLIncludeDirective,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  getNamedType,
  getOperationAST,
  isInterfaceType,
  Kind,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from "graphql";
import { type Need, type Placement, world } from "./guarded-graph.js";
import { variables } from "./random-operations.js";

/** What may not be used, by the name of a type or a field on it. */
export interface Refusals {
  ofType(name: string): boolean;
  ofField(type: string, field: string): boolean;
}

/** What the reference knows of refusals: by the placement alone, and the federation's rule for interfaces. */
export function createRefusals(
  schema: GraphQLSchema,
  placement: Placement,
  meets: readonly Need[],
): Refusals {
  const isUnmet = (place: string) => (placement.get(place) ?? []).some((need) => !meets.includes(need));
  const withImplementations = (name: string): string[] => {
    const type = schema.getType(name);
    return isInterfaceType(type)
      ? [name, ...schema.getPossibleTypes(type).map((implementation) => implementation.name)]
      : [name];
  };
  return {
    ofType: (name: string) => withImplementations(name).some(isUnmet),
    ofField: (type: string, field: string) =>
      withImplementations(type).some((one) => isUnmet(`${one}.${field}`)),
  };
}

/** The fields that are refused, in a document whose fragments are all inline. */
function findRefused(document: DocumentNode, schema: GraphQLSchema, refusals: Refusals): Set<FieldNode> {
  const refused = new Set<FieldNode>();
  const typeInfo = new TypeInfo(schema);
  const around: boolean[] = [false];
  visit(
    document,
    visitWithTypeInfo(typeInfo, {
      enter(node) {
        if (node.kind === Kind.INLINE_FRAGMENT) {
          around.push(around.at(-1)! || refusals.ofType(typeInfo.getType()!.toString()));
        }
        if (node.kind !== Kind.FIELD) return;
        const parent = typeInfo.getParentType()!.name;
        const answers = getNamedType(typeInfo.getType()!).name;
        const own =
          refusals.ofType(parent) || refusals.ofField(parent, node.name.value) || refusals.ofType(answers);
        const isRefused = node.name.value !== "__typename" && (around.at(-1)! || own);
        if (isRefused) refused.add(node);
        around.push(isRefused);
      },
      leave(node) {
        if (node.kind === Kind.FIELD || node.kind === Kind.INLINE_FRAGMENT) around.pop();
      },
    }),
  );
  return refused;
}

function inlineFragments(document: DocumentNode): DocumentNode {
  const fragments = new Map(
    document.definitions
      .filter((one): one is FragmentDefinitionNode => one.kind === Kind.FRAGMENT_DEFINITION)
      .map((one) => [one.name.value, one]),
  );
  const inline = <Node extends ASTNode>(root: Node): Node =>
    visit(root, {
      enter(node) {
        if (node.kind !== Kind.FRAGMENT_SPREAD) return undefined;
        const { typeCondition, selectionSet } = fragments.get(node.name.value)!;
        return inline({
          kind: Kind.INLINE_FRAGMENT,
          typeCondition,
          directives: node.directives ?? [],
          selectionSet,
        });
      },
    });
  const operations = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  // Printed and parsed, so that no two fields are one object.
  return parse(print(inline({ kind: Kind.DOCUMENT, definitions: operations })));
}

/** The answer as it must be; of a change with a refused root field, nothing is carried out. */
export function runReference(
  schema: GraphQLSchema,
  document: DocumentNode,
  refusals: Refusals,
): ExecutionResult {
  const inlined = inlineFragments(document);
  const refused = findRefused(inlined, schema, refusals);
  const run = (isRefused: (nodes: readonly FieldNode[]) => boolean) =>
    execute({
      schema,
      document: inlined,
      variableValues: variables,
      rootValue: world["root"],
      fieldResolver(source, _args, _context, { fieldNodes, fieldName }) {
        if (isRefused(fieldNodes)) throw new Error("refused");
        return (source as Record<string, unknown>)[fieldName];
      },
    }) as ExecutionResult;
  if (getOperationAST(document)!.operation === "mutation") {
    const roots = refusedRoots(getOperationAST(inlined)!.selectionSet, refused);
    if (roots.size > 0) return { data: null, errors: [...roots].map((key) => ({ path: [key] })) as never };
  }
  return run((nodes) => nodes.every((node) => refused.has(node)));
}

function refusedRoots({ selections }: SelectionSetNode, refused: Set<FieldNode>): Set<string> {
  const isIncluded = (node: SelectionNode) =>
    [GraphQLSkipDirective, GraphQLIncludeDirective].every((directive) => {
      const condition = getDirectiveValues(directive, node, variables);
      return condition === undefined || condition["if"] === (directive === GraphQLIncludeDirective);
    });
  const found = selections.filter(isIncluded).flatMap((selection) => {
    if (selection.kind === Kind.INLINE_FRAGMENT) return [...refusedRoots(selection.selectionSet, refused)];
    if (selection.kind !== Kind.FIELD || !refused.has(selection)) return [];
    return [selection.alias?.value ?? selection.name.value];
  });
  return new Set(found);
}
