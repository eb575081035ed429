/** The errors of the graph as a union by code, with the details that each code has (docs/errors.md). */
import { CombinedGraphQLErrors, CombinedProtocolErrors, ServerError, ServerParseError } from "@apollo/client";
import type { ErrorCode } from "./generated/error-codes.js";

/** One argument or input field whose value is wrong. */
export interface FieldFault {
  /** A dotted path, such as `username`; `nameOfField` returns its last part. */
  readonly field: string;
  readonly message: string;
}

interface Failure<Code extends string> {
  readonly code: Code;
  /** For people; written by the server where it comes from there. */
  readonly message: string;
  /** The field of the operation that failed. */
  readonly path?: readonly (string | number)[];
}

type PlainCode = Exclude<
  ErrorCode,
  | "BAD_USER_INPUT"
  | "CONFLICT"
  | "INVALID_CREDENTIALS"
  | "MFA_REQUIRED"
  | "RATE_LIMITED"
  | "SERVICE_UNAVAILABLE"
>;

/** Values are wrong. */
export interface BadUserInput extends Failure<"BAD_USER_INPUT"> {
  readonly field?: string;
  /** Every fault that the server has found, in its order; the first one is `field`. */
  readonly fields: readonly FieldFault[];
}

/** A value is taken (`field`), or the object has changed meanwhile (`version` is the one that it has now). */
export interface Conflict extends Failure<"CONFLICT"> {
  readonly field?: string;
  readonly version?: number;
}

/** The name, password or code is wrong; `field` says which only where that tells a stranger nothing. */
export interface InvalidCredentials extends Failure<"INVALID_CREDENTIALS"> {
  readonly field?: string;
}

/** The password is right, and the account has a second factor. */
export interface MfaRequired extends Failure<"MFA_REQUIRED"> {
  readonly challenge: string;
  readonly factors: readonly string[];
}

/** Too many attempts, or too much cost. */
export interface RateLimited extends Failure<"RATE_LIMITED"> {
  readonly retryAfterSeconds: number;
}

/** A part of the system is away or overloaded. */
export interface ServiceUnavailable extends Failure<"SERVICE_UNAVAILABLE"> {
  readonly retryAfterSeconds?: number;
}

/** No answer of the graph: offline, refused, cut off, or an answer of something between (a proxy). */
export interface NetworkFailure extends Failure<"NETWORK"> {
  readonly status?: number;
  readonly cause: unknown;
}

/** The user has closed the browser's dialog, the page has stopped waiting, or a cache was cleared meanwhile. */
export type Cancelled = Failure<"CANCELLED">;

/** This browser has no passkeys, or none that fits. */
export type PasskeyUnsupported = Failure<"PASSKEY_UNSUPPORTED">;

/** Every error, told apart by `code`. A code that this version does not know is `INTERNAL_SERVER_ERROR`. */
export type GatehouseError =
  | BadUserInput
  | Conflict
  | InvalidCredentials
  | MfaRequired
  | RateLimited
  | ServiceUnavailable
  | NetworkFailure
  | Cancelled
  | PasskeyUnsupported
  | Failure<PlainCode>;

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
