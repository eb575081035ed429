/** Runs one fetch of a query plan and merges its data; records the values that it does not return. */
import type { FetchNode } from "@apollo/query-planner";
import type { GraphQLSchema } from "graphql";
import { isRecord } from "../../platform/is-record.js";
import type { GatewayContext } from "../context.js";
import type { SubgraphFetch } from "../subgraph/data-source.js";
import type { SubgraphError, SubgraphResult } from "../subgraph/read-result.js";
import { breachOfSchema, type Cause, type Failures, type Path } from "./failures.js";
import { listFetchedFields } from "./fetched-fields.js";
import { getOwn, type JsonObject, mergeInto, setOwn } from "./merge-data.js";
import { createRepresentation } from "./representation.js";
import { applyRewrites, finalName } from "./rewrites.js";

/** An object of the data so far, and its path. */
export interface Place {
  object: JsonObject;
  path: Path;
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

const entitiesField = "_entities";
/** The most errors without a path of one fetch. */
const mostWholeErrors = 10;

/** Runs the fetch for the objects at these places. */
export function runFetch(fetch: FetchNode, places: readonly Place[], parts: FetchParts): Promise<void> {
  if (places.length === 0) return Promise.resolve();
  return fetch.requires === undefined
    ? fetchFields(fetch, places, parts)
    : fetchEntities(fetch, fetch.requires, places, parts);
}

async function fetchFields(fetch: FetchNode, places: readonly Place[], parts: FetchParts): Promise<void> {
  const { schema, failures } = parts;
  const answer = await send(fetch, {}, parts);
  const whole: Cause[] = [];
  for (const error of answer.errors ?? []) {
    const cause = toCause(fetch, error);
    const within = finalPath(fetch, error.path ?? []);
    if (!listFetchedFields(schema, fetch).has(String(within[0])))
      whole.push({ ...cause, isOfWholeFetch: true });
    else for (const { path } of places) failures.add([...path, ...within], cause);
  }
  if (answer.data != null) applyRewrites(schema, fetch.outputRewrites, answer.data);
  for (const { object, path } of places) {
    const data =
      answer.data == null ? null : places.length === 1 ? answer.data : structuredClone(answer.data);
    if (data !== null) mergeInto(object, data);
    blame(fetch, [{ path, keys: () => listFetchedFields(schema, fetch) }], whole, answer, parts);
  }
}

async function fetchEntities(
  fetch: FetchNode,
  requires: NonNullable<FetchNode["requires"]>,
  places: readonly Place[],
  parts: FetchParts,
): Promise<void> {
  const { schema, failures } = parts;
  const targets: Place[] = [];
  const representations: JsonObject[] = [];
  for (const place of places) {
    const representation = createRepresentation(schema, place.object, requires);
    if (representation === null) continue;
    applyRewrites(schema, fetch.inputRewrites, representation);
    targets.push(place);
    representations.push(representation);
  }
  if (targets.length === 0) return;
  const answer = await send(fetch, { representations }, parts);
  const whole: Cause[] = [];
  for (const error of answer.errors ?? []) {
    const cause = toCause(fetch, error);
    const [field, index, ...rest] = error.path ?? [];
    const target = field === entitiesField && typeof index === "number" ? targets[index] : undefined;
    if (target === undefined) whole.push({ ...cause, isOfWholeFetch: true });
    else failures.add([...target.path, ...finalPath(fetch, rest)], cause);
  }
  const keysOf = ({ object }: Place) => listFetchedFields(schema, fetch, String(object["__typename"]));
  const entities = answer.data == null ? null : answer.data[entitiesField];
  const isFitting = Array.isArray(entities) && entities.length === targets.length;
  if (isFitting) {
    for (const [index, entity] of entities.entries())
      mergeEntity(fetch, targets[index]!, entity, keysOf, parts);
  } else if (answer.data != null && entities != null) {
    report(fetch, parts, "answered with entities that are not those asked for");
    whole.push(breachOfSchema);
  }
  const gaps = targets.map((target) => ({ path: target.path, keys: () => keysOf(target) }));
  blame(fetch, gaps, whole, isFitting ? answer : { ...answer, data: null }, parts);
}

/** An entity that a subgraph does not know has null for each of its fields (federation's subgraph specification). */
function mergeEntity(
  fetch: FetchNode,
  place: Place,
  entity: unknown,
  keysOf: (place: Place) => ReadonlySet<string>,
  { schema }: FetchParts,
): void {
  const { object } = place;
  if (!isRecord(entity)) {
    for (const key of keysOf(place)) if (getOwn(object, key) === undefined) setOwn(object, key, null);
    return;
  }
  entity["__typename"] ??= object["__typename"];
  applyRewrites(schema, fetch.outputRewrites, entity);
  mergeInto(object, entity);
}

/** Records the missing values of errors without a path, and of a response without data. */
function blame(
  fetch: FetchNode,
  gaps: readonly { path: Path; keys: () => ReadonlySet<string> }[],
  whole: readonly Cause[],
  { data, errors = [] }: SubgraphResult,
  { failures }: FetchParts,
): void {
  const first = whole[0] ?? (data == null && errors[0] ? toCause(fetch, errors[0]) : undefined);
  const cause = first ?? (data == null ? breachOfSchema : undefined);
  if (cause === undefined) return;
  const more = whole.slice(1, mostWholeErrors);
  for (const { path, keys } of gaps)
    failures.blame(path, {
      cause,
      more,
      keys: keys(),
      holdsForNulls: whole.length > 0,
      broughtData: data != null,
      hasRisen: first !== undefined && whole.length === 0,
    });
}

async function send(fetch: FetchNode, own: JsonObject, parts: FetchParts): Promise<SubgraphResult> {
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

function toCause(fetch: FetchNode, { message, path, extensions = {} }: SubgraphError): Cause {
  const isOfWholeFetch = path === undefined || path.length === 0;
  return { message, extensions, subgraph: fetch.serviceName, isOfWholeFetch };
}

function finalPath(fetch: FetchNode, path: Path): Path {
  return path.map((segment) =>
    typeof segment === "string" ? finalName(fetch.outputRewrites, segment) : segment,
  );
}

function report(fetch: FetchNode, { context }: FetchParts, message: string): void {
  context.log.warn({ subgraph: fetch.serviceName }, `a subgraph ${message}`);
}
