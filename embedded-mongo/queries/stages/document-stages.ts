/** The stages that map one document to one: $project, $set, $unset, $replaceRoot and their aliases. */
import type { Document } from "bson";
import { failure } from "../../errors.js";
import { setAtPath } from "../../values/set-at-path.js";
import { isObject, isOperatorObject } from "../../values/types.js";
import type { Expression, ExpressionCompiler } from "../expressions/compile-expression.js";
import { compileProjection } from "../projection.js";
import type { DocumentMapper } from "./stage.js";

/** Compiles a stage that maps one document to one; undefined for other stages. */
export function compileDocumentStage(
  name: string,
  argument: unknown,
  expressions: ExpressionCompiler,
): DocumentMapper | undefined {
  switch (name) {
    case "$project": {
      if (!isObject(argument)) throw failure(15969, "$project specification must be an object");
      return compileProjection(argument, expressions, true);
    }
    case "$addFields":
    case "$set": {
      if (!isObject(argument)) throw failure(40272, `${name} specification stage must be an object`);
      const fields = fieldExpressions(argument, "", expressions);
      return (document) =>
        fields.reduce((mapped, [path, expression]) => {
          const value = expression(document);
          // $$REMOVE and a missing field remove the field.
          return setAtPath(mapped, path, 0, () => value);
        }, document);
    }
    case "$unset": {
      const paths = Array.isArray(argument) ? argument : [argument];
      if (paths.length === 0 || !paths.every((path) => typeof path === "string" && path !== ""))
        throw failure(31002, "$unset specification must be a string or an array");
      return compileProjection(Object.fromEntries(paths.map((path) => [path, 0])), expressions, true);
    }
    case "$replaceRoot":
    case "$replaceWith": {
      if (name === "$replaceRoot" && !(isObject(argument) && "newRoot" in argument))
        throw failure(40231, "no newRoot specified for the $replaceRoot stage");
      const expression = expressions.compile(
        name === "$replaceRoot" ? (argument as Document).newRoot : argument,
      );
      return (document) => {
        const root = expression(document);
        if (!isObject(root)) throw failure(40228, "'newRoot' expression must expressions to an object");
        return root;
      };
    }
    default:
      return undefined;
  }
}

function fieldExpressions(
  fields: Document,
  prefix: string,
  expressions: ExpressionCompiler,
): [string[], Expression][] {
  return Object.entries(fields).flatMap(([name, value]): [string[], Expression][] => {
    if (name[0] === "$") throw failure(16410, "FieldPath field names may not start with '$'.");
    const path = prefix + name;
    if (path.split(".").includes("")) throw failure(15998, "FieldPath field names may not be empty strings.");
    if (isObject(value) && !isOperatorObject(value) && Object.keys(value).length > 0)
      return fieldExpressions(value, `${path}.`, expressions);
    return [[path.split("."), expressions.compile(value)]];
  });
}
