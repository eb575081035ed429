/** The errors that commands answer with, under MongoDB's own codes and names. */
import type { Document } from "bson";

const CODE_NAMES: Record<number, string> = {
  1: "InternalError",
  2: "BadValue",
  9: "FailedToParse",
  13: "Unauthorized",
  14: "TypeMismatch",
  15: "Overflow",
  16: "InvalidLength",
  20: "IllegalOperation",
  22: "InvalidBSON",
  26: "NamespaceNotFound",
  27: "IndexNotFound",
  28: "PathNotViable",
  40: "ConflictingUpdateOperators",
  43: "CursorNotFound",
  48: "NamespaceExists",
  50: "MaxTimeMSExpired",
  52: "DollarPrefixedFieldName",
  53: "InvalidIdField",
  54: "NotSingleValueField",
  59: "CommandNotFound",
  66: "ImmutableField",
  67: "CannotCreateIndex",
  68: "IndexAlreadyExists",
  72: "InvalidOptions",
  73: "InvalidNamespace",
  79: "UnknownReplWriteConcern",
  85: "IndexOptionsConflict",
  86: "IndexKeySpecsConflict",
  115: "CommandNotSupported",
  168: "InvalidPipelineOperator",
  171: "CannotIndexParallelArrays",
  175: "QueryPlanKilled",
  197: "InvalidIndexSpecificationOption",
  238: "NotImplemented",
  241: "ConversionFailure",
  276: "IndexBuildAborted",
  322: "APIVersionError",
  10334: "BSONObjectTooLarge",
  11000: "DuplicateKey",
};

/** A failure that the client is told of; `details` are added to the answer (keyPattern, keyValue). */
export class MongoServerFailure extends Error {
  constructor(
    readonly code: number,
    message: string,
    readonly details: Document = {},
  ) {
    super(message);
    this.name = "MongoServerFailure";
  }

  /** The server's name of the code; codes without one are called Location<code>, as MongoDB does. */
  get codeName(): string {
    return CODE_NAMES[this.code] ?? `Location${this.code}`;
  }
}

/** Makes a failure with one of MongoDB's codes. */
export function failure(code: number, message: string, details?: Document): MongoServerFailure {
  return new MongoServerFailure(code, message, details);
}

/** Makes the answer to something that MongoDB can do and this engine deliberately cannot. */
export function notImplemented(what: string): MongoServerFailure {
  return failure(238, `embedded-mongo does not implement ${what}; use MongoDB for it`);
}

/** Turns whatever was thrown into a failure: what is not ours is an InternalError with its own text. */
export function asFailure(error: unknown): MongoServerFailure {
  if (error instanceof MongoServerFailure) return error;
  return failure(1, error instanceof Error ? error.message : String(error));
}

/** The body of an error answer. */
export function errorReply(error: unknown): Document {
  const { code, codeName, message, details } = asFailure(error);
  return { ok: 0, errmsg: message, code, codeName, ...details };
}
