/** The pipeline stages that read no other collection. */
import type { Document } from "bson";
import { failure } from "../../errors.js";
import { isObject } from "../../values/types.js";
import { compileFilter } from "../compile-filter.js";
import type { ExpressionCompiler } from "../expressions/compile-expression.js";
import { readSort, sortDocuments } from "../sort.js";
import { compileDocumentStage } from "./document-stages.js";
import { compileGroup } from "./group.js";
import { type DocumentMapper, readStageCount, requireSortStage, type Stage } from "./stage.js";
import { compileUnwind } from "./unwind.js";

/** Compiles a stage that reads no other collection; undefined for other stages. */
export function compilePlainStage(
  name: string,
  argument: unknown,
  expressions: ExpressionCompiler,
): Stage | undefined {
  const mapper = compileDocumentStage(name, argument, expressions);
  if (mapper) return eachPaced(mapper);
  switch (name) {
    case "$match": {
      const matches = compileFilter(argument, expressions);
      return (documents) => documents.filter((document) => matches(document));
    }
    case "$sort": {
      const sort = readSort(requireSortStage(argument));
      return (documents) => sortDocuments(documents, sort);
    }
    case "$limit": {
      const limit = readStageCount(name, argument, 1);
      return (documents) => documents.slice(0, limit);
    }
    case "$skip": {
      const skip = readStageCount(name, argument, 0);
      return (documents) => documents.slice(skip);
    }
    case "$count": {
      if (typeof argument !== "string" || argument === "" || /[$.\0]/.test(argument))
        throw failure(40156, "the count field must be a non-empty string");
      return (documents) => (documents.length === 0 ? [] : [{ [argument]: documents.length }]);
    }
    case "$group":
      return compileGroup(argument, expressions);
    case "$sortByCount": {
      if (isObject(argument) && !/^\$/.test(Object.keys(argument).join()))
        throw failure(40147, "the sortByCount field must be an expression, not another object");
      if (!isObject(argument) && !(typeof argument === "string" && argument[0] === "$"))
        throw failure(40149, "the sortByCount field must be an expression or a field path");
      const count = compileGroup({ _id: argument, count: { $sum: 1 } }, expressions);
      return async (documents, pace) => sortDocuments(await count(documents, pace), [["count", -1]]);
    }
    case "$unwind":
      return compileUnwind(argument);
    default:
      return undefined;
  }
}

function eachPaced(mapper: DocumentMapper): Stage {
  return async (documents, pace) => {
    const mapped: Document[] = [];
    for (const document of documents) {
      mapped.push(mapper(document));
      if (pace.isDue()) await pace.pause();
    }
    return mapped;
  };
}
