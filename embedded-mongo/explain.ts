/** The explain command: how a query would run, and what running it looked at, in MongoDB's shape. */
import type { Document } from "bson";
import { type Pipeline, readAggregate, runPipeline } from "./aggregate.js";
import {
  type CommandContext,
  type Handler,
  namespaceIn,
  paceOf,
  prepareQuery,
  requireOptions,
} from "./command.js";
import { failure } from "./errors.js";
import { isTruthy } from "./match.js";
import type { Pace } from "./pace.js";
import type { Access } from "./plan.js";
import { collect, type Query, type Statistics } from "./query.js";
import { readCountQuery, readFind } from "./read-commands.js";
import { VERSION } from "./version.js";
import { readDeleteStatement, readFindAndModify, readUpdateStatement } from "./write-commands.js";

function accessTree(access: Access, filter: Document): Document {
  if (access.stage === "COLLSCAN")
    return { stage: "COLLSCAN", filter, direction: access.backwards ? "backward" : "forward" };
  if (access.stage === "OR")
    return {
      stage: "FETCH",
      filter,
      inputStage: { stage: "OR", inputStages: access.branches.map(scanTree) },
    };
  return { stage: "FETCH", filter, inputStage: scanTree(access) };
}

function scanTree(access: Access): Document {
  if (access.stage !== "IXSCAN") return accessTree(access, {});
  const { index, backwards, intervals } = access;
  const { key, name, unique, sparse, partialFilterExpression } = index.definition;
  return {
    stage: "IXSCAN",
    keyPattern: key,
    indexName: name,
    isMultiKey: index.isMultikey,
    multiKeyPaths: Object.fromEntries(
      index.fields.map((field) => [field.path, field.multikey ? [field.path] : []]),
    ),
    isUnique: unique === true,
    isSparse: sparse === true,
    isPartial: partialFilterExpression !== undefined,
    indexVersion: 2,
    direction: backwards ? "backward" : "forward",
    intervalCount: intervals.length,
  };
}

function planTree(query: Query, access: Access): Document {
  let tree = accessTree(access, query.filter);
  if (!access.sorted) {
    tree = {
      stage: "SORT",
      sortPattern: Object.fromEntries(query.sort),
      memLimit: 104857600,
      type: "simple",
      inputStage: tree,
    };
  }
  if (query.skip > 0) tree = { stage: "SKIP", skipAmount: query.skip, inputStage: tree };
  return query.limit > 0 ? { stage: "LIMIT", limitAmount: query.limit, inputStage: tree } : tree;
}

function queryPlanner(query: Query, namespace: string, wrap: (tree: Document) => Document): Document {
  const tree = (access: Access) =>
    wrap(
      query.sort.length === 0
        ? planTree(query, { ...access, sorted: true } as Access)
        : planTree(query, access),
    );
  return {
    namespace,
    parsedQuery: query.filter,
    indexFilterSet: false,
    winningPlan: query.collection ? tree(query.plan.access) : { stage: "EOF" },
    rejectedPlans: query.plan.rejected.map(tree),
  };
}

/** Runs a query and tells what it looked at; writes are counted but not done. */
async function executionStats(query: Query, planner: Document, pace: Pace): Promise<Document> {
  const statistics: Statistics = { keysExamined: 0, docsExamined: 0 };
  const start = performance.now();
  const found = await collect(query, statistics, pace);
  return {
    executionSuccess: true,
    nReturned: found.length,
    executionTimeMillis: Math.round(performance.now() - start),
    totalKeysExamined: statistics.keysExamined,
    totalDocsExamined: statistics.docsExamined,
    executionStages: { ...planner.winningPlan, nReturned: found.length },
  };
}

async function explainQuery(
  query: Query,
  namespace: string,
  body: Document,
  execute: boolean,
  wrap: (tree: Document) => Document,
): Promise<Document> {
  const planner = queryPlanner(query, namespace, wrap);
  return {
    queryPlanner: planner,
    ...(execute ? { executionStats: await executionStats(query, planner, paceOf(body)) } : {}),
  };
}

async function explainPipeline(pipeline: Pipeline, body: Document, execute: boolean): Promise<Document> {
  if (execute) await runPipeline(pipeline, paceOf(body));
  if (pipeline.stages.length === 0)
    return explainQuery(pipeline.query, pipeline.namespace, body, execute, (tree) => tree);
  const front = await explainQuery(pipeline.query, pipeline.namespace, body, execute, (tree) => tree);
  const stages: Document[] = [{ $cursor: front }];
  for (const { name, explain } of pipeline.stages) {
    if (!explain) stages.push({ [name]: {} });
    else {
      const inner = await explainPipeline(explain, body, execute);
      stages.push({
        [name]: {
          coll: explain.namespace.slice(explain.namespace.indexOf(".") + 1),
          pipeline: inner.stages ?? [{ $cursor: inner }],
        },
      });
    }
  }
  return { stages };
}

async function explainCommand(context: CommandContext, inner: Document, execute: boolean): Promise<Document> {
  const [name] = Object.keys(inner);
  const plain = (tree: Document) => tree;
  const within = (stage: string) => (tree: Document) => ({ stage, inputStage: tree });
  switch (name) {
    case "find": {
      const { namespace, query } = await readFind(context, inner);
      const projected = inner.projection && Object.keys(inner.projection).length > 0;
      return explainQuery(query, namespace, inner, execute, projected ? within("PROJECTION_DEFAULT") : plain);
    }
    case "count":
      return explainQuery(
        await readCountQuery(context, inner),
        namespaceIn(context, inner.count),
        inner,
        execute,
        within("COUNT"),
      );
    case "distinct": {
      const namespace = namespaceIn(context, inner.distinct);
      return explainQuery(
        await prepareQuery(context.store.get(namespace), { filter: inner.query, hint: inner.hint }),
        namespace,
        inner,
        execute,
        plain,
      );
    }
    case "aggregate": {
      return explainPipeline(await readAggregate(context, inner), inner, execute);
    }
    case "update": {
      const namespace = namespaceIn(context, inner.update);
      const { query, multi } = await readUpdateStatement(
        context,
        namespace,
        onlyStatement(inner.updates),
        inner.let,
      );
      return explainQuery(
        multi ? query : { ...query, limit: 1 },
        namespace,
        inner,
        execute,
        within("UPDATE"),
      );
    }
    case "delete": {
      const namespace = namespaceIn(context, inner.delete);
      const statement = onlyStatement(inner.deletes);
      const query = await readDeleteStatement(context, namespace, statement, inner.let);
      return explainQuery(
        isTruthy(statement.limit) ? { ...query, limit: 1 } : query,
        namespace,
        inner,
        execute,
        within("DELETE"),
      );
    }
    case "findAndModify":
    case "findandmodify": {
      const { namespace, query } = await readFindAndModify(context, inner);
      return explainQuery(
        { ...query, limit: 1 },
        namespace,
        inner,
        execute,
        within(isTruthy(inner.remove) ? "DELETE" : "UPDATE"),
      );
    }
    default:
      throw failure(59, `Explain failed due to unknown command: ${name}`);
  }
}

function onlyStatement(list: unknown): Document {
  if (!Array.isArray(list) || list.length !== 1)
    throw failure(72, "explained write batches must be of size 1");
  return list[0] as Document;
}

const explain: Handler = async (context, body) => {
  requireOptions(body, "explain", ["verbosity"]);
  const verbosity = body.verbosity ?? "allPlansExecution";
  if (!["queryPlanner", "executionStats", "allPlansExecution"].includes(verbosity))
    throw failure(
      9,
      "verbosity string must be one of {'queryPlanner', 'executionStats', 'allPlansExecution'}",
    );
  const answer = await explainCommand(context, body.explain, verbosity !== "queryPlanner");
  return {
    explainVersion: "1",
    ...answer,
    command: body.explain,
    serverInfo: { host: "embedded-mongo", port: 0, version: VERSION },
    serverParameters: {},
    ok: 1,
  };
};

/** By command name. */
export const explainCommands: Record<string, Handler> = { explain };
