/** Executes a plan: makes its fetches, and shapes the result, in which each null of a failure has its error. */
import { execute, type GraphQLSchema, Kind, type OperationDefinitionNode } from "graphql";
import type { GatewayContext } from "../context.js";
import { coerceVariables } from "../operations/coerce-variables.js";
import { type Fragments, readFragments } from "../operations/extract-operation.js";
import type { OperationRequest, OperationResult } from "../operations/operation-request.js";
import type { PlannedOperation } from "../planning/plan-operation.js";
import type { SubgraphFetch } from "../subgraph/data-source.js";
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
export function createPlanExecutor({ schema, supergraphSchema, subgraphs }: PlanExecutorParts): PlanExecutor {
  const prepare = createPreparation(schema);
  return async ({ request, plan: { node }, restoreNames }, context) => {
    const { operation, variables: given } = request;
    const { coerced, errors } = coerceVariables(schema, operation, given);
    if (errors !== undefined) return { errors };
    if (node?.kind === "Subscription") throw new Error("A subscription cannot be executed as a plan.");
    const prepared = prepare(request);
    const failures = new Failures();
    const tree: JsonObject = Object.create(null);
    if (node !== undefined) {
      const run = { schema: supergraphSchema, subgraphs, given, context, failures, variables: coerced };
      await runPlan(node, [{ object: tree, link: null }], run);
    }
    const describe = (field: SelectedField) => describeField(schema, field, prepared, given, failures);
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

/** Executes `__schema` and `__type` beside other fields by graphql-js. */
function describeField(
  schema: GraphQLSchema,
  { key, node, below }: SelectedField,
  { operation, fragments }: PreparedOperation,
  variableValues: Readonly<Record<string, unknown>>,
  failures: Failures,
): unknown {
  const selectionSet = { kind: Kind.SELECTION_SET, selections: below?.selections ?? [] } as const;
  const field = { ...node, directives: [], selectionSet };
  const definition = {
    ...operation,
    selectionSet: { kind: Kind.SELECTION_SET, selections: [field] },
  } as const;
  const document = { kind: Kind.DOCUMENT, definitions: [definition, ...fragments.values()] } as const;
  const { data, errors = [] } = execute({ schema, document, variableValues }) as OperationResult;
  for (const { message, path } of errors) {
    const extensions = { code: "BAD_USER_INPUT" };
    failures.add(path ?? [key], { message, extensions, subgraph: null, isOfWholeFetch: false });
  }
  return data?.[key] ?? null;
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
