/** The command explain: the index that a query uses, and the keys and documents that it examines, in MongoDB's format. */
import type { Document } from "bson";
import { failure } from "../errors.js";
import { collectDocuments, type Query } from "../queries/run-query.js";
import type { Statistics } from "../queries/scan.js";
import { isTruthy } from "../values/types.js";
import { wordSet } from "../values/word-set.js";
import { readAggregate } from "./aggregate.js";
import { type CommandContext, type Handler, namespaceIn, paceOf, requireOptions } from "./command.js";
import { readCountQuery } from "./count.js";
import { readDeleteStatement } from "./delete.js";
import { readFind } from "./find.js";
import { readFindAndModify } from "./find-and-modify.js";
import type { Pipeline } from "./pipeline.js";
import { planTree } from "./plan-tree.js";
import { prepareQuery } from "./prepare-query.js";
import { readUpdateStatement } from "./update.js";

/** Returns the query of the explained command, and the stage around its plan. */
async function readExplained(context: CommandContext, inner: Document): Promise<[Query, string?]> {
  const one = (query: Query): Query => ({ ...query, limit: 1 });
  const [name] = Object.keys(inner);
  switch (name) {
    case "find":
      return [readFind(context, inner)];
    case "count":
      return [readCountQuery(context, inner), "COUNT"];
    case "distinct": {
      const collection = context.store.get(namespaceIn(context, inner.distinct));
      return [prepareQuery(collection, { filter: inner.query, hint: inner.hint })];
    }
    case "update": {
      const { query, multi } = readUpdateStatement(
        context,
        inner.update,
        onlyStatement(inner.updates),
        inner.let,
      );
      return [multi ? query : one(query), "UPDATE"];
    }
    case "delete": {
      const statement = onlyStatement(inner.deletes);
      const query = readDeleteStatement(context, inner.delete, statement, inner.let);
      return [isTruthy(statement.limit) ? one(query) : query, "DELETE"];
    }
    case "findAndModify":
      return [one(readFindAndModify(context, inner)), isTruthy(inner.remove) ? "DELETE" : "UPDATE"];
    default:
      throw failure(59, `Explain failed due to unknown command: ${name}`);
  }
}

function onlyStatement(list: unknown): Document {
  if (!Array.isArray(list) || list.length !== 1)
    throw failure(72, "explained write batches must be of size 1");
  return list[0] as Document;
}

/** Explains a query, and runs it if `execute` is set; it changes no document. */
async function explainQuery(query: Query, stage: string | undefined, inner: Document, execute: boolean) {
  const plan = planTree(query);
  const winningPlan = stage ? { stage, inputStage: plan } : plan;
  const queryPlanner = { namespace: query.collection?.namespace ?? "", winningPlan, rejectedPlans: [] };
  if (!execute) return { queryPlanner };
  const statistics: Statistics = { keysExamined: 0, docsExamined: 0 };
  const start = performance.now();
  const nReturned = (await collectDocuments(query, paceOf(inner), statistics)).length;
  const executionStats = {
    executionSuccess: true,
    nReturned,
    executionTimeMillis: Math.round(performance.now() - start),
    totalKeysExamined: statistics.keysExamined,
    totalDocsExamined: statistics.docsExamined,
    executionStages: { ...winningPlan, nReturned },
  };
  return { queryPlanner, executionStats };
}

async function explainPipeline(
  { query, stages }: Pipeline,
  inner: Document,
  execute: boolean,
): Promise<Document> {
  const front = await explainQuery(query, undefined, inner, execute);
  if (stages.length === 0) return front;
  const behind: Document[] = [];
  for (const { name, inner: other } of stages)
    behind.push({ [name]: other ? await explainPipeline(other, inner, execute) : {} });
  return { stages: [{ $cursor: front }, ...behind] };
}

const explainOptions = wordSet("verbosity");

/** The command explain: https://www.mongodb.com/docs/v7.0/reference/command/explain/ */
export const explain: Handler = async (context, body) => {
  requireOptions(body, "explain", explainOptions);
  const { explain: inner, verbosity = "allPlansExecution" } = body;
  if (!["queryPlanner", "executionStats", "allPlansExecution"].includes(verbosity))
    throw failure(9, `unknown verbosity ${verbosity}`);
  const execute = verbosity !== "queryPlanner";
  let explanation: Document;
  if ("aggregate" in inner)
    explanation = await explainPipeline(readAggregate(context, inner), inner, execute);
  else {
    const [query, stage] = await readExplained(context, inner);
    explanation = await explainQuery(query, stage, inner, execute);
  }
  return { explainVersion: "1", ...explanation, command: inner, ok: 1 };
};
