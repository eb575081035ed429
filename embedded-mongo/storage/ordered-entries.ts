/**
 * A sorted list of (key, record) entries in blocks: search, insertion and removal stay quick at any size.
 *
 * The functions take the list as plain data instead of closing over it: an entry is added for each index of each
 * written document, and an index needs no closures of its own.
 */

/** A stored document: its BSON, and a number that distinguishes records with equal keys. */
export interface StoredRecord {
  readonly number: number;
  bytes: Buffer;
}

/** A run of keys from `low` to `high`; either end is a key, or a key's beginning followed by `afterKey`. */
export interface Interval {
  low: string;
  high: string;
}

const maxBlockEntries = 256;

interface Block {
  keys: string[];
  records: StoredRecord[];
}

/** Entries sorted by key, entries with equal keys by their record's number. */
export interface OrderedEntries {
  blocks: Block[];
  /** Rises with every insertion and removal, so that a scan notices them. */
  changes: number;
  size: number;
}

/** Creates an empty list. */
export function createOrderedEntries(): OrderedEntries {
  return { blocks: [{ keys: [], records: [] }], changes: 0, size: 0 };
}

/** Finds the first place whose entry does not sort before (key, number). */
export function findPlace(
  { blocks }: OrderedEntries,
  key: string,
  number: number,
): { block: number; at: number } {
  let low = 0;
  let high = blocks.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    const { keys, records } = blocks[middle]!;
    const last = keys.length - 1;
    if (keys[last]! < key || (keys[last] === key && records[last]!.number < number)) low = middle + 1;
    else high = middle;
  }
  const { keys, records } = blocks[low]!;
  let from = 0;
  let to = keys.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    const own = keys[middle]!;
    if (own < key || (own === key && records[middle]!.number < number)) from = middle + 1;
    else to = middle;
  }
  return { block: low, at: from };
}

/** Inserts an entry at its place. */
export function addEntry(entries: OrderedEntries, key: string, record: StoredRecord): void {
  const { block: index, at } = findPlace(entries, key, record.number);
  const block = entries.blocks[index]!;
  entries.changes++;
  entries.size++;
  if (at === block.keys.length) {
    block.keys.push(key);
    block.records.push(record);
  } else {
    block.keys.splice(at, 0, key);
    block.records.splice(at, 0, record);
  }
  if (block.keys.length <= maxBlockEntries) return;
  // Rising keys (ObjectIds, dates) fill the last block: leave it nearly full rather than half full.
  const isRising = index === entries.blocks.length - 1 && at >= maxBlockEntries - 1;
  const half = isRising ? maxBlockEntries : maxBlockEntries / 2;
  const second = { keys: block.keys.splice(half), records: block.records.splice(half) };
  entries.blocks.splice(index + 1, 0, second);
}

/** Removes an entry; does nothing when the list does not hold it. */
export function removeEntry(entries: OrderedEntries, key: string, record: StoredRecord): void {
  const { block: index, at } = findPlace(entries, key, record.number);
  const block = entries.blocks[index]!;
  if (block.records[at] !== record || block.keys[at] !== key) return;
  entries.changes++;
  entries.size--;
  block.keys.splice(at, 1);
  block.records.splice(at, 1);
  if (block.keys.length === 0 && entries.blocks.length > 1) entries.blocks.splice(index, 1);
}
