/** Makes a composed supergraph ready to serve: planner, policies and executor that belong together. */
import { Supergraph } from "@apollo/federation-internals";
import type { GraphQLDataSource } from "@apollo/gateway";
import { type GraphQLSchema, parse, print } from "graphql";
import type { Lifecycle } from "../../platform/lifecycle.js";
import type { Logger } from "../../platform/log.js";
import { createAuthorizer } from "../authorization/authorizer.js";
import type { DenialReport } from "../authorization/denials.js";
import { readPolicyTable } from "../authorization/policy-table.js";
import type { GatewayContext } from "../context.js";
import { createPlanExecutor } from "../execution/execute-plan.js";
import { withRefusals } from "../execution/refusal.js";
import type { PlanningLimits } from "../planning/config.js";
import { createPlannerPool, type PlannerPool } from "../planning/planner-pool.js";
import { startPlannerThread } from "../planning/planner-thread.js";
import { createPlans, type PlanningCharge } from "../planning/plans.js";
import type { Executor } from "./executor.js";
import { withoutEnforcedFeatures } from "./planner-sdl.js";

/** What is served between one supergraph and the next. Nothing of it ever changes. */
export interface Generation {
  /** What clients see. */
  schema: GraphQLSchema;
  /** The text that it was made of. */
  text: string;
  execute: Executor;
  /** Names of its subgraphs. */
  subgraphs: readonly string[];
  /** Another generation is served: this one is needed only by requests that began with it. */
  retire(): void;
}

/** What a generation is made with. */
export interface GenerationParts {
  /** The data source of a subgraph whose URL the supergraph gives. */
  dataSource(name: string, url: string): GraphQLDataSource<GatewayContext>;
  /** Enforce the directives that say who may use what. */
  authorization: boolean;
  /** Told of what is refused to a caller who is signed in. */
  reportDenial: DenialReport;
  planning: PlanningLimits;
  /** Charges a client for planning. */
  chargePlanning: PlanningCharge;
  log: Logger;
  lifecycle: Pick<Lifecycle, "onStop">;
}

/** Loads a supergraph. @throws Error when the text is none that the planner can work with. */
export async function loadGeneration(text: string, parts: GenerationParts): Promise<Generation> {
  const document = parse(text);
  const plannerText = print(withoutEnforcedFeatures(document));
  const pool = startPlanners(plannerText, parts);
  try {
    const supergraph = Supergraph.build(plannerText, { validateSupergraph: true });
    const schema = supergraph.apiSchema().toGraphQLJSSchema();
    const subgraphs = supergraph.subgraphsMetadata();
    const execute = createPlanExecutor({
      supergraph,
      schema,
      plans: createPlans(pool, parts.chargePlanning),
      dataSources: Object.fromEntries(
        subgraphs.map(({ name, url = "" }) => [name, parts.dataSource(name, url)]),
      ),
    });
    const authorized = parts.authorization
      ? createAuthorizer(schema, readPolicyTable(document), execute, parts.reportDenial)
      : execute;
    await pool.ready();
    return {
      schema,
      text,
      subgraphs: subgraphs.map(({ name }) => name),
      execute: withRefusals(authorized),
      retire: pool.retire,
    };
  } catch (error) {
    pool.stop();
    throw error;
  }
}

function startPlanners(supergraph: string, { planning, log, lifecycle }: GenerationParts): PlannerPool {
  const { plans, paths, timeoutMilliseconds } = planning;
  const pool = createPlannerPool(
    () => startPlannerThread({ supergraph, plans, paths }),
    timeoutMilliseconds,
    log,
  );
  lifecycle.onStop(pool.stop);
  return pool;
}
