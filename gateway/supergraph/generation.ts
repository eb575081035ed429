/** Makes a composed supergraph ready to serve: planner, policies and executor that belong together. */
import { Supergraph } from "@apollo/federation-internals";
import { type GraphQLSchema, parse, print } from "graphql";
import type { Caller } from "../../platform/identity/caller.js";
import type { Lifecycle } from "../../platform/lifecycle.js";
import type { Logger } from "../../platform/log.js";
import { createAuthorizer } from "../authorization/authorize.js";
import { type PolicyTable, readPolicyTable } from "../authorization/policy-table.js";
import type { DenialReport } from "../authorization/report-denials.js";
import { createPlanExecutor } from "../execution/execute-plan.js";
import { withRefusals } from "../execution/present-refusal.js";
import { withRenamedAliases } from "../execution/rename-aliases.js";
import { readReservedNames } from "../execution/reserved-names.js";
import { withSignInExchange } from "../execution/sign-in-exchange.js";
import { createSignInParts } from "../execution/sign-in-part.js";
import { createSignInStages } from "../execution/sign-in-stages.js";
import type { PlanningLimits } from "../planning/config.js";
import { createPlans, type PlanningCharge } from "../planning/find-plan.js";
import { PlannerPool } from "../planning/planner-pool.js";
import { startPlannerThread } from "../planning/planner-thread.js";
import type { SubgraphFetch } from "../subgraph/data-source.js";
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
  /** The way to a subgraph whose URL the supergraph gives. */
  dataSource(name: string, url: string): SubgraphFetch;
  /** Enforce the directives that say who may use what. */
  authorization: boolean;
  /** Tells whose access token it is that a sign-in gave. */
  identify(accessToken: string): Promise<Caller>;
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
      supergraphSchema: supergraph.schema.toGraphQLJSSchema(),
      schema,
      plans: createPlans(pool, parts.chargePlanning),
      subgraphs: new Map(
        subgraphs.map(({ name, url = "" }) => [name, withSignInExchange(parts.dataSource(name, url))]),
      ),
    });
    const staged = stageSignIns(supergraph, schema, readPolicyTable(document), execute, parts);
    await pool.ready;
    return {
      schema,
      text,
      subgraphs: subgraphs.map(({ name }) => name),
      execute: withRefusals(withRenamedAliases(schema, readReservedNames(supergraph), staged)),
      retire: () => pool.retire(),
    };
  } catch (error) {
    pool.stop();
    throw error;
  }
}

/** Authorizes, and lets a mutation go on as the one who signs in on its way. */
function stageSignIns(
  supergraph: Supergraph,
  schema: GraphQLSchema,
  policies: PolicyTable,
  execute: Executor,
  { authorization, reportDenial, identify }: GenerationParts,
): Executor {
  const authorize = (table: PolicyTable, executor: Executor) =>
    authorization ? createAuthorizer(schema, table, executor, reportDenial) : executor;
  const passed = new WeakSet<object>();
  const judge = authorize(policies, async ({ context }) => {
    passed.add(context);
    return { data: {} };
  });
  return createSignInStages({
    schema,
    signsIn: (field) => policies.signsIn("Mutation", field),
    partOf: createSignInParts(supergraph),
    execute: authorize(policies, execute),
    executeSignedIn: authorize({ ...policies, signsIn: () => false }, execute),
    async refuse(request) {
      const context = { ...request.context };
      const answer = await judge({ ...request, context });
      return passed.has(context) ? null : answer;
    },
    identify,
  });
}

function startPlanners(supergraph: string, { planning, log, lifecycle }: GenerationParts): PlannerPool {
  const { plans, paths, timeoutMilliseconds } = planning;
  const startThread = () => startPlannerThread({ supergraph, plans, paths });
  const pool = new PlannerPool({ startThread, timeoutMilliseconds, log });
  lifecycle.onStop(() => pool.stop());
  return pool;
}
