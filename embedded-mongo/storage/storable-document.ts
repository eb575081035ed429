/** Checks and serializes documents for storage. */
import { BSONRegExp, type Document, ObjectId } from "bson";
import { failure } from "../errors.js";
import { requireStorableDepth, writeDocument } from "../values/bson.js";
import { maxDocumentBytes } from "../values/limits.js";
import { isObject, typeName } from "../values/types.js";

/** Serializes a document; throws when MongoDB would not store it: nested too deep, or over 16 MiB. */
export function storableBytes(document: Document): Buffer {
  requireStorableDepth(document);
  const bytes = writeDocument(document);
  if (bytes.length > maxDocumentBytes)
    throw failure(10334, `BSONObj size: ${bytes.length} is over ${maxDocumentBytes} (16MB)`);
  return bytes;
}

/** Returns the document with `_id` as its first field; a document without one gets an ObjectId. */
export function withId(document: Document): Document {
  const { _id, ...rest } = document;
  requireValidId(_id);
  if (_id !== undefined && Object.keys(document)[0] === "_id") return document;
  return { _id: _id === undefined ? new ObjectId() : _id, ...rest };
}

function requireValidId(id: unknown): void {
  if (Array.isArray(id) || id instanceof BSONRegExp)
    throw failure(53, `The '_id' value cannot be of type ${typeName(id)}`);
  const dollar = isObject(id) && Object.keys(id).find((name) => name[0] === "$");
  if (dollar)
    throw failure(52, `_id fields may not contain '$'-prefixed fields: ${dollar} is not valid for storage.`);
}
