/** Loads a composed supergraph: its documents, policies, planner and executor, which belong together. */
import type { GraphQLSchema } from "graphql";
import type { Lifecycle } from "../../platform/closer-stack.js";
import type { Logger } from "../../platform/log.js";
import type { SchemaWithPolicies } from "../authorization/decide.js";
import { type PolicyTable, readPolicyTable, withoutPolicies } from "../authorization/policy-table.js";
import { createPlanExecutor, type PlanExecutor } from "../execution/execute-plan.js";
import { withSignInExchange } from "../execution/sign-in-exchange.js";
import { createSignInParts, type SignInParts } from "../execution/sign-in-part.js";
import type { OperationLimits } from "../limits/config.js";
import { type CostRules, readCostRules } from "../limits/cost-rules.js";
import type { CacheMeters } from "../metrics/cache-meter.js";
import { createDocuments, type Documents } from "../operations/prepare-document.js";
import type { PlanningCharge } from "../planning/charge-planning.js";
import type { PlanningLimits } from "../planning/config.js";
import { createSchemaDescriber, type SchemaDescriber } from "../planning/describe-schema.js";
import { createPlans } from "../planning/find-plan.js";
import { createOperationPlanner, type OperationPlanner } from "../planning/plan-operation.js";
import { PlannerPool } from "../planning/planner-pool.js";
import { type StartPlanner, startPlannerThread } from "../planning/planner-thread.js";
import { readReservedNames } from "../planning/reserved-names.js";
import type { SubgraphFetch } from "../subgraph/data-source.js";
import { readPlannerText, readSchemas } from "./read-schemas.js";

/** One supergraph that is served. A request ends with the generation that it started with. */
export interface Generation {
  /** The schema that clients see. */
  schema: GraphQLSchema;
  documents: Documents;
  costRules: CostRules;
  policies: PolicyTable;
  /** The policies of selections below a sign-in, for the caller who has signed in. */
  belowSignIn: SchemaWithPolicies;
  findSignInPart: SignInParts;
  plan: OperationPlanner;
  describe: SchemaDescriber;
  execute: PlanExecutor;
  /** Names of the subgraphs. */
  subgraphs: readonly string[];
  /** Another generation is served: only requests that started with this one still use it. */
  retire(): void;
}

/** The parts of a generation. */
export interface GenerationParts {
  /** Returns the fetch of a subgraph for which the supergraph has this URL. */
  dataSource(name: string, url: string): SubgraphFetch;
  /** Whether the gateway enforces the authorization directives. */
  authorization: boolean;
  limits: OperationLimits;
  /** If false, introspection is invalid and no error suggests a name. */
  introspection: boolean;
  /** The maximum number of errors of one document; the default where it is undefined. */
  maximumErrors?: number;
  planning: PlanningLimits;
  chargePlanning: PlanningCharge;
  /** Starts the planner's threads; by default, threads that end with the generation. */
  startPlanner?: StartPlanner;
  /** Counts the hits of the caches. */
  caches?: CacheMeters;
  log: Logger;
  lifecycle: Pick<Lifecycle, "onStop">;
}

/** Loads a supergraph. @throws Error for a text that the planner cannot load. */
export async function loadGeneration(text: string, parts: GenerationParts): Promise<Generation> {
  // The thread loads it while this one does.
  const pool = startPlanners(readPlannerText(text), parts);
  try {
    const { document, supergraph, supergraphSchema, schema } = readSchemas(text);
    const costRules = readCostRules(text);
    const table = readPolicyTable(document);
    const policies = parts.authorization ? table : withoutPolicies(table);
    const subgraphs = supergraph.subgraphsMetadata();
    const fetches = subgraphs.map(
      ({ name, url = "" }) => [name, withSignInExchange(parts.dataSource(name, url))] as const,
    );
    const describe = createSchemaDescriber(pool, parts.chargePlanning);
    await pool.ready;
    return {
      schema,
      documents: createDocuments(schema, costRules, { ...parts, ...parts.caches }),
      costRules,
      policies,
      belowSignIn: { schema, policies: { ...policies, signsIn: () => false } },
      findSignInPart: createSignInParts(supergraph),
      plan: createOperationPlanner(
        createPlans(pool, parts.chargePlanning, parts.caches?.countPlan),
        readReservedNames(supergraph),
      ),
      describe,
      execute: createPlanExecutor({ schema, describe, supergraphSchema, subgraphs: new Map(fetches) }),
      subgraphs: subgraphs.map(({ name }) => name),
      retire: () => pool.retire(),
    };
  } catch (error) {
    pool.stop();
    throw error;
  }
}

function startPlanners(supergraph: string, parts: GenerationParts): PlannerPool {
  const { planning, startPlanner = startPlannerThread, log, lifecycle } = parts;
  const { plans, paths, timeoutMilliseconds } = planning;
  const startThread = () => startPlanner({ supergraph, plans, paths });
  const pool = new PlannerPool({ startThread, timeoutMilliseconds, log });
  lifecycle.onStop(() => pool.stop());
  return pool;
}
