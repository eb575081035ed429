/** How much work it may be to plan one operation. */
import type { SettingsReader } from "../../platform/config.js";

/** The limits on planning. An operation beyond them gets PLANNING_LIMIT_EXCEEDED. */
export interface PlanningLimits {
  /** Plans that are compared for one operation; of more, the likeliest are. */
  plans: number;
  /** Ways to a field through the subgraphs, for each field. */
  paths: number;
  /** How long the planner may work on one operation, in milliseconds. */
  timeoutMilliseconds: number;
}

/** Reads PLANNING_*. They hold with LIMITS=off, too: a planner without limits is one that anybody can stop. */
export function readPlanningLimits(settings: SettingsReader): PlanningLimits {
  return {
    plans: settings.integer("PLANNING_PLANS", 100, { min: 1, max: 10_000 }),
    paths: settings.integer("PLANNING_PATHS", 100, { min: 1, max: 100_000 }),
    timeoutMilliseconds: settings.integer("PLANNING_TIMEOUT_MS", 1_000, { min: 10, max: 60_000 }),
  };
}
