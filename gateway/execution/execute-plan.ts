/** Plans an operation outside of this thread, and carries the plan out. */

import type { Supergraph } from "@apollo/federation-internals";
import { buildOperationContext, executeQueryPlan, type ServiceMap } from "@apollo/gateway";
import { type GraphQLSchema, getVariableValues } from "graphql";
import type { Plans } from "../planning/plans.js";
import type { Executor } from "../supergraph/executor.js";

/** What the executor of one supergraph works with. */
export interface PlanExecutorParts {
  supergraph: Supergraph;
  /** What clients see. */
  schema: GraphQLSchema;
  plans: Plans;
  /** The data source of each subgraph by its name. */
  dataSources: ServiceMap;
}

/** Creates the executor of operations that are valid. @throws AppError when the operation cannot be planned. */
export function createPlanExecutor({ supergraph, schema, plans, dataSources }: PlanExecutorParts): Executor {
  const apiSchema = supergraph.apiSchema();
  const supergraphSchema = supergraph.schema.toGraphQLJSSchema();
  return async (request) => {
    const { document, request: asked } = request;
    const operationContext = buildOperationContext({
      schema,
      operationDocument: document,
      ...(asked.operationName !== undefined && { operationName: asked.operationName }),
    });
    const { operation } = operationContext;
    const { variableDefinitions = [] } = operation;
    const { errors } = getVariableValues(schema, variableDefinitions, asked.variables ?? {});
    if (errors !== undefined) return { errors };
    const plan = await plans.find({ ...request, operation });
    return executeQueryPlan(plan, dataSources, request, operationContext, supergraphSchema, apiSchema);
  };
}
