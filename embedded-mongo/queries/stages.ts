/** The pipeline stages that need nothing but the documents: they look into no other collection. */
import type { Document } from "bson";
import { failure } from "../errors.js";
import type { Pace } from "../pace.js";
import { keyOf } from "../values/order.js";
import { isNumeric, isObject, isOperatorObject, isTruthy, setField, toNumber } from "../values/values.js";
import type { Evaluate, Expression } from "./expressions.js";
import { compileFilter } from "./match.js";
import { compileProjection, setAtPath } from "./project.js";
import { readSort, sortDocuments } from "./sorting.js";

/** Makes one document into another. */
export type Mapper = (document: Document) => Document;
type PacedStage = (documents: Document[], pace: Pace) => Promise<Document[]>;
/** One stage of a pipeline, on all documents at once. */
export type Stage = (documents: Document[], pace: Pace) => Document[] | Promise<Document[]>;

/** A stage's name and argument. */
export function stageOf(stage: unknown): [name: string, argument: unknown] {
  if (!isObject(stage)) throw failure(14, "Each element of the 'pipeline' array must be an object");
  const entries = Object.entries(stage);
  if (entries.length !== 1)
    throw failure(40323, "A pipeline stage specification object must contain exactly one field.");
  return entries[0]!;
}

/** The argument of a $sort stage. */
export function requireSortStage(sort: unknown): Document {
  if (!isObject(sort)) throw failure(15973, "the $sort key specification must be an object");
  if (Object.keys(sort).length === 0) throw failure(15976, "$sort stage must have at least one sort key");
  return sort;
}

/** The number that a $skip, $limit or $sample stage asks for. */
export function stageCount(name: string, argument: unknown, least: number): number {
  const count = toNumber(argument);
  if (name === "$limit" && count === 0) throw failure(15958, "the limit must be positive");
  if (!isNumeric(argument) || !Number.isInteger(count) || count < least)
    throw failure(5107201, `invalid argument to ${name} stage: ${String(argument)}`);
  return count;
}

/** A stage that looks into no other collection, or undefined if it is another kind. */
export function compilePlainStage(name: string, argument: unknown, evaluate: Evaluate): Stage | undefined {
  const mapper = compileMapper(name, argument, evaluate);
  if (mapper) return eachPaced(mapper);
  switch (name) {
    case "$match": {
      const matches = compileFilter(argument, evaluate);
      return (documents) => documents.filter((document) => matches(document));
    }
    case "$sort": {
      const sort = readSort(requireSortStage(argument));
      return (documents) => sortDocuments(documents, sort);
    }
    case "$limit": {
      const limit = stageCount(name, argument, 1);
      return (documents) => documents.slice(0, limit);
    }
    case "$skip": {
      const skip = stageCount(name, argument, 0);
      return (documents) => documents.slice(skip);
    }
    case "$count": {
      if (typeof argument !== "string" || argument === "" || /[$.\0]/.test(argument))
        throw failure(40156, "the count field must be a non-empty string");
      return (documents) => (documents.length === 0 ? [] : [{ [argument]: documents.length }]);
    }
    case "$sample": {
      const size = stageCount("$sample", isObject(argument) ? argument.size : undefined, 1);
      return (documents) => sample(documents, size);
    }
    case "$group":
      return group(argument, evaluate);
    case "$sortByCount": {
      const count = group({ _id: argument, count: { $sum: 1 } }, evaluate);
      return async (documents, pace) => sortDocuments(await count(documents, pace), [["count", -1]]);
    }
    case "$unwind":
      return unwind(argument);
    default:
      return undefined;
  }
}

function eachPaced(mapper: Mapper): Stage {
  return async (documents, pace) => {
    const made: Document[] = [];
    for (const document of documents) {
      made.push(mapper(document));
      if (pace.due()) await pace.pause();
    }
    return made;
  };
}

/** A stage that makes one document of one, or undefined if it is another kind. */
export function compileMapper(name: string, argument: unknown, evaluate: Evaluate): Mapper | undefined {
  switch (name) {
    case "$project": {
      if (!isObject(argument)) throw failure(15969, "$project specification must be an object");
      return compileProjection(argument, evaluate, true);
    }
    case "$addFields":
    case "$set": {
      if (!isObject(argument)) throw failure(40272, `${name} specification stage must be an object`);
      const fields = fieldExpressions(argument, "", evaluate);
      return (document) =>
        fields.reduce((made, [path, expression]) => {
          const value = expression(document);
          // $$REMOVE and missing fields leave the field out.
          return setAtPath(made, path, 0, () => value);
        }, document);
    }
    case "$unset": {
      const paths = Array.isArray(argument) ? argument : [argument];
      if (paths.length === 0 || !paths.every((path) => typeof path === "string" && path !== ""))
        throw failure(31002, "$unset specification must be a string or an array");
      return compileProjection(Object.fromEntries(paths.map((path) => [path, 0])), evaluate, true);
    }
    case "$replaceRoot":
    case "$replaceWith": {
      if (name === "$replaceRoot" && !(isObject(argument) && "newRoot" in argument))
        throw failure(40231, "no newRoot specified for the $replaceRoot stage");
      const expression = evaluate.compile(
        name === "$replaceRoot" ? (argument as Document).newRoot : argument,
      );
      return (document) => {
        const root = expression(document);
        if (!isObject(root)) throw failure(40228, "'newRoot' expression must evaluate to an object");
        return root;
      };
    }
    default:
      return undefined;
  }
}

function fieldExpressions(fields: Document, prefix: string, evaluate: Evaluate): [string[], Expression][] {
  return Object.entries(fields).flatMap(([name, value]): [string[], Expression][] => {
    if (name[0] === "$") throw failure(16410, "FieldPath field names may not start with '$'.");
    const path = prefix + name;
    if (path.split(".").includes("")) throw failure(15998, "FieldPath field names may not be empty strings.");
    if (isObject(value) && !isOperatorObject(value) && Object.keys(value).length > 0)
      return fieldExpressions(value, `${path}.`, evaluate);
    return [[path.split("."), evaluate.compile(value)]];
  });
}

/** Documents drawn at random. */
function sample(documents: Document[], size: number): Document[] {
  const left = [...documents];
  for (let i = 0; i < Math.min(size, left.length); i++) {
    const other = i + Math.floor(Math.random() * (left.length - i));
    [left[i], left[other]] = [left[other]!, left[i]!];
  }
  return left.slice(0, size);
}

/** Groups by an expression. */
function group(argument: unknown, evaluate: Evaluate): PacedStage {
  if (!isObject(argument)) throw failure(15947, "a group's fields must be specified in an object");
  const { _id, ...fields } = argument;
  if (!("_id" in argument)) throw failure(15955, "a group specification must include an _id");
  const key = evaluate.compile(_id);
  const accumulators = Object.entries(fields).map(([name, specification]) => {
    if (name.includes(".")) throw failure(40235, `The field name '${name}' cannot contain '.'`);
    return [name, evaluate.accumulator(specification)] as const;
  });
  return async (documents, pace) => {
    const groups = new Map<string, { id: unknown; members: Document[] }>();
    for (const document of documents) {
      const id = key(document) ?? null;
      const known = groups.get(keyOf(id));
      if (known) known.members.push(document);
      else groups.set(keyOf(id), { id, members: [document] });
      if (pace.due()) await pace.pause();
    }
    return Array.from(groups.values(), ({ id, members }) => {
      const made: Document = { _id: id };
      for (const [name, accumulate] of accumulators) setField(made, name, accumulate(members));
      return made;
    });
  };
}

/** Makes a document of each element of an array. */
function unwind(argument: unknown): Stage {
  const { path, includeArrayIndex, preserveNullAndEmptyArrays } = (
    isObject(argument) ? argument : { path: argument }
  ) as Document;
  const known = ["path", "includeArrayIndex", "preserveNullAndEmptyArrays"];
  const other = isObject(argument) && Object.keys(argument).find((field) => !known.includes(field));
  if (other) throw failure(28811, `unrecognized option to $unwind stage: ${other}`);
  if (typeof path !== "string") throw failure(28808, "expected a string or an object for $unwind stage");
  if (path[0] !== "$")
    throw failure(28818, `path option to $unwind stage should be prefixed with a '$': ${path}`);
  const parts = path.slice(1).split(".");
  const indexPath = includeArrayIndex === undefined ? undefined : String(includeArrayIndex).split(".");
  const withIndex = (made: Document, index: unknown) =>
    indexPath ? setAtPath(made, indexPath, 0, () => index) : made;
  return (documents) =>
    documents.flatMap((document) => {
      const value = objectPath(document, parts);
      if (!Array.isArray(value)) {
        const keeps = (value ?? null) !== null || isTruthy(preserveNullAndEmptyArrays);
        return keeps ? [withIndex(document, null)] : [];
      }
      if (value.length > 0)
        return value.map((element, i) =>
          withIndex(
            setAtPath(document, parts, 0, () => element),
            i,
          ),
        );
      const without = () => setAtPath(document, parts, 0, () => undefined);
      return isTruthy(preserveNullAndEmptyArrays) ? [withIndex(without(), null)] : [];
    });
}

function objectPath(document: Document, parts: string[]): unknown {
  return parts.reduce<unknown>(
    (value, part) => (isObject(value) && Object.hasOwn(value, part) ? value[part] : undefined),
    document,
  );
}
