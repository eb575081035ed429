/** Holds a registered operation against the limits of the gateway, by the gateway's own steps. */
import { type DocumentNode, type GraphQLSchema, getOperationAST, print } from "graphql";
import type { OperationLimits } from "../../../gateway/limits/config.js";
import { type CostRules, noCostRules, readCostRules } from "../../../gateway/limits/cost-rules.js";
import { analyseDocument } from "../../../gateway/limits/measure-document.js";
import { computeCost } from "../../../gateway/limits/operation-cost.js";
import { requireAffordable, requireWithinLimits } from "../../../gateway/limits/require-within-limits.js";
import { limitRecursion, parseDocument } from "../../../gateway/operations/parse-document.js";
import { AppError } from "../../../platform/errors.js";
import type { SchemaVersion } from "../schema-version.js";

/** A version of the graph with what it says about costs. */
export interface PricedGraph {
  schema: GraphQLSchema;
  rules: CostRules;
}

/** What an operation comes to. */
export interface OperationMeasure {
  /** Null where the document is over a limit before its cost is computed. */
  cost: number | null;
  /** The first limit that it is over. */
  refusal: { code: string; message: string } | null;
}

/** Reads a version; one of which only the API schema is known says nothing about costs. */
export function readPricedGraph({ apiSchema, supergraphSdl }: SchemaVersion): PricedGraph {
  return { schema: apiSchema, rules: supergraphSdl === null ? noCostRules : readCostRules(supergraphSdl) };
}

/**
 * Measures the operation of this name, or the only one, as the gateway would with each of the graphs. Variables that no
 * default gives a value are left out, as in a request that does not send them: no manifest says what a client sends.
 */
export function measureOperation<const Graphs extends readonly PricedGraph[]>(
  document: DocumentNode,
  name: string,
  graphs: Graphs,
  limits: OperationLimits,
): { [Index in keyof Graphs]: OperationMeasure } {
  // Read again for its tokens, of which the gateway looks at number and length.
  const read = attempt(() => parseDocument(print(document), limits));
  const measures = graphs.map((graph) =>
    "refusal" in read ? { cost: null, refusal: read.refusal } : measureWith(graph, read.result, name, limits),
  );
  return measures as { [Index in keyof Graphs]: OperationMeasure };
}

function measureWith(
  { schema, rules }: PricedGraph,
  document: DocumentNode,
  name: string,
  limits: OperationLimits,
): OperationMeasure {
  let cost: number | null = null;
  const measured = attempt(() => {
    const analysis = analyseDocument(document, schema, rules);
    requireWithinLimits(analysis.measures, limits);
    const operation = getOperationAST(document, name) ?? getOperationAST(document);
    const set = operation && analysis.operations.get(operation);
    if (!operation || !set) return;
    const computed = computeCost(operation, set, {});
    cost = computed.cost;
    requireAffordable(computed, limits);
  });
  return { cost, refusal: "refusal" in measured ? measured.refusal : null };
}

function attempt<Result>(
  work: () => Result,
): { result: Result } | { refusal: { code: string; message: string } } {
  try {
    return { result: limitRecursion(work) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { refusal: { code: error.code, message: error.message } };
  }
}
