/** Makes the error of an argument or condition that a variable sets to null. */
import { type DirectiveNode, type FieldNode, GraphQLError, Kind, type ValueNode } from "graphql";

/** Coerced values of variables. */
export type Values = Readonly<Record<string, unknown>>;

/** Returns the error for a client: with a path, and the innermost argument or input field that is null. */
export function toRefusal(error: GraphQLError, path: readonly string[], values: Values): GraphQLError {
  const { message, nodes } = error;
  const argument = /^Argument "(\w+)"/.exec(message)?.[1];
  const value = findValue(nodes?.[0], argument);
  const field = (value && findNullName(value, values)) ?? argument;
  return new GraphQLError(message, {
    nodes: nodes ?? null,
    path: [...path],
    extensions: { ...(field !== undefined && { field }) },
  });
}

function findValue(node: unknown, argument: string | undefined): ValueNode | undefined {
  const holder = node as FieldNode | DirectiveNode | ValueNode | undefined;
  if (holder === undefined) return undefined;
  if (holder.kind !== Kind.FIELD && holder.kind !== Kind.DIRECTIVE) return holder;
  return holder.arguments?.find(({ name }) => name.value === argument)?.value;
}

/** Returns the name of the input field around the first null variable in the value. */
function findNullName(value: ValueNode, values: Values, name?: string): string | undefined {
  if (value.kind === Kind.VARIABLE) return values[value.name.value] === null ? name : undefined;
  if (value.kind === Kind.LIST) {
    for (const item of value.values) {
      const found = findNullName(item, values, name);
      if (found !== undefined) return found;
    }
  }
  if (value.kind === Kind.OBJECT) {
    for (const one of value.fields) {
      const found = findNullName(one.value, values, one.name.value);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
