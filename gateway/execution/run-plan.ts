/** Runs the nodes of a query plan, and merges the data of all fetches into one tree. */
import type { PlanNode } from "@apollo/query-planner";
import { isRecord } from "../../platform/is-record.js";
import { getOwn } from "./merge-data.js";
import { runFetch } from "./run-fetch.js";
import type { Variables } from "./selection-conditions.js";
import type { FetchParts, PathLink, Place } from "./send-fetch.js";

/** The execution that a plan runs in. */
export interface PlanParts extends FetchParts {
  /** Coerced values of the variables, for conditions. */
  variables: Variables;
}

/** Marks the items of a list in a plan's paths. */
const eachItem = "@";

/** Runs a node of the plan for the objects at these places. @throws Error for a node of another kind. */
export async function runPlan(node: PlanNode, places: readonly Place[], parts: PlanParts): Promise<void> {
  if (places.length === 0) return;
  switch (node.kind) {
    case "Sequence":
      for (const one of node.nodes) await runPlan(one, places, parts);
      return;
    case "Parallel":
      await Promise.all(node.nodes.map((one) => runPlan(one, places, parts)));
      return;
    case "Flatten":
      return runPlan(node.node, findPlaces(places, node.path), parts);
    case "Condition": {
      const branch = parts.variables[node.condition] === true ? node.ifClause : node.elseClause;
      if (branch !== undefined) await runPlan(branch, places, parts);
      return;
    }
    case "Fetch":
      return runFetch(node, places, parts);
    default:
      throw new Error(`A query plan holds a node of the kind ${node.kind}.`);
  }
}

/** Returns the objects at a path below the given places; other values are skipped. */
function findPlaces(places: readonly Place[], path: readonly (string | number)[]): Place[] {
  const found: Place[] = [];
  const visit = (value: unknown, depth: number, link: PathLink | null): void => {
    const segment = path[depth];
    if (segment === eachItem || (Array.isArray(value) && segment === undefined)) {
      if (!Array.isArray(value)) return;
      for (const [index, item] of value.entries()) visit(item, depth + 1, { above: link, segment: index });
    } else if (isRecord(value)) {
      if (segment === undefined) found.push({ object: value, link });
      else visit(getOwn(value, String(segment)), depth + 1, { above: link, segment: String(segment) });
    }
  };
  for (const { object, link } of places) visit(object, 0, link);
  return found;
}
