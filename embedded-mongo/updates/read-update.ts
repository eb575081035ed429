/** Makes an updater of what an update statement gives: operators, a replacement, or a pipeline. */
import type { Document } from "bson";
import { failure } from "../errors.js";
import { withEvaluate } from "../queries/expressions.js";
import { compileMapper, stageOf } from "../queries/stages.js";
import { equalValues } from "../values/order.js";
import { getField, isObject, names } from "../values/values.js";
import { compileUpdate, type Updater } from "./update.js";

const UPDATE_STAGES = names("$addFields $set $project $unset $replaceRoot $replaceWith");

/** The updater, which leaves `_id` as it is; throws for what MongoDB refuses before looking at a document. */
export async function readUpdate(update: unknown, statement: Document, multi: boolean): Promise<Updater> {
  const { arrayFilters, c, let: variables } = statement;
  if (isObject(update) && !isReplacement(update)) return withImmutableId(compileUpdate(update, arrayFilters));
  if (arrayFilters !== undefined) throw failure(9, "arrayFilters may only be specified for operator updates");
  if (Array.isArray(update)) {
    const stages = await withEvaluate({ ...c, ...variables }, (evaluate) =>
      update.map(stageOf).map(([name, argument]) => {
        if (!UPDATE_STAGES.has(name)) throw failure(72, `${name} is not allowed to be used within an update`);
        return compileMapper(name, argument, evaluate)!;
      }),
    );
    return (document) =>
      keepId(
        document,
        stages.reduce((made, stage) => stage(made), document),
      );
  }
  if (!isObject(update)) throw failure(9, "Update argument must be either an object or an array");
  const dollar = Object.keys(update).find((name) => name[0] === "$");
  if (dollar) throw failure(52, `The dollar ($) prefixed field '${dollar}' is not allowed in a replacement`);
  if (multi) throw failure(9, "multi update is not supported for replacement-style update");
  return (document) => keepId(document, update);
}

/** Whether an update is a document that takes the old one's place. */
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
  return (before, hit, isInsert) => {
    const after = update(before, hit, isInsert);
    // An upsert may set the _id that the filter did not.
    if (before._id !== undefined && (after._id === undefined || !equalValues(after._id, before._id)))
      throw immutable();
    return after;
  };
}
