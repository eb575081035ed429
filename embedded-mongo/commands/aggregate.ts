/** The aggregate command: leading $match, $sort, $skip and $limit become a query, the rest runs in memory. */
import { BSONRegExp, type Document } from "bson";
import { failure, notImplemented } from "../errors.js";
import type { Pace } from "../pace.js";
import { type Evaluate, withEvaluate } from "../queries/expressions.js";
import { compileFilter } from "../queries/match.js";
import { setAtPath } from "../queries/project.js";
import { collect, type Query } from "../queries/query.js";
import { compilePlainStage, requireSortStage, type Stage, stageCount, stageOf } from "../queries/stages.js";
import { namespaceOf } from "../storage/store.js";
import { valueAtPath } from "../values/paths.js";
import { cloneValue, isObject, names, setField } from "../values/values.js";
import {
  type CommandContext,
  type Handler,
  namespaceIn,
  paceOf,
  prepareQuerySync,
  replyWith,
  requireOptions,
} from "./command.js";
import { answersFrom } from "./reading.js";

/** Where a pipeline reads from and what it may refer to. */
interface Scope {
  context: CommandContext;
  evaluate: Evaluate;
}

/** A pipeline split into the query at its front and the stages after it. */
export interface Pipeline {
  namespace: string;
  query: Query;
  /** `inner` is what a stage reads from elsewhere, for explain. */
  stages: { name: string; run: Stage; inner?: Pipeline }[];
}

const NOT_HERE = names(
  "$out $merge $graphLookup $bucket $bucketAuto $setWindowFields $densify $fill $redact $geoNear $changeStream $collStats $indexStats $currentOp $listSessions $listLocalSessions $planCacheStats $search $searchMeta $vectorSearch $documents",
);

/** Prepares a pipeline on a collection; throws for stages that are unknown or left out. */
function preparePipeline(scope: Scope, namespace: string, pipeline: unknown, hint?: unknown): Pipeline {
  if (!Array.isArray(pipeline)) throw failure(14, "'pipeline' option must be specified as an array");
  const rest = pipeline.map(stageOf);
  const filters: unknown[] = [];
  const takes = (name: string) => rest[0]?.[0] === name;
  const take = () => rest.shift()![1];
  while (takes("$match")) filters.push(take());
  const sort = takes("$sort") ? requireSortStage(take()) : undefined;
  // A $match behind the $sort may as well come before it.
  while (takes("$match")) filters.push(take());
  const skip = takes("$skip") ? stageCount("$skip", take(), 0) : 0;
  const limit = takes("$limit") ? stageCount("$limit", take(), 1) : 0;
  for (const filter of filters) compileFilter(filter, scope.evaluate);
  const filter = filters.length > 1 ? { $and: filters } : filters[0];
  const collection = scope.context.store.get(namespace);
  const query = prepareQuerySync(collection, { filter, sort, hint, skip, limit }, scope.evaluate);
  const stages = rest.map(([name, argument]) =>
    name === "$unionWith" ? unionWith(argument, scope) : { name, run: compileStage(name, argument, scope) },
  );
  return { namespace, query, stages };
}

async function runPipeline({ query, stages }: Pipeline, pace: Pace): Promise<Document[]> {
  const found = await collect(query, pace);
  return runStages(
    found.map(({ document }) => document),
    stages.map(({ run }) => run),
    pace,
  );
}

async function runStages(documents: Document[], stages: Stage[], pace: Pace): Promise<Document[]> {
  let made = documents;
  for (const run of stages) {
    made = await run(made, pace);
    pace.requireTime();
  }
  return made;
}

function compileStage(name: string, argument: unknown, scope: Scope): Stage {
  if (name === "$facet") return facet(argument, scope);
  if (name === "$lookup") return lookup(argument, scope);
  if (name === "$unionWith") return unionWith(argument, scope).run;
  const stage = compilePlainStage(name, argument, scope.evaluate);
  if (stage) return stage;
  if (NOT_HERE.has(name)) throw notImplemented(`the stage ${name}`);
  throw failure(40324, `Unrecognized pipeline stage name: '${name}'`);
}

function unionWith(argument: unknown, scope: Scope): Pipeline["stages"][number] {
  const { coll, pipeline = [], ...rest } = (isObject(argument) ? argument : { coll: argument }) as Document;
  const [unknown] = Object.keys(rest);
  if (unknown) throw failure(40415, `BSON field '$unionWith.${unknown}' is an unknown field.`);
  const inner = preparePipeline(scope, namespaceOf(scope.context.database, coll), pipeline);
  const run: Stage = async (documents, pace) => [...documents, ...(await runPipeline(inner, pace))];
  return { name: "$unionWith", run, inner };
}

function facet(argument: unknown, scope: Scope): Stage {
  if (!isObject(argument) || Object.keys(argument).length === 0)
    throw failure(40169, "the $facet specification must be a non-empty object");
  const facets = Object.entries(argument).map(([name, pipeline]) => {
    if (!Array.isArray(pipeline)) throw failure(40170, "arguments to $facet must be arrays");
    const stages = pipeline.map(stageOf).map(([stage, inner]) => {
      if (stage === "$facet") throw failure(40600, "$facet is not allowed to be used within a $facet stage");
      return compileStage(stage, inner, scope);
    });
    return [name, stages] as const;
  });
  return async (documents, pace) => {
    const made: Document = {};
    for (const [name, stages] of facets) setField(made, name, await runStages(documents, stages, pace));
    return [made];
  };
}

const LOOKUP_FIELDS = names("from as localField foreignField let pipeline");

function lookup(argument: unknown, scope: Scope): Stage {
  if (!isObject(argument)) throw failure(9, "the $lookup stage specification must be an object");
  const unknown = Object.keys(argument).find((field) => !LOOKUP_FIELDS.has(field));
  if (unknown) throw failure(9, `unknown argument to $lookup: ${unknown}`);
  const { from, as, localField, foreignField, let: variables = {}, pipeline = [] } = argument;
  if (typeof as !== "string") throw failure(9, "must specify 'as' field for a $lookup");
  const joins = localField !== undefined && foreignField !== undefined;
  if (!joins && (localField !== undefined || foreignField !== undefined || !("pipeline" in argument)))
    throw failure(9, "$lookup requires either 'pipeline' or both 'localField' and 'foreignField'");
  const namespace = namespaceOf(scope.context.database, from);
  const bound = Object.entries(variables as Document).map(
    ([name, value]) => [name, scope.evaluate.compile(value)] as const,
  );
  const withVariables = (document: Document): Scope => {
    if (bound.length === 0) return scope;
    const values = bound.map(([name, expression]) => [name, expression(document) ?? null]);
    return { ...scope, evaluate: scope.evaluate.with(Object.fromEntries(values)) };
  };
  // Fails early on whatever is wrong in it.
  preparePipeline(withVariables({}), namespace, pipeline);
  return async (documents, pace) => {
    const made: Document[] = [];
    for (const document of documents) {
      const join = joins ? [{ $match: joinFilter(document, localField, foreignField) }] : [];
      const inner = preparePipeline(withVariables(document), namespace, [...join, ...pipeline]);
      const found = await runPipeline(inner, pace);
      made.push(setAtPath(document, as.split("."), 0, () => found.map(cloneValue)));
    }
    return made;
  };
}

function joinFilter(document: Document, localField: string, foreignField: string): Document {
  const local = valueAtPath(document, localField.split(".")) ?? null;
  const values = Array.isArray(local) ? local : [local];
  // Joined by equality: a regex joins a regex, not the strings it matches.
  const isRegex = (value: unknown) => value instanceof BSONRegExp;
  const others = { [foreignField]: { $in: values.filter((value) => !isRegex(value)) } };
  const regexes = values.filter(isRegex).map((value) => ({ [foreignField]: { $eq: value } }));
  return regexes.length === 0 ? others : { $or: [others, ...regexes] };
}

const AGGREGATE_OPTIONS = names(
  "pipeline cursor allowDiskUse let hint collation bypassDocumentValidation explain",
);

/** An aggregate command made ready; explain uses it, too. */
export async function readAggregate(context: CommandContext, body: Document): Promise<Pipeline> {
  requireOptions(body, "aggregate", AGGREGATE_OPTIONS);
  if (typeof body.aggregate !== "string") throw notImplemented("aggregations without a collection");
  const namespace = namespaceIn(context, body.aggregate);
  return withEvaluate(body.let, (evaluate) =>
    preparePipeline({ context, evaluate }, namespace, body.pipeline, body.hint),
  );
}

const aggregate: Handler = async (context, body) => {
  const pipeline = await readAggregate(context, body);
  if (body.explain) throw notImplemented("aggregate's option explain (the command explain is there)");
  if (!isObject(body.cursor)) throw failure(9, "The 'cursor' option is required");
  const pace = paceOf(body);
  const documents = await runPipeline(pipeline, pace);
  return replyWith(context, pipeline.namespace, answersFrom(documents), body, pace);
};

/** By command name. */
export const aggregateCommands: Record<string, Handler> = { aggregate };
