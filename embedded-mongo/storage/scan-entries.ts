/** Reads ordered entries without changing them. */
import { findPlace, type Interval, type OrderedEntries, type StoredRecord } from "./ordered-entries.js";

/** Returns the first record under exactly this key. */
export function findRecord(entries: OrderedEntries, key: string): StoredRecord | undefined {
  const { block, at } = findPlace(entries, key, -1);
  const { keys, records } = entries.blocks[block]!;
  return keys[at] === key ? records[at] : undefined;
}

/** Counts the entries in an interval: exact, without a walk over the entries. */
export function countEntries(entries: OrderedEntries, { low, high }: Interval): number {
  const from = findPlace(entries, low, -1);
  const to = findPlace(entries, high, -1);
  if (from.block === to.block) return Math.max(0, to.at - from.at);
  let count = entries.blocks[from.block]!.keys.length - from.at + to.at;
  for (let i = from.block + 1; i < to.block; i++) count += entries.blocks[i]!.keys.length;
  return Math.max(0, count);
}

/**
 * Walks an interval forwards or backwards. Entries may be inserted and removed during the walk: the walk may or may not
 * meet those, and meets every other entry once.
 */
export function* scanEntries(
  entries: OrderedEntries,
  { low, high }: Interval,
  backwards: boolean,
): Generator<StoredRecord> {
  const step = backwards ? -1 : 1;
  let { block, at } = findPlace(entries, backwards ? high : low, -1);
  if (backwards) at--;
  let seenChanges = entries.changes;
  while (true) {
    const { blocks } = entries;
    while (at < 0 || at >= (blocks[block]?.keys.length ?? 0)) {
      block += step;
      if (block < 0 || block >= blocks.length) return;
      at = backwards ? blocks[block]!.keys.length - 1 : 0;
    }
    const key = blocks[block]!.keys[at]!;
    const record = blocks[block]!.records[at]!;
    if (backwards ? key < low : key >= high) return;
    yield record;
    if (seenChanges === entries.changes) at += step;
    else {
      seenChanges = entries.changes;
      ({ block, at } = findPlace(entries, key, backwards ? record.number : record.number + 1));
      if (backwards) at--;
    }
  }
}
