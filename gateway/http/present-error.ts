/** Presents an error to a client: with the catalogue's messages, and in production without names of the schema. */
import { unwrapResolverError } from "@apollo/server/errors";
import type { GraphQLFormattedError } from "graphql";
import { AppError } from "../../platform/errors.js";
import { createErrorPresenter } from "../../platform/graphql/present-error.js";
import { HttpRefusal } from "../../platform/http/refusal.js";
import type { Logger } from "../../platform/log.js";
import { PlacedError } from "../execution/placed-error.js";

/**
 * Presents an error. `formatted` is its form by the specification, as far as known; `written` are the names that the
 * client has written, where they are known.
 */
export type ErrorPresenter = (
  formatted: GraphQLFormattedError,
  error: unknown,
  written?: ReadonlySet<string>,
) => GraphQLFormattedError;

/** Replaces a message of GraphQL itself, which names types, fields and the library. */
const plainMessages: Readonly<Record<string, string>> = {
  GRAPHQL_PARSE_FAILED: "The document cannot be parsed.",
  GRAPHQL_VALIDATION_FAILED: "The operation is not valid.",
  BAD_USER_INPUT: "A value does not fit its type.",
};

/** Characters of a message, which may quote a value that the client has sent, once for each error. */
const longestMessage = 1_000;

/** How errors are presented. */
export interface ErrorPresentation {
  /** Errors about the operation itself contain only their code, and a field only where the client has written it. */
  mask: boolean;
  /** Messages may suggest names that the client did not write. */
  suggest: boolean;
  /** Codes of subgraphs that clients may see beside those of the catalogue: `CODE`, or `subgraph:CODE`. */
  passedCodes: readonly string[];
}

/** Creates the presenter. */
export function createGatewayErrorPresenter(
  log: Logger,
  { mask, suggest, passedCodes }: ErrorPresentation,
): ErrorPresenter {
  const passed = new Set(passedCodes);
  const present = createErrorPresenter(
    log,
    (code, error) =>
      error instanceof PlacedError &&
      error.subgraph !== null &&
      (passed.has(code) || passed.has(`${error.subgraph}:${code}`)),
  );
  return (formatted, error, written) => {
    if (error instanceof HttpRefusal) return { message: error.message, extensions: { code: error.code } };
    const { message, locations, path, extensions } = present(formatted, error);
    const plain = plainMessages[String(extensions?.["code"])];
    const isOwn = plain !== undefined && isGraphqlsOwn(formatted, error);
    if (isOwn && mask) {
      const { field, fields: _, ...rest } = extensions ?? {};
      const isWritten = typeof field === "string" && namesOf(field).every((name) => written?.has(name));
      return withFields({
        message: plain,
        ...(path && { path }),
        extensions: { ...rest, ...(isWritten && { field }) },
      });
    }
    return withFields({
      message: shorten(isOwn && !suggest ? message.replace(/ Did you mean .*\?$/s, "") : message),
      ...(locations && { locations }),
      ...(path && { path }),
      ...(extensions && { extensions }),
    });
  };
}

/** Adds `extensions.fields` to an error of GraphQL itself about a field; services send it with theirs. */
function withFields(error: GraphQLFormattedError): GraphQLFormattedError {
  const { message, extensions } = error;
  if (extensions?.["code"] !== "BAD_USER_INPUT" || !("field" in extensions) || "fields" in extensions)
    return error;
  const fields = [{ field: extensions["field"], message }];
  return { ...error, extensions: { ...extensions, fields } };
}

function shorten(message: string): string {
  return message.length <= longestMessage ? message : `${message.slice(0, longestMessage)}…`;
}

/**
 * Is this a message of GraphQL itself about the client's document, here or in a subgraph? It has a location in the
 * document, or, from a subgraph, none at all. Messages of services about their input are for users.
 */
function isGraphqlsOwn({ locations }: GraphQLFormattedError, error: unknown): boolean {
  if (error instanceof PlacedError) return error.isOfWholeFetch && error.subgraph !== null;
  return locations !== undefined && !(unwrapResolverError(error) instanceof AppError);
}

function namesOf(field: string): string[] {
  return field.match(/[A-Za-z_]\w*/g) ?? [];
}
