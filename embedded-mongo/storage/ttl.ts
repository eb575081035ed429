/** Removes documents whose TTL index says that their time is over. */
import type { Document } from "bson";
import { Pace } from "../pace.js";
import { readDocument } from "../values/bson.js";
import { invertKey, keyOf } from "../values/order.js";
import type { StoredCollection } from "./collection.js";
import type { CollectionIndex } from "./collection-index.js";
import type { Store } from "./store.js";

/** One round over all TTL indexes; `now` in milliseconds. */
export async function removeExpired(store: Store, now: number): Promise<number> {
  let removed = 0;
  for (const collection of [...store.collections.values()]) {
    for (const index of collection.indexes) {
      if (index.definition.expireAfterSeconds !== undefined)
        removed += await removeByIndex(collection, index, now);
    }
  }
  return removed;
}

async function removeByIndex(
  collection: StoredCollection,
  index: CollectionIndex,
  now: number,
): Promise<number> {
  const pace = new Pace();
  const limit = keyOf(new Date(now - index.definition.expireAfterSeconds! * 1000));
  const type = limit[0]!;
  const { descending } = index.fields[0]!;
  // Only dates expire: of an array, its earliest.
  const interval = descending
    ? { low: invertKey(limit), high: `${invertKey(type)}\u0100` }
    : { low: type, high: `${limit}\u0100` };
  let removed = 0;
  for (const record of index.entries.scan(interval, false)) {
    const document: Document = readDocument(record.bytes);
    if (collection.dropped || !collection.holds(record, document)) continue;
    collection.remove(record, document);
    removed++;
    if (pace.due()) await pace.pause();
  }
  return removed;
}
