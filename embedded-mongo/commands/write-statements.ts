/** The statements of the commands insert, update and delete. */
import type { Document } from "bson";
import { asFailure, failure } from "../errors.js";
import { isObject, isTruthy } from "../values/types.js";

/** MongoDB's limit for the statements of a command. */
export const maxWrites = 100_000;

/** Reads the list of statements. */
export function readStatements(body: Document, field: string): Document[] {
  const list = body[field];
  if (!Array.isArray(list) || !list.every(isObject))
    throw failure(14, `BSON field '${field}' must be an array of documents`);
  if (list.length === 0 || list.length > maxWrites)
    throw failure(16, `Write batch sizes must be between 1 and ${maxWrites}, not ${list.length}.`);
  return list;
}

/** Runs each statement and returns their errors; an ordered command stops at the first. */
export async function runStatements(
  list: Document[],
  ordered: unknown,
  run: (one: Document, index: number) => Promise<void>,
): Promise<Document> {
  const writeErrors: Document[] = [];
  for (const [index, one] of list.entries()) {
    try {
      await run(one, index);
    } catch (error) {
      const { code, message, details } = asFailure(error);
      writeErrors.push({ index, code, errmsg: message, ...details });
      if (ordered === undefined || isTruthy(ordered)) break;
    }
  }
  return writeErrors.length > 0 ? { writeErrors } : {};
}
