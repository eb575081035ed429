/** Runs in a thread of its own: loads one supergraph, and plans one operation after another. */
import { createRequire } from "node:module";
import { parentPort, workerData } from "node:worker_threads";
import { lowerThreadPriority, readThreadNumber } from "../../platform/thread-priority.js";
import { readThreadTime } from "../../platform/thread-time.js";
import type { PlannerAnswer, PlannerStart } from "./planner-thread.js";

lowerThreadPriority();

// To import a CommonJS package, Node reads each of its files for names first: a third of the time that a thread's start takes.
const require = createRequire(import.meta.url);
const { operationFromDocument, Supergraph } =
  require("@apollo/federation-internals") as typeof import("@apollo/federation-internals");
const { QueryPlanner } = require("@apollo/query-planner") as typeof import("@apollo/query-planner");
const { parse } = require("graphql") as typeof import("graphql");

const { supergraph: text, plans, paths } = workerData as PlannerStart;
// The gateway has validated it.
const supergraph = Supergraph.build(text, { validateSupergraph: false });
const schema = supergraph.apiSchema();
const planner = new QueryPlanner(supergraph, {
  debug: { maxEvaluatedPlans: plans, pathsLimit: paths },
});

/** The error of @apollo/query-planner when an operation exceeds one of its own limits; it has no codes for them. */
const limitMessages =
  /^(Number of non-local selections exceeds|Too many options generated|Exceeded maximum recursive selections)/;

const send = (answer: PlannerAnswer) => parentPort?.postMessage(answer);

parentPort?.on("message", (operation: string) => {
  const startedAt = readThreadTime();
  try {
    const document = parse(operation, { noLocation: true });
    const plan = planner.buildQueryPlan(operationFromDocument(schema, document));
    send({
      kind: "plan",
      // The size of a string is known, and it is read as fast as a structured clone.
      plan: JSON.stringify(plan),
      evaluatedPlans: planner.lastGeneratedPlanStatistics()?.evaluatedPlanCount ?? 1,
      milliseconds: readThreadTime() - startedAt,
    });
  } catch (error) {
    const { message, stack = message } = error as Error;
    const isOverLimit = error instanceof RangeError || limitMessages.test(message);
    const milliseconds = readThreadTime() - startedAt;
    send(isOverLimit ? { kind: "over limit", message, milliseconds } : { kind: "failure", message: stack });
  }
});

send({ kind: "ready", thread: readThreadNumber() });
