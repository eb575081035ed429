/** The one catalogue of errors that clients see; every other error is masked. */

/** Every value of `extensions.code`. */
export const errorCodes = [
  "UNAUTHENTICATED",
  "TOKEN_EXPIRED",
  "INVALID_CREDENTIALS",
  "MFA_REQUIRED",
  "TOKEN_REUSED",
  "CONFIRMATION_REQUIRED",
  "SIGN_IN_FAILED",
  "EMAIL_NOT_VERIFIED",
  "REAUTHENTICATION_REQUIRED",
  "COOKIE_NOT_KEPT",
  "FORBIDDEN",
  "BAD_USER_INPUT",
  "NOT_FOUND",
  "CONFLICT",
  "RATE_LIMITED",
  "SERVICE_UNAVAILABLE",
  "INTERNAL_SERVER_ERROR",

  // The request is malformed, or is not a GraphQL request.
  "BAD_REQUEST",
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "OPERATION_RESOLUTION_FAILURE",

  // The operation asks for more than one request may.
  "BATCH_LIMIT_EXCEEDED",
  "BODY_LIMIT_EXCEEDED",
  "DOCUMENT_LIMIT_EXCEEDED",
  "TOKENS_LIMIT_EXCEEDED",
  "NAME_LENGTH_LIMIT_EXCEEDED",
  "DEPTH_LIMIT_EXCEEDED",
  "FIELDS_LIMIT_EXCEEDED",
  "ROOT_FIELDS_LIMIT_EXCEEDED",
  "ALIASES_LIMIT_EXCEEDED",
  "DIRECTIVES_LIMIT_EXCEEDED",
  "FIRST_LIMIT_EXCEEDED",
  "COST_LIMIT_EXCEEDED",
  "VARIABLES_LIMIT_EXCEEDED",
  "VARIABLES_DEPTH_LIMIT_EXCEEDED",
  "PLANNING_LIMIT_EXCEEDED",

  // Persisted operations; the first code makes Apollo Client's link send the text.
  "PERSISTED_QUERY_NOT_FOUND",
  "OPERATION_NOT_REGISTERED",
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** One argument or input field whose value is wrong. */
export interface FieldFault {
  field: string;
  message: string;
}

/** What an error may contain besides its code. */
export interface ErrorDetails {
  /** The argument or input field at fault, as a dotted path. */
  field?: string;
  /** All that is wrong, `field` first. */
  fields?: readonly FieldFault[];
  /** The version that the document has now. */
  version?: number;
  /** Whole seconds to wait before the next attempt. */
  retryAfterSeconds?: number;
  /** The challenge of the next step of a sign-in, and the factors that it accepts. */
  challenge?: string;
  factors?: readonly string[];
}

/** An error whose message and code are for the client. `cause` goes to the log only. */
export class AppError extends Error {
  override readonly name = "AppError";

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: ErrorDetails = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The caller is not signed in, or the token is not valid. */
export const unauthenticated = (message = "Sign in first.") => new AppError("UNAUTHENTICATED", message);

/** The access token was valid and has expired; the client should refresh it. */
export const tokenExpired = (message = "The access token has expired; refresh it.") =>
  new AppError("TOKEN_EXPIRED", message);

/** The caller is known and lacks the right. */
export const forbidden = (message = "You may not do this.") => new AppError("FORBIDDEN", message);

/** Absent, or not visible to the caller. */
export const notFound = (what: string) => new AppError("NOT_FOUND", `There is no such ${what}.`);

/** The argument or input field `field` has an invalid value. */
export const badInput = (field: string, message: string) =>
  new AppError("BAD_USER_INPUT", message, { field, fields: [{ field, message }] });

/** Several of those in one, of which there must be one at least; its message is the first one's. */
export const badInputs = (faults: readonly AppError[]) => {
  const [{ message, details }] = faults as [AppError];
  const fields = faults.flatMap((fault) => fault.details.fields ?? []);
  return new AppError("BAD_USER_INPUT", message, { ...details, fields });
};

/** The change contradicts the stored state. */
export const conflict = (message: string, field?: string) =>
  new AppError("CONFLICT", message, field === undefined ? {} : { field });

/** Too many attempts; the next one may come after this many whole seconds. */
export const rateLimited = (retryAfterSeconds: number) =>
  new AppError("RATE_LIMITED", `Too many attempts; try again in ${retryAfterSeconds} s.`, {
    retryAfterSeconds,
  });

/** A part that this service depends on does not respond; the client may try again. */
export const unavailable = (message: string, cause?: unknown) =>
  new AppError("SERVICE_UNAVAILABLE", message, {}, { cause });
