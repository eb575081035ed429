/** Plans an operation outside of this thread, carries the plan out, and makes an answer in which each gap has its error. */
import { execute, type GraphQLSchema, getOperationAST, Kind, type OperationDefinitionNode } from "graphql";
import type { GatewayContext } from "../context.js";
import { type Fragments, readFragments } from "../operations/extract-operation.js";
import type { Plans } from "../planning/find-plan.js";
import type { SubgraphFetch } from "../subgraph/data-source.js";
import type { Executor, ExecutorAnswer, ExecutorRequest } from "../supergraph/executor.js";
import { coerceVariables } from "./coerce-variables.js";
import { Failures, type PlacedError } from "./failures.js";
import { keepObjects } from "./keep-objects.js";
import type { JsonObject } from "./merge-data.js";
import { runPlan } from "./run-plan.js";
import { type SelectedField, Selection } from "./selection.js";
import { shapeAnswer } from "./shape-response.js";
import { visiblePath } from "./visible-path.js";

/** What the executor of one supergraph works with. */
export interface PlanExecutorParts {
  /** The whole supergraph's schema. */
  supergraphSchema: GraphQLSchema;
  /** What clients see. */
  schema: GraphQLSchema;
  plans: Plans;
  /** The way to each subgraph by its name. */
  subgraphs: ReadonlyMap<string, SubgraphFetch>;
}

/** An operation as it is worked out once. */
interface PreparedOperation {
  operation: OperationDefinitionNode;
  fragments: Fragments;
  selection: Selection;
  /** What the planner is given. */
  planned: Pick<ExecutorRequest, "document"> & { operation: OperationDefinitionNode };
}

/** Creates the executor of operations that are valid. @throws AppError when the operation cannot be planned. */
export function createPlanExecutor(parts: PlanExecutorParts): Executor {
  const { schema, supergraphSchema, subgraphs, plans } = parts;
  const prepare = createPreparation(schema);
  return async (request) => {
    const prepared = prepare(request);
    const { operation, planned } = prepared;
    const given = request.request.variables ?? {};
    const { coerced, errors } = coerceVariables(schema, operation, given);
    if (errors !== undefined) return { errors };
    const { node } = await plans.find({ ...request, ...planned });
    if (node?.kind === "Subscription") throw new Error("A subscription cannot be carried out as a plan.");
    const failures = new Failures();
    const tree: JsonObject = Object.create(null);
    if (node !== undefined) {
      const run = { schema: supergraphSchema, subgraphs, request, failures, variables: coerced };
      await runPlan(node, [{ object: tree, path: [] }], run);
    }
    const describe = (field: SelectedField) => describeSchema(schema, field, prepared, given, failures);
    const data = shapeAnswer(
      { schema, variables: coerced, failures, describe },
      prepared.selection,
      schema.getRootType(operation.operation)!,
      tree,
    );
    failures.finish(data);
    if (failures.errors.length === 0) return { data };
    reportBreaches(request, failures);
    return { data, errors: failures.errors.map((error) => withVisiblePath(error, prepared)) };
  };
}

function createPreparation(schema: GraphQLSchema) {
  const known = new WeakMap<OperationDefinitionNode, PreparedOperation>();
  return ({ document, request: { operationName } }: ExecutorRequest): PreparedOperation => {
    const operation = getOperationAST(document, operationName)!;
    let prepared = known.get(operation);
    if (prepared === undefined) {
      const fragments = readFragments(document);
      const kept = keepObjects(document);
      prepared = {
        operation,
        fragments,
        selection: Selection.ofOperation(schema, operation, fragments),
        planned: { document: kept, operation: getOperationAST(kept, operationName)! },
      };
      known.set(operation, prepared);
    }
    return prepared;
  };
}

/** `__schema` and `__type` beside other fields, as graphql-js answers them. */
function describeSchema(
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
  const { data, errors = [] } = execute({ schema, document, variableValues }) as ExecutorAnswer;
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

function reportBreaches(request: ExecutorRequest, { breaches }: Failures): void {
  if (breaches.length === 0) return;
  const paths = breaches.slice(0, 5).map((path) => path.join("."));
  const { log } = request.context as GatewayContext;
  log.error({ paths, places: breaches.length }, "subgraphs have left places empty that their schema fills");
}
