/**
 * The errors that commands return, with MongoDB's codes and names:
 * https://github.com/mongodb/mongo/blob/v7.0/src/mongo/base/error_codes.yml
 */
import type { Document } from "bson";

const codeNames: Record<number, string> = {
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

/** An error that is sent to the client; `details` become fields of the reply (keyPattern, keyValue). */
export class MongoServerFailure extends Error {
  constructor(
    readonly code: number,
    message: string,
    readonly details: Document = {},
  ) {
    super(message);
    this.name = "MongoServerFailure";
  }

  /** MongoDB's name of the code; a code without a name is called Location<code>, as in MongoDB. */
  get codeName(): string {
    return codeNames[this.code] ?? `Location${this.code}`;
  }
}

/** Creates an error with one of MongoDB's codes. */
export function failure(code: number, message: string, details?: Document): MongoServerFailure {
  return new MongoServerFailure(code, message, details);
}

/** Creates the error NotImplemented for a feature of MongoDB that this server leaves out. */
export function notImplemented(feature: string): MongoServerFailure {
  return failure(238, `embedded-mongo does not implement ${feature}; use MongoDB for it`);
}

/** Converts a thrown value into an error for the client; one of another class becomes InternalError with its message. */
export function asFailure(error: unknown): MongoServerFailure {
  if (error instanceof MongoServerFailure) return error;
  return failure(1, error instanceof Error ? error.message : String(error));
}

/** The body of an error reply. */
export function errorReply(error: unknown): Document {
  const { code, codeName, message, details } = asFailure(error);
  return { ok: 0, errmsg: message, code, codeName, ...details };
}
