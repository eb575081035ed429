/** Fetches fields of entities, which a subgraph finds by their keys. */
import type { FetchNode } from "@apollo/query-planner";
import { isRecord } from "../../platform/is-record.js";
import { listFetchedFields } from "./fetched-fields.js";
import { getOwn, type JsonObject, mergeInto, setOwn } from "./merge-data.js";
import { breachOfSchema, type Cause } from "./placed-error.js";
import { createRepresentation } from "./representation.js";
import { applyRewrites } from "./rewrites.js";
import {
  blameFetch,
  type FetchParts,
  finalPath,
  logFault,
  type Place,
  sendFetch,
  toCause,
} from "./send-fetch.js";

const entitiesField = "_entities";

/** Fetches the entities at these places, and merges their fields into them. */
export async function fetchEntities(
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
  const answer = await sendFetch(fetch, { representations }, parts);
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
    logFault(fetch, parts, "answered with entities that are not those asked for");
    whole.push(breachOfSchema);
  }
  const gaps = targets.map((target) => ({ path: target.path, keys: () => keysOf(target) }));
  blameFetch(fetch, gaps, whole, isFitting ? answer : { ...answer, data: null }, parts);
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
