/** Finds arguments and conditions that a variable sets to null although their types have no null. */
import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  GraphQLError,
  type GraphQLField,
  GraphQLIncludeDirective,
  type GraphQLNamedType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
} from "graphql";
import { readFragments } from "./extract-operation.js";

/** Coerced values of variables. */
export type Values = Readonly<Record<string, unknown>>;

/** Returns the errors, at most `maximumErrors`. */
export function findNullValues(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  values: Values,
  maximumErrors: number,
): GraphQLError[] {
  const fragments = readFragments(document);
  const visited = new Set<string>();
  const errors: GraphQLError[] = [];
  const path: string[] = [];

  const attempt = <Result>(check: () => Result): Result | null => {
    try {
      return check();
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      errors.push(toRefusal(error, path, values));
      return null;
    }
  };

  const isLeftOut = (selection: SelectionNode): boolean => {
    const skip = attempt(() => getDirectiveValues(GraphQLSkipDirective, selection, values));
    const include = attempt(() => getDirectiveValues(GraphQLIncludeDirective, selection, values));
    return skip === null || include === null || skip?.["if"] === true || include?.["if"] === false;
  };

  const visitSet = ({ selections }: SelectionSetNode, type: GraphQLNamedType | undefined): void => {
    for (const selection of selections) {
      if (errors.length >= maximumErrors) return;
      if (selection.kind === Kind.FIELD) visitField(selection, type);
      else if (!isLeftOut(selection)) visitFragment(selection, type);
    }
  };

  const visitFragment = (
    selection: Exclude<SelectionNode, FieldNode>,
    type: GraphQLNamedType | undefined,
  ): void => {
    const spread = selection.kind === Kind.FRAGMENT_SPREAD ? selection.name.value : null;
    // A fragment is checked at each of its spreads.
    if (spread !== null && visited.has(spread)) return;
    if (spread !== null) visited.add(spread);
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(spread!) : selection;
    const condition = fragment?.typeCondition?.name.value;
    if (fragment !== undefined)
      visitSet(fragment.selectionSet, condition === undefined ? type : schema.getType(condition));
  };

  const visitField = (field: FieldNode, type: GraphQLNamedType | undefined): void => {
    path.push((field.alias ?? field.name).value);
    if (!isLeftOut(field)) {
      const definition: GraphQLField<unknown, unknown> | undefined =
        isObjectType(type) || isInterfaceType(type) ? type.getFields()[field.name.value] : undefined;
      if (definition !== undefined) {
        attempt(() => getArgumentValues(definition, field, values));
        if (field.selectionSet) visitSet(field.selectionSet, getNamedType(definition.type));
      }
    }
    path.pop();
  };

  visitSet(operation.selectionSet, schema.getRootType(operation.operation) ?? undefined);
  return errors;
}

/** Returns the error for a client: with a path, and the innermost argument or input field that is null. */
function toRefusal(error: GraphQLError, path: readonly string[], values: Values): GraphQLError {
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
