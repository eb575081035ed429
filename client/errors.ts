/** The errors of the graph as a union by code, with the details that each code has (docs/errors.md). */
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

type DetailedError =
  | BadUserInput
  | Conflict
  | InvalidCredentials
  | MfaRequired
  | RateLimited
  | ServiceUnavailable
  | NetworkFailure
  | Cancelled
  | PasskeyUnsupported;

/** Every error, told apart by `code`. A newer server may have codes that are not here: a `switch` needs its `default`. */
export type GatehouseError = DetailedError | Failure<Exclude<ErrorCode, DetailedError["code"]>>;
