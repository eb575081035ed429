/** Makes random operations with arguments, as literals or variables, and random values of the variables. */
import {
  type ASTNode,
  type GraphQLArgument,
  type GraphQLInputType,
  type GraphQLNamedOutputType,
  type GraphQLSchema,
  getNamedType,
  getVariableValues,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
  isUnionType,
  Kind,
  type OperationDefinitionNode,
  parse,
  validate,
} from "graphql";

/** An operation with the values that a client sends. */
export interface RandomRequest {
  document: ReturnType<typeof parse>;
  variables: Readonly<Record<string, unknown>>;
}

/** Does the schema accept the operation and the values of its variables? */
export function isAccepted(schema: GraphQLSchema, { document, variables }: RandomRequest): boolean {
  if (validate(schema, document).length > 0) return false;
  const isOperation = (node: ASTNode): node is OperationDefinitionNode =>
    node.kind === Kind.OPERATION_DEFINITION;
  const operation = document.definitions.find(isOperation)!;
  return !getVariableValues(schema, operation.variableDefinitions ?? [], variables).errors;
}

/** One operation of the schema; without `mayHaveVariables`, all that it sends is in it. */
export function randomRequest(
  schema: GraphQLSchema,
  random: () => number,
  mayHaveVariables: boolean,
): RandomRequest {
  const chance = (probability: number) => random() < probability;
  const choose = <One>(from: readonly One[]): One => from[Math.floor(random() * from.length)]!;
  const definitions: string[] = [];
  const variables: Record<string, unknown> = {};

  const argument = ({ name, type }: GraphQLArgument): string => {
    if (!mayHaveVariables || chance(0.5)) return `${name}: ${toLiteral(randomValue(type, random), type)}`;
    const variable = `v${definitions.length}`;
    definitions.push(`$${variable}: ${type}`);
    if (isNonNullType(type) || chance(0.7)) variables[variable] = randomValue(type, random);
    return `${name}: $${variable}`;
  };

  const selectionSet = (type: GraphQLNamedOutputType, depth: number): string => {
    const parts = Array.from({ length: 1 + Math.floor(random() * 3) }, () => selection(type, depth));
    return `{ ${parts.join(" ")} }`;
  };

  const selection = (type: GraphQLNamedOutputType, depth: number): string => {
    if (!isCompositeType(type)) return "";
    if (isUnionType(type) || chance(0.15)) {
      const one = isAbstractType(type) ? choose(schema.getPossibleTypes(type)) : type;
      return `... on ${one.name} ${selectionSet(one, depth - 1)}`;
    }
    const fields = Object.values(type.getFields()).filter(
      (one) => depth > 0 || !isCompositeType(getNamedType(one.type)),
    );
    if (fields.length === 0) return "__typename";
    const { name, args, type: result } = choose(fields);
    const sent = args.filter((one) => isRequiredArgument(one) || chance(0.5)).map(argument);
    const below = isCompositeType(getNamedType(result))
      ? ` ${selectionSet(getNamedType(result), depth - 1)}`
      : "";
    const upper = chance(0.05) ? " @upper(times: 2)" : "";
    return `f${Math.floor(random() * 1e6)}: ${name}${sent.length > 0 ? `(${sent.join(", ")})` : ""}${upper}${below}`;
  };

  for (;;) {
    definitions.length = 0;
    for (const key of Object.keys(variables)) delete variables[key];
    const isQuery = chance(0.8);
    const root = isQuery ? schema.getQueryType()! : schema.getMutationType()!;
    const body = selectionSet(root, 3);
    const head = definitions.length > 0 ? `(${definitions.join(", ")})` : "";
    try {
      const document = parse(`${isQuery ? "query" : "mutation"} Op${head} ${body}`, { noLocation: true });
      const request = { document, variables: { ...variables } };
      if (isAccepted(schema, request)) return request;
    } catch {
      // A union's member with nothing to select: the next one.
    }
  }
}

/** A value of the type, as JSON. */
function randomValue(type: GraphQLInputType, random: () => number): unknown {
  if (isNonNullType(type)) return present(type.ofType, random);
  return random() < 0.1 ? null : present(type, random);
}

function present(type: GraphQLInputType, random: () => number): unknown {
  if (isNonNullType(type)) return present(type.ofType, random);
  if (isListType(type)) return [randomValue(type.ofType, random)];
  if (isEnumType(type)) return type.getValues()[Math.floor(random() * type.getValues().length)]!.name;
  if (!isInputObjectType(type)) return { Int: 3, Float: 1.5, Boolean: true }[type.name] ?? "x";
  const fields = Object.values(type.getFields()).filter(
    (field) => isRequiredInputField(field) || random() < 0.4,
  );
  return Object.fromEntries(fields.map((field) => [field.name, randomValue(field.type, random)]));
}

/** The same value in an operation. */
function toLiteral(value: unknown, type: GraphQLInputType): string {
  if (value === null) return "null";
  if (isNonNullType(type)) return toLiteral(value, type.ofType);
  if (isListType(type))
    return `[${(value as unknown[]).map((one) => toLiteral(one, type.ofType)).join(", ")}]`;
  if (isEnumType(type)) return String(value);
  if (!isInputObjectType(type)) return JSON.stringify(value);
  const entries = Object.entries(value as object).map(
    ([name, one]) => `${name}: ${toLiteral(one, type.getFields()[name]!.type)}`,
  );
  return `{ ${entries.join(", ")} }`;
}
