/** Runs in a thread of its own: loads one supergraph, plans operations, and describes the schema, one after another. */
import { createRequire } from "node:module";
import { parentPort, workerData } from "node:worker_threads";
import type { ExecutionResult } from "graphql";
import { nameInputField } from "../../platform/graphql/input-field.js";
import { lowerThreadPriority, readThreadNumber } from "../../platform/thread-priority.js";
import { readThreadTime } from "../../platform/thread-time.js";
import type { DescriptionFault, PlannerAnswer, PlannerQuestion, PlannerStart } from "./planner-messages.js";

// To import a CommonJS package, Node reads each of its files for names first: a third of the time that a thread's start takes.
const require = createRequire(import.meta.url);
const { operationFromDocument, Supergraph } =
  require("@apollo/federation-internals") as typeof import("@apollo/federation-internals");
const { QueryPlanner } = require("@apollo/query-planner") as typeof import("@apollo/query-planner");
const { execute, parse } = require("graphql") as typeof import("graphql");

const { supergraph: text, plans, paths } = workerData as PlannerStart;
// The gateway has validated it.
const supergraph = Supergraph.build(text, { validateSupergraph: false });
const schema = supergraph.apiSchema();
const described = schema.toGraphQLJSSchema();
const planner = new QueryPlanner(supergraph, {
  debug: { maxEvaluatedPlans: plans, pathsLimit: paths },
});

/** The error of @apollo/query-planner when an operation exceeds one of its own limits; it has no codes for them. */
const limitMessages =
  /^(Number of non-local selections exceeds|Too many options generated|Exceeded maximum recursive selections)/;

const send = (answer: PlannerAnswer, transferred: ArrayBuffer[] = []) =>
  parentPort?.postMessage(answer, transferred);

function plan(operation: string, startedAt: number): void {
  const document = parse(operation, { noLocation: true });
  const found = planner.buildQueryPlan(operationFromDocument(schema, document));
  send({
    kind: "plan",
    // The size of a string is known, and it is read as fast as a structured clone.
    plan: JSON.stringify(found),
    evaluatedPlans: planner.lastGeneratedPlanStatistics()?.evaluatedPlanCount ?? 1,
    milliseconds: readThreadTime() - startedAt,
  });
}

/** All resolvers of a description are synchronous. */
function describe(text: string, variableValues: Readonly<Record<string, unknown>>, startedAt: number): void {
  const document = parse(text);
  const { data, errors = [] } = execute({ schema: described, document, variableValues }) as ExecutionResult;
  const faults = errors.map((error): DescriptionFault => {
    nameInputField(error, document);
    const { message, path, extensions } = error;
    return { message, path, extensions: { ...extensions, code: "BAD_USER_INPUT" } };
  });
  const body = new TextEncoder().encode(JSON.stringify({ data }));
  const milliseconds = readThreadTime() - startedAt;
  send({ kind: "description", body, errors: faults, milliseconds }, [body.buffer]);
}

parentPort?.on("message", (question: PlannerQuestion) => {
  const startedAt = readThreadTime();
  try {
    if (question.kind === "plan") plan(question.operation, startedAt);
    else describe(question.document, question.variables, startedAt);
  } catch (error) {
    const { message, stack = message } = error as Error;
    const isOverLimit = error instanceof RangeError || limitMessages.test(message);
    const milliseconds = readThreadTime() - startedAt;
    send(isOverLimit ? { kind: "over limit", message, milliseconds } : { kind: "failure", message: stack });
  }
});

// After the load: a gateway waits for it, on a busy machine as well.
lowerThreadPriority();
send({ kind: "ready", thread: readThreadNumber() });
