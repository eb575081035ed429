/** Aggregation pipelines: https://www.mongodb.com/docs/v7.0/core/aggregation-pipeline/ */
import { BSONRegExp, type Document } from "bson";
import { failure, notImplemented } from "../errors.js";
import type { Pace } from "../pace.js";
import { compileFilter } from "../queries/compile-filter.js";
import type { ExpressionCompiler } from "../queries/expressions/compile-expression.js";
import { collectDocuments, type Query } from "../queries/run-query.js";
import { compilePlainStage } from "../queries/stages/plain-stages.js";
import { readStage, readStageCount, requireSortStage, type Stage } from "../queries/stages/stage.js";
import { namespaceOf } from "../storage/namespaces.js";
import { cloneValue, setField } from "../values/fields.js";
import { distinctValues } from "../values/paths.js";
import { setAtPath } from "../values/set-at-path.js";
import { isObject } from "../values/types.js";
import { wordSet } from "../values/word-set.js";
import type { CommandContext } from "./command.js";
import { prepareQueryWith } from "./prepare-query.js";

/** What the stages of a pipeline may use. */
interface PipelineScope {
  context: CommandContext;
  expressions: ExpressionCompiler;
}

/** A compiled pipeline: a query, and the stages after it. */
export interface Pipeline {
  namespace: string;
  query: Query;
  /** `inner` is the pipeline that a stage runs on another collection; explain needs it. */
  stages: { name: string; run: Stage; inner?: Pipeline }[];
}

const unsupportedStages = wordSet(
  "$out $merge $sample $graphLookup $bucket $bucketAuto $setWindowFields $densify $fill $redact $geoNear $changeStream $collStats $indexStats $currentOp $listSessions $listLocalSessions $planCacheStats $search $searchMeta $vectorSearch $documents",
);

/**
 * Compiles a pipeline. Leading $match, $sort, $skip and $limit stages become a planned query; the others run in memory on
 * its documents. Throws for stages that are unknown or not supported.
 */
export function preparePipeline(
  scope: PipelineScope,
  namespace: string,
  pipeline: unknown,
  hint?: unknown,
): Pipeline {
  if (!Array.isArray(pipeline)) throw failure(14, "'pipeline' option must be specified as an array");
  const rest = pipeline.map(readStage);
  const filters: unknown[] = [];
  const takes = (name: string) => rest[0]?.[0] === name;
  const take = () => rest.shift()![1];
  while (takes("$match")) filters.push(take());
  const sort = takes("$sort") ? requireSortStage(take()) : undefined;
  // A $match after the $sort has the same result before it.
  while (takes("$match")) filters.push(take());
  const skip = takes("$skip") ? readStageCount("$skip", take(), 0) : 0;
  const limit = takes("$limit") ? readStageCount("$limit", take(), 1) : 0;
  for (const filter of filters) compileFilter(filter, scope.expressions);
  const filter = filters.length > 1 ? { $and: filters } : filters[0];
  const collection = scope.context.store.get(namespace);
  const query = prepareQueryWith(scope.expressions, collection, { filter, sort, hint, skip, limit });
  const stages = rest.map(([name, argument]) =>
    name === "$unionWith" ? unionWith(argument, scope) : { name, run: compileStage(name, argument, scope) },
  );
  return { namespace, query, stages };
}

/** Runs a pipeline and returns its documents. */
export async function runPipeline({ query, stages }: Pipeline, pace: Pace): Promise<Document[]> {
  const found = await collectDocuments(query, pace);
  return runStages(
    found.map(({ document }) => document),
    stages.map(({ run }) => run),
    pace,
  );
}

async function runStages(documents: Document[], stages: Stage[], pace: Pace): Promise<Document[]> {
  let current = documents;
  for (const run of stages) {
    current = await run(current, pace);
    pace.requireTime();
  }
  return current;
}

function compileStage(name: string, argument: unknown, scope: PipelineScope): Stage {
  if (name === "$facet") return facet(argument, scope);
  if (name === "$lookup") return lookup(argument, scope);
  if (name === "$unionWith") return unionWith(argument, scope).run;
  const stage = compilePlainStage(name, argument, scope.expressions);
  if (stage) return stage;
  if (unsupportedStages.has(name)) throw notImplemented(`the stage ${name}`);
  throw failure(40324, `Unrecognized pipeline stage name: '${name}'`);
}

function unionWith(argument: unknown, scope: PipelineScope): Pipeline["stages"][number] {
  const { coll, pipeline = [], ...rest } = (isObject(argument) ? argument : { coll: argument }) as Document;
  const [unknown] = Object.keys(rest);
  if (unknown) throw failure(40415, `BSON field '$unionWith.${unknown}' is an unknown field.`);
  const inner = preparePipeline(scope, namespaceOf(scope.context.database, coll), pipeline);
  const run: Stage = async (documents, pace) => [...documents, ...(await runPipeline(inner, pace))];
  return { name: "$unionWith", run, inner };
}

function facet(argument: unknown, scope: PipelineScope): Stage {
  if (!isObject(argument) || Object.keys(argument).length === 0)
    throw failure(40169, "the $facet specification must be a non-empty object");
  const facets = Object.entries(argument).map(([name, pipeline]) => {
    if (!Array.isArray(pipeline)) throw failure(40170, "arguments to $facet must be arrays");
    const stages = pipeline.map(readStage).map(([stage, inner]) => {
      if (stage === "$facet") throw failure(40600, "$facet is not allowed to be used within a $facet stage");
      return compileStage(stage, inner, scope);
    });
    return [name, stages] as const;
  });
  return async (documents, pace) => {
    const result: Document = {};
    for (const [name, stages] of facets) setField(result, name, await runStages(documents, stages, pace));
    return [result];
  };
}

const lookupFields = wordSet("from as localField foreignField let pipeline");

function lookup(argument: unknown, scope: PipelineScope): Stage {
  if (!isObject(argument)) throw failure(9, "the $lookup stage specification must be an object");
  const unknown = Object.keys(argument).find((field) => !lookupFields.has(field));
  if (unknown) throw failure(9, `unknown argument to $lookup: ${unknown}`);
  const { from, as, localField, foreignField, let: variables = {}, pipeline = [] } = argument;
  if (typeof as !== "string") throw failure(9, "must specify 'as' field for a $lookup");
  const joins = localField !== undefined && foreignField !== undefined;
  if (!joins && (localField !== undefined || foreignField !== undefined || !("pipeline" in argument)))
    throw failure(9, "$lookup requires either 'pipeline' or both 'localField' and 'foreignField'");
  const namespace = namespaceOf(scope.context.database, from);
  const bound = Object.entries(variables as Document).map(
    ([name, value]) => [name, scope.expressions.compile(value)] as const,
  );
  const withVariables = (document: Document): PipelineScope => {
    if (bound.length === 0) return scope;
    const values = bound.map(([name, expression]) => [name, expression(document)]);
    return { ...scope, expressions: scope.expressions.with(Object.fromEntries(values)) };
  };
  // Checks the inner pipeline before any document is read.
  preparePipeline(withVariables({}), namespace, pipeline);
  return async (documents, pace) => {
    const joined: Document[] = [];
    for (const document of documents) {
      const join = joins ? [{ $match: joinFilter(document, localField, foreignField) }] : [];
      const inner = preparePipeline(withVariables(document), namespace, [...join, ...pipeline]);
      const found = await runPipeline(inner, pace);
      joined.push(setAtPath(document, as.split("."), 0, () => found.map(cloneValue)));
    }
    return joined;
  };
}

function joinFilter(document: Document, localField: string, foreignField: string): Document {
  const values = distinctValues(document, localField.split("."));
  // A field without a value is joined as null, and so is an empty array.
  if (values.length === 0) values.push(null);
  // A join is by equality: a regular expression is joined with an equal one, not with the strings it matches.
  const isRegex = (value: unknown) => value instanceof BSONRegExp;
  const others = { [foreignField]: { $in: values.filter((value) => !isRegex(value)) } };
  const regexes = values.filter(isRegex).map((value) => ({ [foreignField]: { $eq: value } }));
  return regexes.length === 0 ? others : { $or: [others, ...regexes] };
}
