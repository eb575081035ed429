/** The pipeline stages that need nothing but the documents: they look into no other collection. */
import type { Document } from "bson";
import { failure } from "./errors.js";
import type { Evaluate, Expression } from "./expressions.js";
import { isTruthy } from "./match.js";
import { keyOf } from "./order.js";
import type { Pace } from "./pace.js";
import { compileProjection, setAtPath } from "./project.js";
import { isObject, isOperatorObject, setField } from "./values.js";

/** Makes one document into another. */
export type Mapper = (document: Document) => Document;
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

/** Refuses options that a stage does not have here. */
export function requireFields(name: string, argument: unknown, allowed: string[]): void {
  if (!isObject(argument))
    throw failure(9, `the ${name} stage specification must be an object, but found ${String(argument)}`);
  const other = Object.keys(argument).find((field) => !allowed.includes(field));
  if (other) throw failure(9, `unknown or unsupported option to ${name}: ${other}`);
}

/** Compiles stages that work on one document each, for updates by pipeline. */
export function compileStages(pipeline: unknown[], evaluate: Evaluate, allowed: readonly string[]): Mapper[] {
  return pipeline.map((stage) => {
    const [name, argument] = stageOf(stage);
    if (!allowed.includes(name)) throw failure(72, `${name} is not allowed to be used within an update`);
    return compileMapper(name, argument, evaluate)!;
  });
}

/** Applies such stages to a document. */
export function applyStages(stages: Mapper[], document: Document): Document {
  return stages.reduce((made, stage) => stage(made), document);
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
          return setAtPath(made, path, 0, document, () => value);
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
        if (!isObject(root))
          throw failure(
            40228,
            `'newRoot' expression must evaluate to an object, but resulting value was: ${String(root)}`,
          );
        return root;
      };
    }
    default:
      return undefined;
  }
}

function fieldExpressions(fields: Document, prefix: string, evaluate: Evaluate): [string[], Expression][] {
  return Object.entries(fields).flatMap(([name, value]): [string[], Expression][] => {
    if (name[0] === "$")
      throw failure(
        16410,
        `FieldPath field names may not start with '$'. Consider using $getField or $setField.`,
      );
    const path = prefix + name;
    if (path.split(".").includes("")) throw failure(15998, "FieldPath field names may not be empty strings.");
    if (isObject(value) && !isOperatorObject(value) && Object.keys(value).length > 0)
      return fieldExpressions(value, `${path}.`, evaluate);
    return [[path.split("."), evaluate.compile(value)]];
  });
}

/** Documents drawn at random. */
export function sample(documents: Document[], size: number): Document[] {
  const left = [...documents];
  for (let i = 0; i < Math.min(size, left.length); i++) {
    const other = i + Math.floor(Math.random() * (left.length - i));
    [left[i], left[other]] = [left[other]!, left[i]!];
  }
  return left.slice(0, size);
}

/** Groups by an expression. */
export function group(argument: unknown, evaluate: Evaluate): Stage {
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
export function unwind(argument: unknown): Stage {
  const { path, includeArrayIndex, preserveNullAndEmptyArrays } = (
    isObject(argument) ? argument : { path: argument }
  ) as Document;
  if (isObject(argument))
    requireFields("$unwind", argument, ["path", "includeArrayIndex", "preserveNullAndEmptyArrays"]);
  if (typeof path !== "string")
    throw failure(28808, "expected either a string or an object as specification for $unwind stage");
  if (path[0] !== "$")
    throw failure(28818, `path option to $unwind stage should be prefixed with a '$': ${path}`);
  const parts = path.slice(1).split(".");
  return (documents) =>
    documents.flatMap((document) => {
      const value = objectPath(document, parts);
      const withIndex = (made: Document, index: unknown) =>
        includeArrayIndex === undefined
          ? made
          : setAtPath(made, String(includeArrayIndex).split("."), 0, made, () => index);
      if (Array.isArray(value) && value.length > 0) {
        return value.map((element, i) =>
          withIndex(
            setAtPath(document, parts, 0, document, () => element),
            i,
          ),
        );
      }
      if (value !== undefined && value !== null && !Array.isArray(value)) return [withIndex(document, null)];
      if (!isTruthy(preserveNullAndEmptyArrays)) return [];
      return [
        withIndex(
          Array.isArray(value) ? setAtPath(document, parts, 0, document, () => undefined) : document,
          null,
        ),
      ];
    });
}

function objectPath(document: Document, parts: string[]): unknown {
  return parts.reduce<unknown>(
    (value, part) => (isObject(value) && Object.hasOwn(value, part) ? value[part] : undefined),
    document,
  );
}
