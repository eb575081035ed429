/** The aggregate command: leading $match, $sort, $skip and $limit become a query, the rest runs in memory. */
import { BSONRegExp, type Document } from "bson";
import type { StoredCollection } from "./collection.js";
import {
  type CommandContext,
  type Handler,
  namespaceIn,
  paceOf,
  prepareQuerySync,
  readCount,
  requireOptions,
} from "./command.js";
import { cursorReply } from "./cursors.js";
import { failure, notImplemented } from "./errors.js";
import { type Evaluate, withEvaluate } from "./expressions.js";
import { compileFilter } from "./match.js";
import type { Pace } from "./pace.js";
import { valueAtPath } from "./paths.js";
import { readSort } from "./plan.js";
import { setAtPath } from "./project.js";
import { collect, type Query, type Statistics, sortDocuments } from "./query.js";
import { answersFrom } from "./read-commands.js";
import { compileMapper, group, requireFields, type Stage, sample, stageOf, unwind } from "./stages.js";
import { namespaceOf } from "./store.js";
import { cloneValue, isNumeric, isObject, setField, toNumber } from "./values.js";

/** Where a pipeline reads from and what it may refer to. */
interface Scope {
  context: CommandContext;
  evaluate: Evaluate;
}

/** A pipeline split into the query at its front and the stages after it. */
export interface Pipeline {
  namespace: string;
  query: Query;
  stages: { name: string; run: Stage; explain?: Pipeline }[];
  statistics: Statistics;
}

const NOT_HERE = new Set([
  "$out",
  "$merge",
  "$graphLookup",
  "$bucket",
  "$bucketAuto",
  "$setWindowFields",
  "$densify",
  "$fill",
  "$redact",
  "$geoNear",
  "$changeStream",
  "$collStats",
  "$indexStats",
  "$currentOp",
  "$listSessions",
  "$listLocalSessions",
  "$planCacheStats",
  "$search",
  "$searchMeta",
  "$vectorSearch",
  "$documents",
  "$querySettings",
  "$sharedDataDistribution",
  "$changeStreamSplitLargeEvent",
  "$listSampledQueries",
  "$listSearchIndexes",
  "$score",
  "$rankFusion",
]);

/** Prepares a pipeline on a collection; throws for stages that are unknown or left out. */
export function preparePipeline(
  scope: Scope,
  namespace: string,
  pipeline: unknown,
  hint?: unknown,
): Pipeline {
  if (!Array.isArray(pipeline)) throw failure(14, "'pipeline' option must be specified as an array");
  const all = pipeline.map(stageOf);
  const filters: unknown[] = [];
  const rest = [...all];
  const takes = (name: string) => rest[0]?.[0] === name;
  const take = () => rest.shift()![1];
  while (takes("$match")) filters.push(take());
  const sort = takes("$sort") ? take() : undefined;
  // A $match behind the $sort may as well come before it.
  while (takes("$match")) filters.push(take());
  const skip = takes("$skip") ? stageCount("$skip", take(), 0) : 0;
  const limit = takes("$limit") ? stageCount("$limit", take(), 1) : 0;
  for (const filter of filters) compileFilter(filter, { evaluate: scope.evaluate });
  const filter = filters.length === 1 ? filters[0] : filters.length === 0 ? {} : { $and: filters };
  const collection: StoredCollection | undefined = scope.context.store.get(namespace);
  const query = prepareQuerySync(
    collection,
    { filter, sort: sort && requireSortStage(sort), hint, skip, limit },
    scope.evaluate,
  );
  const stages = rest.map(([name, argument]) => ({
    name,
    ...compileStage(name, argument, scope, namespace),
  }));
  return { namespace, query, stages, statistics: { keysExamined: 0, docsExamined: 0 } };
}

function requireSortStage(sort: unknown): unknown {
  if (!isObject(sort)) throw failure(15973, "the $sort key specification must be an object");
  if (Object.keys(sort).length === 0) throw failure(15976, "$sort stage must have at least one sort key");
  return sort;
}

function stageCount(name: string, argument: unknown, least: number): number {
  const count = toNumber(argument);
  if (!isNumeric(argument) || !Number.isInteger(count) || count < least) {
    if (name === "$limit" && count === 0) throw failure(15958, "the limit must be positive");
    throw failure(
      5107201,
      `invalid argument to ${name} stage: Expected ${least === 0 ? "a non-negative number" : "a positive number"} in: ${name}: ${String(argument)}`,
    );
  }
  return count;
}

/** Runs a prepared pipeline. */
export async function runPipeline({ query, stages, statistics }: Pipeline, pace: Pace): Promise<Document[]> {
  let documents = (await collect(query, statistics, pace)).map(({ document }) => document);
  for (const { run } of stages) {
    documents = await run(documents, pace);
    pace.requireTime();
  }
  return documents;
}

function compileStage(
  name: string,
  argument: unknown,
  scope: Scope,
  namespace: string,
): { run: Stage; explain?: Pipeline } {
  const { evaluate } = scope;
  const mapper = compileMapper(name, argument, evaluate);
  if (mapper) {
    return {
      run: async (documents, pace) => {
        const made: Document[] = [];
        for (const document of documents) {
          made.push(mapper(document));
          if (pace.due()) await pace.pause();
        }
        return made;
      },
    };
  }
  switch (name) {
    case "$match": {
      const matches = compileFilter(argument, { evaluate });
      return { run: (documents) => documents.filter((document) => matches(document)) };
    }
    case "$sort": {
      const sort = readSort(requireSortStage(argument));
      return { run: (documents) => sortDocuments(documents, sort) };
    }
    case "$limit": {
      const limit = stageCount(name, argument, 1);
      return { run: (documents) => documents.slice(0, limit) };
    }
    case "$skip": {
      const skip = stageCount(name, argument, 0);
      return { run: (documents) => documents.slice(skip) };
    }
    case "$count": {
      if (typeof argument !== "string" || argument === "" || /[$.\0]/.test(argument))
        throw failure(40156, "the count field must be a non-empty string");
      return { run: (documents) => (documents.length === 0 ? [] : [{ [argument]: documents.length }]) };
    }
    case "$sample": {
      const size = stageCount("$sample", isObject(argument) ? argument.size : undefined, 1);
      return { run: (documents) => sample(documents, size) };
    }
    case "$group":
      return { run: group(argument, evaluate) };
    case "$sortByCount":
      return {
        run: async (documents, pace) =>
          sortDocuments(await group({ _id: argument, count: { $sum: 1 } }, evaluate)(documents, pace), [
            ["count", -1],
          ]),
      };
    case "$unwind":
      return { run: unwind(argument) };
    case "$facet":
      return { run: facet(argument, scope, namespace) };
    case "$lookup":
      return { run: lookup(argument, scope) };
    case "$unionWith": {
      const from = typeof argument === "string" ? { coll: argument, pipeline: [] } : (argument as Document);
      requireFields(name, from, ["coll", "pipeline"]);
      const other = preparePipeline(
        scope,
        namespaceOf(scope.context.database, from.coll),
        from.pipeline ?? [],
      );
      return {
        run: async (documents, pace) => [...documents, ...(await runPipeline(other, pace))],
        explain: other,
      };
    }
    default:
      throw NOT_HERE.has(name)
        ? notImplemented(`the stage ${name}`)
        : failure(40324, `Unrecognized pipeline stage name: '${name}'`);
  }
}

function facet(argument: unknown, scope: Scope, namespace: string): Stage {
  if (!isObject(argument) || Object.keys(argument).length === 0)
    throw failure(40169, "the $facet specification must be a non-empty object");
  const facets = Object.entries(argument).map(([name, pipeline]) => {
    if (!Array.isArray(pipeline)) throw failure(40170, "arguments to $facet must be arrays");
    const stages = pipeline.map(stageOf).map(([stage, inner]) => {
      if (stage === "$facet") throw failure(40600, "$facet is not allowed to be used within a $facet stage");
      return compileStage(stage, inner, scope, namespace);
    });
    return [name, stages] as const;
  });
  return async (documents, pace) => {
    const made: Document = {};
    for (const [name, stages] of facets) {
      let own = documents;
      for (const { run } of stages) own = await run(own, pace);
      setField(made, name, own);
    }
    return [made];
  };
}

function lookup(argument: unknown, scope: Scope): Stage {
  requireFields("$lookup", argument, ["from", "as", "localField", "foreignField", "let", "pipeline"]);
  const { from, as, localField, foreignField, let: variables = {}, pipeline = [] } = argument as Document;
  if (typeof as !== "string") throw failure(9, "must specify 'as' field for a $lookup");
  if (
    (localField === undefined) !== (foreignField === undefined) ||
    (localField === undefined && !("pipeline" in (argument as Document)))
  ) {
    throw failure(
      9,
      "$lookup requires either 'pipeline' or both 'localField' and 'foreignField' to be specified",
    );
  }
  const namespace = namespaceOf(scope.context.database, from);
  const bound = Object.entries(variables as Document).map(
    ([name, value]) => [name, scope.evaluate.compile(value)] as const,
  );
  const plain = bound.length === 0;
  const withVariables = (values: unknown[]): Scope =>
    plain
      ? scope
      : {
          ...scope,
          evaluate: scope.evaluate.with(Object.fromEntries(bound.map(([name], i) => [name, values[i]]))),
        };
  // Fails early on whatever is wrong in it.
  preparePipeline(withVariables(bound.map(() => null)), namespace, pipeline);
  return async (documents, pace) => {
    const made: Document[] = [];
    for (const document of documents) {
      const inner = withVariables(bound.map(([, expression]) => expression(document) ?? null));
      const join =
        localField === undefined ? [] : [{ $match: joinFilter(document, localField, foreignField) }];
      const found = await runPipeline(
        preparePipeline(inner, namespace, [...join, ...(pipeline as Document[])]),
        pace,
      );
      made.push(setAtPath(document, as.split("."), 0, document, () => found.map(cloneValue)));
    }
    return made;
  };
}

function joinFilter(document: Document, localField: string, foreignField: string): Document {
  const local = valueAtPath(document, localField.split(".")) ?? null;
  const values = Array.isArray(local) ? local : [local];
  // Joined by equality: a regex joins a regex, not the strings it matches.
  const [regexes, others] = [
    values.filter((value) => value instanceof BSONRegExp),
    values.filter((value) => !(value instanceof BSONRegExp)),
  ];
  const any = [
    { [foreignField]: { $in: others } },
    ...regexes.map((value) => ({ [foreignField]: { $eq: value } })),
  ];
  return any.length === 1 ? any[0]! : { $or: any };
}

/** An aggregate command made ready; explain uses it, too. */
export async function readAggregate(context: CommandContext, body: Document): Promise<Pipeline> {
  requireOptions(body, "aggregate", [
    "pipeline",
    "cursor",
    "explain",
    "allowDiskUse",
    "let",
    "hint",
    "collation",
    "bypassDocumentValidation",
  ]);
  if (typeof body.aggregate !== "string") throw notImplemented("aggregations without a collection");
  const namespace = namespaceIn(context, body.aggregate);
  return withEvaluate(body.let, (evaluate) =>
    preparePipeline({ context, evaluate }, namespace, body.pipeline, body.hint),
  );
}

const aggregate: Handler = async (context, body) => {
  const pipeline = await readAggregate(context, body);
  if (!isObject(body.cursor))
    throw failure(9, "The 'cursor' option is required, except for aggregate with the explain argument");
  const pace = paceOf(body);
  const documents = await runPipeline(pipeline, pace);
  const cursor = context.cursors.create(pipeline.namespace, answersFrom(documents), pace, () => false);
  return cursorReply(
    "firstBatch",
    pipeline.namespace,
    await context.cursors.batch(cursor, readCount(body.cursor.batchSize, "batchSize", 101)),
  );
};

/** By command name. */
export const aggregateCommands: Record<string, Handler> = { aggregate };
