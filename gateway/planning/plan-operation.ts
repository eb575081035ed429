/** Plans an operation under names that the planner does not reserve for itself. */
import type { QueryPlan } from "@apollo/query-planner";
import type { DocumentNode, OperationDefinitionNode } from "graphql";
import { findOperation } from "../operations/extract-operation.js";
import type { OperationRequest, OperationResult } from "../operations/operation-request.js";
import type { Plans } from "./find-plan.js";
import { keepObjects } from "./keep-objects.js";
import { createAliasRenaming } from "./rename-aliases.js";
import type { IsReserved } from "./reserved-names.js";

/** An operation with its plan, for the executor. */
export interface PlannedOperation {
  /** The operation that was planned. Its aliases and variables may have other names than the client's. */
  request: OperationRequest;
  plan: QueryPlan;
  /** Restores the client's names in a result. */
  restoreNames(result: OperationResult): OperationResult;
}

/** Plans an operation. @throws AppError PLANNING_LIMIT_EXCEEDED, SERVICE_UNAVAILABLE or RATE_LIMITED. */
export type OperationPlanner = (request: OperationRequest) => Promise<PlannedOperation>;

/** Creates the planner of one supergraph. */
export function createOperationPlanner(plans: Plans, isReserved: IsReserved): OperationPlanner {
  const renameAliases = createAliasRenaming(isReserved);
  const completeDocument = createDocumentCompletion();
  return async (request) => {
    const { renamed, restoreNames } = renameAliases(request);
    const plan = await plans.find({ ...renamed, ...completeDocument(renamed) });
    return { request: renamed, plan, restoreNames };
  };
}

/** Returns the document in which each selected object is fetched; the same one for the same operation. */
function createDocumentCompletion() {
  const known = new WeakMap<OperationDefinitionNode, Pick<OperationRequest, "document" | "operation">>();
  return ({ document, operation }: { document: DocumentNode; operation: OperationDefinitionNode }) => {
    let complete = known.get(operation);
    if (complete === undefined) {
      const kept = keepObjects(document);
      complete = { document: kept, operation: findOperation(kept, operation) };
      known.set(operation, complete);
    }
    return complete;
  };
}
