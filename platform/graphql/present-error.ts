/** Decides what a client sees of an error: codes of the catalogue are kept; every other error is masked and logged. */
import { unwrapResolverError } from "@apollo/server/errors";
import { GraphQLError, type GraphQLFormattedError } from "graphql";
import { isTimeOver } from "../database/time-limit.js";
import { AppError, errorCodes } from "../errors.js";
import type { Logger } from "../log.js";

/** The codes that leave with their messages. */
const publicCodes = new Set<string>(errorCodes.filter((code) => code !== "INTERNAL_SERVER_ERROR"));
const publicDetails = ["field", "fields", "version", "retryAfterSeconds", "challenge", "factors"] as const;

/**
 * Returns Apollo Server's `formatError`. Only `code` and the details of the catalogue leave. `isPassed` tells which
 * other codes leave with their messages.
 */
export function createErrorPresenter(
  log: Logger,
  isPassed: (code: string, error: unknown) => boolean = () => false,
) {
  return (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const original = unwrapResolverError(error);
    if (original instanceof AppError) {
      if (original.cause !== undefined) log.warn({ err: original, path: formatted.path }, original.message);
      return withExtensions(formatted, original.message, { code: original.code, ...original.details });
    }
    if (isTimeOver(original)) {
      log.warn({ err: original, path: formatted.path }, "a query took the database too long");
      const message = "This takes the database too long; ask for less, or try again.";
      return withExtensions(formatted, message, { code: "SERVICE_UNAVAILABLE" });
    }
    const extensions = formatted.extensions ?? {};
    const code = String(extensions["code"]);
    if (publicCodes.has(code) || isPassed(code, error)) {
      const details = Object.fromEntries(
        publicDetails.flatMap((name) => (name in extensions ? [[name, extensions[name]]] : [])),
      );
      // A value that the schema refuses is bad input, in a literal as in a variable.
      const invalidValue = code === "GRAPHQL_VALIDATION_FAILED" && "field" in details;
      return withExtensions(formatted, formatted.message, {
        code: invalidValue ? "BAD_USER_INPUT" : code,
        ...details,
      });
    }
    const argument = refusedArgument(original);
    if (argument !== undefined)
      return withExtensions(formatted, formatted.message, { code: "BAD_USER_INPUT", field: argument });
    // The server's own refusals of a request may have a status instead of a code.
    const { status = 500 } = ((error as GraphQLError).extensions?.["http"] ?? {}) as { status?: number };
    if (status >= 400 && status < 500)
      return withExtensions(formatted, formatted.message, { code: "BAD_REQUEST" });
    // A downstream service that masked its error has logged it as well.
    if (code !== "INTERNAL_SERVER_ERROR" || original === error || original instanceof Error) {
      log.error({ err: original, path: formatted.path }, "masked an error");
    }
    return withExtensions(formatted, "Something went wrong on our side.", { code: "INTERNAL_SERVER_ERROR" });
  };
}

/**
 * Returns the name of the argument whose value graphql-js has refused at run time: a variable that is null, where only
 * the argument's default lets the variable be nullable.
 */
function refusedArgument(error: unknown): string | undefined {
  if (!(error instanceof GraphQLError) || error.nodes === undefined) return undefined;
  return /^Argument "(\w+)" (?:of|has) /.exec(error.message)?.[1];
}

function withExtensions(
  { locations, path }: GraphQLFormattedError,
  message: string,
  extensions: Record<string, unknown>,
): GraphQLFormattedError {
  return { message, ...(locations && { locations }), ...(path && { path }), extensions };
}
