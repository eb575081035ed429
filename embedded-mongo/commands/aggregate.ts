/** The command aggregate. */
import type { Document } from "bson";
import { failure, notImplemented } from "../errors.js";
import { withExpressions } from "../queries/expressions/compile-expression.js";
import { isObject } from "../values/types.js";
import { wordSet } from "../values/word-set.js";
import { type CommandContext, type Handler, namespaceIn, paceOf, requireOptions } from "./command.js";
import { replyWithDocuments } from "./cursor-reply.js";
import { type Pipeline, preparePipeline, runPipeline } from "./pipeline.js";

const aggregateOptions = wordSet(
  "pipeline cursor allowDiskUse let hint collation bypassDocumentValidation explain",
);

/** Checks an aggregate command and compiles its pipeline. */
export async function readAggregate(context: CommandContext, body: Document): Promise<Pipeline> {
  requireOptions(body, "aggregate", aggregateOptions);
  if (typeof body.aggregate !== "string") throw notImplemented("aggregations without a collection");
  const namespace = namespaceIn(context, body.aggregate);
  return withExpressions(body.let, (expressions) =>
    preparePipeline({ context, expressions }, namespace, body.pipeline, body.hint),
  );
}

/** The command aggregate: https://www.mongodb.com/docs/v7.0/reference/command/aggregate/ */
export const aggregate: Handler = async (context, body) => {
  const pipeline = await readAggregate(context, body);
  if (body.explain) throw notImplemented("aggregate's option explain (the command explain is supported)");
  if (!isObject(body.cursor)) throw failure(9, "The 'cursor' option is required");
  const pace = paceOf(body);
  const documents = await runPipeline(pipeline, pace);
  return replyWithDocuments(context, pipeline.namespace, documents, body, pace);
};
