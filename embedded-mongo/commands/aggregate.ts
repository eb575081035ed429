/** The command aggregate. */
import type { Document } from "bson";
import { failure, notImplemented } from "../errors.js";
import { createExpressionCompiler } from "../queries/expressions/compile-expression.js";
import { isObject } from "../values/types.js";
import { wordSet } from "../values/word-set.js";
import { type CommandContext, type Handler, namespaceIn, paceOf, requireOptions } from "./command.js";
import { replyWithDocuments } from "./cursor-reply.js";
import { type Pipeline, preparePipeline, runPipeline } from "./pipeline.js";

const aggregateOptions = wordSet(
  "pipeline cursor allowDiskUse let hint collation bypassDocumentValidation explain",
);

/** Checks an aggregate command and compiles its pipeline. */
export function readAggregate(context: CommandContext, body: Document): Pipeline {
  requireOptions(body, "aggregate", aggregateOptions);
  if (typeof body.aggregate !== "string") throw notImplemented("aggregations without a collection");
  const namespace = namespaceIn(context, body.aggregate);
  const expressions = createExpressionCompiler(body.let);
  return preparePipeline({ context, expressions }, namespace, body.pipeline, body.hint);
}

/** The command aggregate: https://www.mongodb.com/docs/v7.0/reference/command/aggregate/ */
export const aggregate: Handler = async (context, body) => {
  const pipeline = readAggregate(context, body);
  if (body.explain) throw notImplemented("aggregate's option explain (the command explain is supported)");
  if (!isObject(body.cursor)) throw failure(9, "The 'cursor' option is required");
  const pace = paceOf(body);
  const documents = await runPipeline(pipeline, pace);
  return replyWithDocuments(context, pipeline.namespace, documents, body, pace);
};
