/** The messages between the gateway and the thread of a planner. */
import type { PlanningLimits } from "./config.js";

/** The data that the thread starts with. */
export interface PlannerStart extends Pick<PlanningLimits, "plans" | "paths"> {
  /** SDL of the supergraph, without the features that the planner refuses. */
  supergraph: string;
}

/** What the thread is asked: to plan an operation, or to execute one that describes the schema. */
export type PlannerQuestion =
  | { kind: "plan"; operation: string }
  | { kind: "describe"; document: string; variables: Readonly<Record<string, unknown>> };

/** A message of the thread: that it is ready, or the outcome of a question. Milliseconds are of processor time. */
export type PlannerAnswer =
  /** `thread` is the system's number of the thread. */
  | { kind: "ready"; thread: number }
  /** `plan` is JSON. */
  | { kind: "plan"; plan: string; evaluatedPlans: number; milliseconds: number }
  /** `body` is the response in JSON. */
  | { kind: "description"; body: Uint8Array; errors: readonly DescriptionFault[]; milliseconds: number }
  /** The operation exceeds a limit of @apollo/query-planner itself. */
  | { kind: "over limit"; message: string; milliseconds: number }
  | { kind: "failure"; message: string };

/** An error of a description, which is about a value that the client sent. */
export interface DescriptionFault {
  message: string;
  path: readonly (string | number)[] | undefined;
  extensions: Readonly<Record<string, unknown>>;
}

/** The outcome of a question; `late`: the thread was ended after the timeout. */
export type PlanningOutcome =
  | Exclude<PlannerAnswer, { kind: "ready" }>
  | { kind: "late"; milliseconds: number };
