/** Checks and serializes documents for storage. */
import { BSONRegExp, type Document, ObjectId } from "bson";
import { failure } from "../errors.js";
import { maxDocumentBytes } from "../values/limits.js";
import { isObject, typeName } from "../values/types.js";
import { requireStorableDepth, writeDocument } from "../values/write-bson.js";

/** Serializes a document; throws when MongoDB would not store it: nested too deep, or over 16 MiB. */
export function storableBytes(document: Document): Buffer {
  requireStorableDepth(document);
  const bytes = writeDocument(document);
  if (bytes.length > maxDocumentBytes)
    throw failure(10334, `BSONObj size: ${bytes.length} is over ${maxDocumentBytes} (16MB)`);
  return bytes;
}

/**
 * Returns the document with `_id` as its first field; a document without one gets an ObjectId. Throws for an `_id` of a type
 * that MongoDB refuses, with the code of inserts (2) or of updates (53).
 */
export function withId(document: Document, code: 2 | 53): Document {
  const { _id, ...rest } = document;
  requireValidId(_id, code);
  if (_id !== undefined && Object.keys(document)[0] === "_id") return document;
  return { _id: _id === undefined ? new ObjectId() : _id, ...rest };
}

function requireValidId(id: unknown, code: number): void {
  if (Array.isArray(id) || id instanceof BSONRegExp)
    throw failure(code, `The '_id' value cannot be of type ${typeName(id)}`);
  const dollar = isObject(id) && Object.keys(id).find((name) => name[0] === "$");
  if (dollar)
    throw failure(52, `_id fields may not contain '$'-prefixed fields: ${dollar} is not valid for storage.`);
}
