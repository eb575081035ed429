/** The stages that map one document to one: $project, $set, $unset, $replaceRoot and their aliases. */
import type { Document } from "bson";
import { failure } from "../../errors.js";
import { isObject } from "../../values/types.js";
import type { ExpressionCompiler } from "../expressions/compile-expression.js";
import { flattenFields } from "../flatten-fields.js";
import { compileProjection } from "../projection.js";
import { addToTree, compute, createProjectionTree } from "../projection-tree.js";
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
      const tree = createProjectionTree();
      for (const [path, value] of flattenFields(argument, "", true))
        addToTree(tree, path, expressions.compile(value));
      return (document) => compute({ ...document }, tree, document);
    }
    case "$unset": {
      const paths = Array.isArray(argument) ? argument : [argument];
      if (paths.length === 0) throw failure(31119, "$unset specification must have at least one field");
      if (!paths.every((path) => typeof path === "string"))
        throw failure(
          paths === argument ? 31120 : 31002,
          "$unset specification must be a string or an array",
        );
      if (new Set(paths).size < paths.length) throw failure(31250, "$unset has the same path twice");
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
