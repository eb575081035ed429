/**
 * Adds the field to GraphQL's own refusals of a value, so that a client can show each BAD_USER_INPUT beside its input.
 */
import type { ApolloServerPlugin } from "@apollo/server";
import { type ASTNode, type DocumentNode, type GraphQLError, Kind, visit } from "graphql";

const valueKinds = new Set<string>([
  Kind.STRING,
  Kind.INT,
  Kind.FLOAT,
  Kind.BOOLEAN,
  Kind.NULL,
  Kind.ENUM,
  Kind.LIST,
  Kind.OBJECT,
]);

/** Adds `extensions.field` to errors about a literal or a variable whose value does not fit its type. */
export const inputFieldPlugin: ApolloServerPlugin = {
  async requestDidStart() {
    return {
      async didEncounterErrors({ errors, document }) {
        if (document !== undefined) for (const error of errors) nameInputField(error, document);
      },
    };
  },
};

/** Adds `extensions.field` to one error, where it is about a value that does not fit its type. */
export function nameInputField(error: GraphQLError, document: DocumentNode): void {
  const field = findField(error, document);
  if (field !== undefined) error.extensions["field"] = field;
}

function findField(error: GraphQLError, document: DocumentNode): string | undefined {
  const node = error.nodes?.[0];
  if (node === undefined || error.path !== undefined) return undefined;
  // The message "Field "x" of required type … was not provided." names the field more precisely than the object around
  // it.
  const missing = /^Field "(?:\w+\.)?(\w+)" of required type/.exec(error.message)?.[1];
  if (valueKinds.has(node.kind)) return missing ?? holderOf(document, (value) => value === node);
  if (node.kind !== Kind.VARIABLE_DEFINITION) return undefined;
  const inner = / at "\w+\.([\w.[\]]+)"/.exec(error.message)?.[1];
  const nested = /Field "(?:\w+\.)?(\w+)" of required type/.exec(error.message)?.[1];
  const name = node.variable.name.value;
  return (
    nested ??
    inner ??
    holderOf(document, (value) => value.kind === Kind.VARIABLE && value.name.value === name)
  );
}

/** Returns the name of the argument or input field with the wanted value, or with a list that contains it. */
function holderOf(document: DocumentNode, isWanted: (value: ASTNode) => boolean): string | undefined {
  let found: string | undefined;
  const names: string[] = [];
  visit(document, {
    enter(node) {
      if (found !== undefined) return;
      if (node.kind === Kind.ARGUMENT || node.kind === Kind.OBJECT_FIELD) names.push(node.name.value);
      else if (isWanted(node)) found = names.at(-1);
    },
    leave(node) {
      if (node.kind === Kind.ARGUMENT || node.kind === Kind.OBJECT_FIELD) names.pop();
    },
  });
  return found;
}
