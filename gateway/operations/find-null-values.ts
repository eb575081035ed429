/** Finds arguments and conditions that a variable sets to null although their types have no null. */
import {
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
} from "graphql";
import { readFragments } from "./extract-operation.js";
import { toRefusal, type Values } from "./null-refusal.js";

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
