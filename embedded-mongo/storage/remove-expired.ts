/** Removes documents whose TTL index says that they have expired: https://www.mongodb.com/docs/v7.0/core/index-ttl/ */
import type { Document } from "bson";
import { createPace } from "../pace.js";
import { readDocument } from "../values/bson.js";
import { invertKey } from "../values/invert-key.js";
import { afterKey, keyOf } from "../values/keys.js";
import { holdsRecord, type StoredCollection } from "./collection.js";
import type { CollectionIndex } from "./collection-index.js";
import { scanEntries } from "./scan-entries.js";
import type { Store } from "./store.js";

/** Scans all TTL indexes once; `now` is a time in milliseconds. Resolves to the number of removed documents. */
export async function removeExpired(store: Store, now: number): Promise<number> {
  let removed = 0;
  for (const collection of [...store.collections.values()]) {
    for (const index of collection.indexes) {
      if (index.definition.expireAfterSeconds !== undefined)
        removed += await removeByIndex(store, collection, index, now);
    }
  }
  return removed;
}

async function removeByIndex(
  store: Store,
  collection: StoredCollection,
  index: CollectionIndex,
  now: number,
): Promise<number> {
  const pace = createPace();
  const limit = keyOf(new Date(now - index.definition.expireAfterSeconds! * 1000));
  const type = limit[0]!;
  const { descending } = index.fields[0]!;
  // Only dates expire; of an array, the earliest date decides.
  const interval = descending
    ? { low: invertKey(limit), high: invertKey(type) + afterKey }
    : { low: type, high: limit + afterKey };
  let removed = 0;
  for (const record of scanEntries(index.entries, interval, false)) {
    const document: Document = readDocument(record.bytes);
    if (collection.dropped || !holdsRecord(collection, record, document)) continue;
    store.remove(collection, record, document);
    removed++;
    if (pace.isDue()) await pace.pause();
  }
  return removed;
}
