/** Reads the update of a statement: operators, a replacement, or a pipeline. */
import type { Document } from "bson";
import { failure } from "../errors.js";
import { createExpressionCompiler } from "../queries/expressions/compile-expression.js";
import { compileDocumentStage } from "../queries/stages/document-stages.js";
import { readStage } from "../queries/stages/stage.js";
import { equalValues } from "../values/compare.js";
import { getField } from "../values/fields.js";
import { isObject } from "../values/types.js";
import { wordSet } from "../values/word-set.js";
import { compileUpdate, type Updater } from "./compile-update.js";

const updateStages = wordSet("$addFields $set $project $unset $replaceRoot $replaceWith");

/** Compiles an update that keeps `_id`; throws for one that MongoDB refuses whatever the updated document is. */
export function readUpdate(update: unknown, statement: Document, multi: boolean): Updater {
  const { arrayFilters, c, let: variables } = statement;
  if (isObject(update) && !isReplacement(update)) return withImmutableId(compileUpdate(update, arrayFilters));
  if (arrayFilters !== undefined) throw failure(9, "arrayFilters may only be specified for operator updates");
  if (Array.isArray(update)) {
    const expressions = createExpressionCompiler({ ...c, ...variables });
    const stages = update.map(readStage).map(([name, argument]) => {
      if (!updateStages.has(name)) throw failure(72, `${name} is not allowed to be used within an update`);
      return compileDocumentStage(name, argument, expressions)!;
    });
    return (document) =>
      keepId(
        document,
        stages.reduce((changed, stage) => stage(changed), document),
      );
  }
  if (!isObject(update)) throw failure(9, "Update argument must be either an object or an array");
  const dollar = Object.keys(update).find((name) => name[0] === "$");
  if (dollar) throw failure(52, `The dollar ($) prefixed field '${dollar}' is not allowed in a replacement`);
  if (multi) throw failure(9, "multi update is not supported for replacement-style update");
  return (document) => keepId(document, update);
}

/** Whether an update is a replacement: a document without operators. */
export function isReplacement(update: unknown): boolean {
  return isObject(update) && Object.keys(update)[0]?.[0] !== "$";
}

/** Whether an update uses the positional `$`. */
export function usesPositional(update: unknown): boolean {
  const fields = isObject(update) ? Object.values(update).filter(isObject) : [];
  return fields.some((one) => Object.keys(one).some((path) => /(^|\.)\$(\.|$)/.test(path)));
}

function immutable(): Error {
  return failure(66, "Performing an update on the path '_id' would modify the immutable field '_id'");
}

function keepId(before: Document, after: Document): Document {
  const id = getField(after, "_id");
  if (before._id === undefined) return after;
  if (id !== undefined && !equalValues(id, before._id)) throw immutable();
  const { _id, ...rest } = after;
  return { _id: before._id, ...rest };
}

function withImmutableId(update: Updater): Updater {
  return (before, details, isInsert) => {
    const after = update(before, details, isInsert);
    // An upsert may set an _id that the filter does not contain.
    if (before._id !== undefined && (after._id === undefined || !equalValues(after._id, before._id)))
      throw immutable();
    return after;
  };
}
