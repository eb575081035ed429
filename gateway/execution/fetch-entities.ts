/** Fetches fields of entities, which a subgraph finds by their keys. */
import type { FetchNode } from "@apollo/query-planner";
import { isRecord } from "../../platform/is-record.js";
import { listFetchedFields } from "./fetched-fields.js";
import { copyData, getOwn, type JsonObject, mergeInto, setOwn } from "./merge-data.js";
import { breachOfSchema, type Cause } from "./placed-error.js";
import { createRepresentation } from "./representation.js";
import { applyRewrites } from "./rewrites.js";
import {
  blameFetch,
  type FetchParts,
  finalPath,
  logFault,
  type Place,
  pathOf,
  sendFetch,
  toCause,
} from "./send-fetch.js";

const entitiesField = "_entities";

/** Fetches the entities at these places, each once, and merges their fields into them. */
export async function fetchEntities(
  fetch: FetchNode,
  requires: NonNullable<FetchNode["requires"]>,
  places: readonly Place[],
  parts: FetchParts,
): Promise<void> {
  const { schema, failures } = parts;
  const { representations, targets } = findEntities(fetch, requires, places, parts);
  if (representations.length === 0) return;
  const answer = await sendFetch(fetch, { representations }, parts);
  const whole: Cause[] = [];
  for (const error of answer.errors ?? []) {
    const cause = toCause(fetch, error);
    const [field, index, ...rest] = error.path ?? [];
    const at = field === entitiesField && typeof index === "number" ? targets[index] : undefined;
    if (at === undefined) whole.push({ ...cause, isOfWholeFetch: true });
    for (const place of at ?? []) failures.add([...pathOf(place), ...finalPath(fetch, rest)], cause);
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
  const failed = isFitting ? answer : { ...answer, data: null };
  blameFetch(fetch, targets.flat(), keysOf, whole, failed, parts);
}

/** Returns the representations of the entities, and the places of each. Places without a key are left out. */
function findEntities(
  fetch: FetchNode,
  requires: NonNullable<FetchNode["requires"]>,
  places: readonly Place[],
  { schema }: FetchParts,
): { representations: JsonObject[]; targets: Place[][] } {
  const representations: JsonObject[] = [];
  const targets: Place[][] = [];
  const known = new Map<string, Place[]>();
  for (const place of places) {
    const representation = createRepresentation(schema, place.object, requires);
    if (representation === null) continue;
    applyRewrites(schema, fetch.inputRewrites, representation);
    const key = JSON.stringify(representation);
    const equal = known.get(key);
    if (equal !== undefined) {
      equal.push(place);
      continue;
    }
    const target = [place];
    known.set(key, target);
    targets.push(target);
    representations.push(representation);
  }
  return { representations, targets };
}

/** An entity that a subgraph does not know has null for each of its fields (federation's subgraph specification). */
function mergeEntity(
  fetch: FetchNode,
  places: readonly Place[],
  entity: unknown,
  keysOf: (place: Place) => ReadonlySet<string>,
  { schema }: FetchParts,
): void {
  if (!isRecord(entity)) {
    for (const place of places)
      for (const key of keysOf(place))
        if (getOwn(place.object, key) === undefined) setOwn(place.object, key, null);
    return;
  }
  // Each place has values of its own, which later fetches write into.
  for (const [index, { object }] of places.entries()) {
    const own = index === places.length - 1 ? entity : copyData(entity);
    own["__typename"] ??= object["__typename"];
    applyRewrites(schema, fetch.outputRewrites, own);
    mergeInto(object, own);
  }
}
