/** The settings of planning. */
import type { SettingsReader } from "../../platform/settings/settings-reader.js";

/** The limits on planning. An operation above them gets PLANNING_LIMIT_EXCEEDED. */
export interface PlanningLimits {
  /** The maximum number of plans that are compared for one operation. */
  plans: number;
  /** The maximum number of paths through the subgraphs to one field. */
  paths: number;
  /** The maximum processor time for one operation, in milliseconds. */
  timeoutMilliseconds: number;
}

/** Reads PLANNING_*. They apply also with LIMITS=off: without them, one client could occupy the planner. */
export function readPlanningLimits(settings: SettingsReader): PlanningLimits {
  const { integer } = settings.section("Planning");
  return {
    plans: integer("PLANNING_PLANS", 100, {
      min: 1,
      max: 10_000,
      about: "Plans that are compared for one operation, also with `LIMITS=off`; of more, the likeliest are.",
    }),
    paths: integer("PLANNING_PATHS", 100, {
      min: 1,
      max: 100_000,
      about: "Ways to one field through the subgraphs.",
    }),
    timeoutMilliseconds: integer("PLANNING_TIMEOUT_MS", 1_000, {
      min: 10,
      max: 60_000,
      about: "How long the planner may work on one operation, in processor time.",
    }),
  };
}
