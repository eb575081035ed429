/** Reads the errors of the graph from what Apollo Client throws, and the messages for a form from an error. */
import { CombinedGraphQLErrors, CombinedProtocolErrors, ServerError, ServerParseError } from "@apollo/client";
import type { FieldFault, GatehouseError } from "./errors.js";

/** An error as GraphQL formats it. */
interface GraphQLFault {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** Reads the first error of whatever an operation has thrown or returned as `error`. */
export function readError(thrown: unknown): GatehouseError {
  return readErrors(thrown)[0] as GatehouseError;
}

/** Reads all errors: an operation with several fields may have one for each. */
export function readErrors(thrown: unknown): readonly GatehouseError[] {
  if (CombinedGraphQLErrors.is(thrown) || CombinedProtocolErrors.is(thrown)) {
    return thrown.errors.map((error) => readFault(error as GraphQLFault));
  }
  if (isGatehouseError(thrown)) return [thrown];
  return [readFailedRequest(thrown)];
}

/** Is this an error that the kit has read already? */
export function isGatehouseError(value: unknown): value is GatehouseError {
  const error = value as { code?: unknown; message?: unknown } | null;
  return (
    typeof error === "object" &&
    !(error instanceof Error) &&
    typeof error?.code === "string" &&
    typeof error.message === "string"
  );
}

/** Returns the last part of a dotted path: the name of the input in a form. */
export const nameOfField = (field: string): string => field.slice(field.lastIndexOf(".") + 1);

/**
 * Returns the messages of an error by the name of the form's input: of all faults of BAD_USER_INPUT, or of the one
 * field that CONFLICT or INVALID_CREDENTIALS names. Empty for any other error, which belongs above the form.
 */
export function readFieldErrors(error: GatehouseError): Readonly<Record<string, string>> {
  const faults: readonly FieldFault[] =
    error.code === "BAD_USER_INPUT"
      ? error.fields
      : "field" in error && error.field !== undefined
        ? [{ field: error.field, message: error.message }]
        : [];
  const messages: Record<string, string> = {};
  for (const { field, message } of faults) messages[nameOfField(field)] ??= message;
  return messages;
}

/** Reads one error of a response. Details of a wrong type are left out. */
function readFault({ message, path, extensions = {} }: GraphQLFault): GatehouseError {
  const { code, field, fields, version, retryAfterSeconds, challenge, factors } = extensions;
  const details = {
    ...(path && { path }),
    ...(typeof field === "string" && { field }),
    ...(typeof version === "number" && { version }),
    ...(typeof retryAfterSeconds === "number" && { retryAfterSeconds }),
    ...(typeof challenge === "string" && { challenge }),
    ...(Array.isArray(factors) && { factors }),
  };
  const base = { message, ...details } as Record<string, unknown>;
  if (code === "BAD_USER_INPUT") {
    const one = typeof field === "string" ? [{ field, message }] : [];
    base["fields"] = Array.isArray(fields) ? fields : one;
  }
  if (code === "RATE_LIMITED") base["retryAfterSeconds"] ??= 1;
  return { ...base, code: typeof code === "string" ? code : "INTERNAL_SERVER_ERROR" } as GatehouseError;
}

/** Reads a request without a response of the graph. */
function readFailedRequest(cause: unknown): GatehouseError {
  const error = cause as { name?: string; message?: string };
  if (error?.name === "AbortError" || /^Store reset/.test(error?.message ?? "")) {
    return { code: "CANCELLED", message: "The request was cancelled." };
  }
  const status =
    ServerError.is(cause) || ServerParseError.is(cause) ? { status: cause.statusCode as number } : {};
  return {
    code: "NETWORK",
    message: "The server did not answer; check the connection and try again.",
    ...status,
    cause,
  };
}
