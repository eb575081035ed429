/** What all pipeline stages share: their type, and checks of their arguments. */
import type { Document } from "bson";
import { failure } from "../../errors.js";
import type { Pace } from "../../pace.js";
import { isNumeric, isObject, toNumber } from "../../values/types.js";

/** Changes one document; it is pure. */
export type DocumentMapper = (document: Document) => Document;
/** A stage of a pipeline: from all documents of the stage before to its own. */
export type Stage = (documents: Document[], pace: Pace) => Document[] | Promise<Document[]>;

/** Returns a stage's name and argument. */
export function readStage(stage: unknown): [name: string, argument: unknown] {
  if (!isObject(stage)) throw failure(14, "Each element of the 'pipeline' array must be an object");
  const entries = Object.entries(stage);
  if (entries.length !== 1)
    throw failure(40323, "A pipeline stage specification object must contain exactly one field.");
  return entries[0]!;
}

/** Throws for an invalid argument of a $sort stage. */
export function requireSortStage(sort: unknown): Document {
  if (!isObject(sort)) throw failure(15973, "the $sort key specification must be an object");
  if (Object.keys(sort).length === 0) throw failure(15976, "$sort stage must have at least one sort key");
  return sort;
}

/** Reads the whole number of a $skip or $limit stage. */
export function readStageCount(name: string, argument: unknown, least: number): number {
  const count = toNumber(argument);
  if (name === "$limit" && count === 0) throw failure(15958, "the limit must be positive");
  if (!isNumeric(argument) || !Number.isInteger(count) || count < least)
    throw failure(5107201, `invalid argument to ${name} stage: ${String(argument)}`);
  return count;
}
