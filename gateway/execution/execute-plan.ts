/** Executes a plan: makes its fetches, and shapes the result, in which each null of a failure has its error. */
import type { GraphQLSchema, OperationDefinitionNode } from "graphql";
import type { GatewayContext } from "../context.js";
import { coerceVariables } from "../operations/coerce-variables.js";
import { type Fragments, readFragments } from "../operations/extract-operation.js";
import type { OperationRequest, OperationResult } from "../operations/operation-request.js";
import type { SchemaDescriber } from "../planning/describe-schema.js";
import type { PlannedOperation } from "../planning/plan-operation.js";
import type { SubgraphFetch } from "../subgraph/data-source.js";
import { describeFields } from "./describe-fields.js";
import { Failures } from "./failures.js";
import type { JsonObject } from "./merge-data.js";
import type { PlacedError } from "./placed-error.js";
import { runPlan } from "./run-plan.js";
import { type SelectedField, Selection } from "./selection.js";
import { shapeResponse } from "./shape-response.js";
import { visiblePath } from "./visible-path.js";

/** The supergraph whose plans are executed. */
export interface PlanExecutorParts {
  /** The schema of the whole supergraph, with elements that are hidden from clients. */
  supergraphSchema: GraphQLSchema;
  /** The schema that clients see. */
  schema: GraphQLSchema;
  /** Executes `__schema` and `__type`. */
  describe: SchemaDescriber;
  /** The fetch of each subgraph by its name. */
  subgraphs: ReadonlyMap<string, SubgraphFetch>;
}

/** Executes a planned operation in the context of its request. */
export type PlanExecutor = (planned: PlannedOperation, context: GatewayContext) => Promise<OperationResult>;

/** An operation as the client selected it; computed once. */
interface PreparedOperation {
  operation: OperationDefinitionNode;
  fragments: Fragments;
  selection: Selection;
}

/** Creates the executor of one supergraph. */
export function createPlanExecutor(parts: PlanExecutorParts): PlanExecutor {
  const { schema, supergraphSchema, subgraphs } = parts;
  const prepare = createPreparation(schema);
  return async ({ request, plan: { node }, restoreNames }, context) => {
    const { operation, variables: given } = request;
    const { coerced, errors } = coerceVariables(schema, operation, given);
    if (errors !== undefined) return { errors };
    if (node?.kind === "Subscription") throw new Error("A subscription cannot be executed as a plan.");
    const prepared = prepare(request);
    const failures = new Failures();
    const run = { schema: supergraphSchema, subgraphs, given, context, failures, variables: coerced };
    const descriptions = await describeFields(parts, prepared.selection, { ...run, request });
    const tree: JsonObject = Object.create(null);
    if (node !== undefined) await runPlan(node, [{ object: tree, link: null }], run);
    const describe = ({ key }: SelectedField) => descriptions.get(key) ?? null;
    const data = shapeResponse(
      { schema, variables: coerced, failures, describe },
      prepared.selection,
      schema.getRootType(operation.operation)!,
      tree,
    );
    failures.finish(data);
    if (failures.errors.length === 0) return restoreNames({ data });
    reportBreaches(context, failures);
    return restoreNames({ data, errors: failures.errors.map((error) => withVisiblePath(error, prepared)) });
  };
}

function createPreparation(schema: GraphQLSchema) {
  const known = new WeakMap<OperationDefinitionNode, PreparedOperation>();
  return ({ document, operation }: OperationRequest): PreparedOperation => {
    let prepared = known.get(operation);
    if (prepared === undefined) {
      const fragments = readFragments(document);
      const selection = Selection.ofOperation(schema, operation, fragments);
      prepared = { operation, fragments, selection };
      known.set(operation, prepared);
    }
    return prepared;
  };
}

function withVisiblePath(error: PlacedError, { operation, fragments }: PreparedOperation): PlacedError {
  if (error.path === undefined) return error;
  const path = visiblePath(operation, fragments, error.path);
  return path.length === error.path.length ? error : error.at(path.length === 0 ? undefined : path);
}

function reportBreaches({ log }: GatewayContext, { breaches }: Failures): void {
  if (breaches.length === 0) return;
  const paths = breaches.slice(0, 5).map((path) => path.join("."));
  log.error({ paths, places: breaches.length }, "subgraphs returned null where their schema has no null");
}
