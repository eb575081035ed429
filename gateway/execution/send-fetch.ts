/** Sends a fetch, and records the values that its result does not have. */
import type { FetchNode } from "@apollo/query-planner";
import type { GraphQLSchema } from "graphql";
import type { GatewayContext } from "../context.js";
import type { SubgraphFetch } from "../subgraph/data-source.js";
import type { SubgraphError, SubgraphResult } from "../subgraph/read-result.js";
import type { Failures } from "./failures.js";
import type { JsonObject } from "./merge-data.js";
import { breachOfSchema, type Cause, type Path } from "./placed-error.js";
import { finalName } from "./rewrites.js";

/** An object of the data so far, and where it is; null for the root. */
export interface Place {
  object: JsonObject;
  link: PathLink | null;
}

/** The last segment of a path, and what is above it. Paths are needed for failures only. */
export interface PathLink {
  above: PathLink | null;
  segment: string | number;
}

/** Returns the path of a place. */
export function pathOf({ link }: Place): Path {
  const path: (string | number)[] = [];
  for (let one = link; one !== null; one = one.above) path.push(one.segment);
  return path.reverse();
}

/** The execution that a fetch belongs to. */
export interface FetchParts {
  /** The schema of the whole supergraph, with elements that are hidden from clients. */
  schema: GraphQLSchema;
  subgraphs: ReadonlyMap<string, SubgraphFetch>;
  /** The variables of the operation, as the client sent them. */
  given: Readonly<Record<string, unknown>>;
  context: GatewayContext;
  failures: Failures;
}

/** The most errors without a path of one fetch. */
const mostWholeErrors = 10;

/** Records the missing values of errors without a path, and of a response without data. */
export function blameFetch(
  fetch: FetchNode,
  places: readonly Place[],
  keysOf: (place: Place) => ReadonlySet<string>,
  whole: readonly Cause[],
  { data, errors = [] }: SubgraphResult,
  { failures }: FetchParts,
): void {
  const first = whole[0] ?? (data == null && errors[0] ? toCause(fetch, errors[0]) : undefined);
  const cause = first ?? (data == null ? breachOfSchema : undefined);
  if (cause === undefined) return;
  const more = whole.slice(1, mostWholeErrors);
  for (const place of places)
    failures.blame(pathOf(place), {
      cause,
      more,
      keys: keysOf(place),
      holdsForNulls: whole.length > 0,
      broughtData: data != null,
      hasRisen: first !== undefined && whole.length === 0,
    });
}

/** Sends the fetch with the variables that it uses. A fault of the gateway itself becomes an error of the whole fetch. */
export async function sendFetch(
  fetch: FetchNode,
  own: JsonObject,
  parts: FetchParts,
): Promise<SubgraphResult> {
  const { subgraphs, given, context } = parts;
  const variables: JsonObject = {};
  for (const name of fetch.variableUsages ?? [])
    if (Object.hasOwn(given, name)) variables[name] = given[name];
  try {
    return await subgraphs.get(fetch.serviceName)!(fetch.operation, { ...variables, ...own }, context);
  } catch (error) {
    context.log.error({ err: error, subgraph: fetch.serviceName }, "a fetch failed");
    return { data: null, errors: [breachOfSchema] };
  }
}

/** Returns the cause of values that are missing because of this error. */
export function toCause(fetch: FetchNode, { message, path, extensions = {} }: SubgraphError): Cause {
  const isOfWholeFetch = path === undefined || path.length === 0;
  return { message, extensions, subgraph: fetch.serviceName, isOfWholeFetch };
}

/** Returns the path by the names that the data has after the fetch's rewrites. */
export function finalPath(fetch: FetchNode, path: Path): Path {
  return path.map((segment) =>
    typeof segment === "string" ? finalName(fetch.outputRewrites, segment) : segment,
  );
}

/** Logs that a subgraph does not keep to its schema. */
export function logFault(fetch: FetchNode, { context }: FetchParts, message: string): void {
  context.log.warn({ subgraph: fetch.serviceName }, `a subgraph ${message}`);
}
