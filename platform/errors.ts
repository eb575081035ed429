/** The one catalogue of errors that a client may see; everything else is masked. */

/** Every value of `extensions.code` that the graph answers with. */
export type ErrorCode =
  | "UNAUTHENTICATED"
  | "TOKEN_EXPIRED"
  | "INVALID_CREDENTIALS"
  | "TOKEN_REUSED"
  | "FORBIDDEN"
  | "BAD_USER_INPUT"
  | "NOT_FOUND"
  | "CONFLICT"
  | "RATE_LIMITED"
  | "SERVICE_UNAVAILABLE"
  | "INTERNAL_SERVER_ERROR";

/** What an error may carry beside its code, for the client to act on. */
export interface ErrorDetails {
  /** The argument or input field at fault, as a dotted path. */
  field?: string;
  /** Whole seconds to wait before another try. */
  retryAfterSeconds?: number;
}

/** An error whose message and code are meant for the client. `cause` goes to the log only. */
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

/** Nobody is signed in, or the token is not good. */
export const unauthenticated = (message = "Sign in first.") => new AppError("UNAUTHENTICATED", message);

/** The access token was good once; refresh it. */
export const tokenExpired = (message = "The access token has expired; refresh it.") =>
  new AppError("TOKEN_EXPIRED", message);

/** The caller is known and may not. */
export const forbidden = (message = "You may not do this.") => new AppError("FORBIDDEN", message);

/** Absent, or not the caller's to see. */
export const notFound = (what: string) => new AppError("NOT_FOUND", `There is no such ${what}.`);

/** The argument or input field `field` does not hold what it must. */
export const badInput = (field: string, message: string) =>
  new AppError("BAD_USER_INPUT", message, { field });

/** The change does not fit what is stored now. */
export const conflict = (message: string, field?: string) =>
  new AppError("CONFLICT", message, field === undefined ? {} : { field });

/** Too many attempts; the next one may come after so many whole seconds. */
export const rateLimited = (retryAfterSeconds: number) =>
  new AppError("RATE_LIMITED", `Too many attempts; try again in ${retryAfterSeconds} s.`, {
    retryAfterSeconds,
  });

/** Something this service leans on does not answer; try again. */
export const unavailable = (message: string, cause?: unknown) =>
  new AppError("SERVICE_UNAVAILABLE", message, {}, { cause });
