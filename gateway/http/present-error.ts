/** What a client of the gateway sees of an error: the catalogue's words, and in production no words of the schema. */
import type { GraphQLFormattedError } from "graphql";
import { createErrorPresenter } from "../../platform/graphql/present-error.js";
import { HttpRefusal } from "../../platform/http/refusal.js";
import type { Logger } from "../../platform/log.js";

/** Presents an error. `formatted` is what the specification wants of it, as far as that is known. */
export type ErrorPresenter = (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;

/** What is said in place of a message that GraphQL itself wrote: those name types, fields and the library. */
const plainMessages: Readonly<Record<string, string>> = {
  GRAPHQL_PARSE_FAILED: "The document cannot be parsed.",
  GRAPHQL_VALIDATION_FAILED: "The operation is not valid.",
  BAD_USER_INPUT: "A value does not fit its type.",
};

/** Characters of a message, which may quote a value that the client has sent: as many times as there are errors. */
const longestMessage = 1_000;

/**
 * Creates the presenter. With `mask`, errors about the operation itself say no more than their code and field;
 * without `suggest`, they name nothing that the client did not write.
 */
export function createGatewayErrorPresenter(
  log: Logger,
  { mask, suggest }: { mask: boolean; suggest: boolean },
): ErrorPresenter {
  const present = createErrorPresenter(log);
  return (formatted, error) => {
    if (error instanceof HttpRefusal) return { message: error.message, extensions: { code: error.code } };
    const { message, locations, path, extensions } = present(formatted, error);
    const plain = plainMessages[String(extensions?.["code"])];
    // With a place in the document and none in the answer: GraphQL's own, about what the client has written.
    const isOwn = locations !== undefined && path === undefined && plain !== undefined;
    if (isOwn && mask) return { message: plain, extensions: extensions! };
    return {
      message: shorten(isOwn && !suggest ? message.replace(/ Did you mean .*\?$/s, "") : message),
      ...(locations && { locations }),
      ...(path && { path }),
      ...(extensions && { extensions }),
    };
  };
}

function shorten(message: string): string {
  return message.length <= longestMessage ? message : `${message.slice(0, longestMessage)}…`;
}
