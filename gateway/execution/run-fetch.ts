/** Runs one fetch of a query plan and merges its data; records the values that it does not return. */
import type { FetchNode } from "@apollo/query-planner";
import { fetchEntities } from "./fetch-entities.js";
import { listFetchedFields } from "./fetched-fields.js";
import { copyData, mergeInto } from "./merge-data.js";
import type { Cause } from "./placed-error.js";
import { applyRewrites } from "./rewrites.js";
import {
  blameFetch,
  type FetchParts,
  finalPath,
  type Place,
  pathOf,
  sendFetch,
  toCause,
} from "./send-fetch.js";

/** Runs the fetch for the objects at these places. */
export function runFetch(fetch: FetchNode, places: readonly Place[], parts: FetchParts): Promise<void> {
  if (places.length === 0) return Promise.resolve();
  return fetch.requires === undefined
    ? fetchFields(fetch, places, parts)
    : fetchEntities(fetch, fetch.requires, places, parts);
}

async function fetchFields(fetch: FetchNode, places: readonly Place[], parts: FetchParts): Promise<void> {
  const { schema, failures } = parts;
  const answer = await sendFetch(fetch, {}, parts);
  const whole: Cause[] = [];
  for (const error of answer.errors ?? []) {
    const cause = toCause(fetch, error);
    const within = finalPath(fetch, error.path ?? []);
    if (!listFetchedFields(schema, fetch).has(String(within[0])))
      whole.push({ ...cause, isOfWholeFetch: true });
    else for (const place of places) failures.add([...pathOf(place), ...within], cause);
  }
  if (answer.data != null) applyRewrites(schema, fetch.outputRewrites, answer.data);
  for (const place of places) {
    const data = answer.data == null ? null : places.length === 1 ? answer.data : copyData(answer.data);
    if (data !== null) mergeInto(place.object, data);
    blameFetch(fetch, [place], () => listFetchedFields(schema, fetch), whole, answer, parts);
  }
}
