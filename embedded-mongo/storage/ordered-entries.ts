/** A sorted list of (key, record) entries in blocks, which stays quick to search and change at any size. */

/** A stored document: its bytes, and a number that tells records with equal keys apart. */
export interface StoredRecord {
  readonly number: number;
  bytes: Buffer;
}

const BLOCK_SIZE = 256;

interface Block {
  keys: string[];
  records: StoredRecord[];
}

/** A run of keys: from `low` to `high`, either end a key or a key's beginning with AFTER behind it. */
export interface Interval {
  low: string;
  high: string;
}

/** The entries of one index. Scans go on correctly after entries were added or removed under them. */
export class OrderedEntries {
  private blocks: Block[] = [{ keys: [], records: [] }];
  private changes = 0;
  size = 0;

  /** Finds the first place whose entry is not before (key, number). */
  private place(key: string, number: number): { block: number; at: number } {
    let low = 0;
    let high = this.blocks.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      const { keys, records } = this.blocks[middle]!;
      const last = keys.length - 1;
      if (keys[last]! < key || (keys[last] === key && records[last]!.number < number)) low = middle + 1;
      else high = middle;
    }
    const { keys, records } = this.blocks[low]!;
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

  add(key: string, record: StoredRecord): void {
    const { block: index, at } = this.place(key, record.number);
    const block = this.blocks[index]!;
    this.changes++;
    this.size++;
    if (at === block.keys.length) {
      block.keys.push(key);
      block.records.push(record);
    } else {
      block.keys.splice(at, 0, key);
      block.records.splice(at, 0, record);
    }
    if (block.keys.length <= BLOCK_SIZE) return;
    // Rising keys (ObjectIds, dates) fill the last block: leave it nearly full rather than half.
    const half = index === this.blocks.length - 1 && at >= BLOCK_SIZE - 1 ? BLOCK_SIZE : BLOCK_SIZE / 2;
    this.blocks.splice(index + 1, 0, { keys: block.keys.splice(half), records: block.records.splice(half) });
  }

  remove(key: string, record: StoredRecord): void {
    const { block: index, at } = this.place(key, record.number);
    const block = this.blocks[index]!;
    if (block.records[at] !== record || block.keys[at] !== key) return;
    this.changes++;
    this.size--;
    block.keys.splice(at, 1);
    block.records.splice(at, 1);
    if (block.keys.length === 0 && this.blocks.length > 1) this.blocks.splice(index, 1);
  }

  /** The record under exactly this key, if any. */
  get(key: string): StoredRecord | undefined {
    const { block, at } = this.place(key, -1);
    return this.blocks[block]!.keys[at] === key ? this.blocks[block]!.records[at] : undefined;
  }

  /** How many entries an interval holds; exact, and cheap enough for choosing an index. */
  count({ low, high }: Interval): number {
    const from = this.place(low, -1);
    const to = this.place(high, -1);
    if (from.block === to.block) return Math.max(0, to.at - from.at);
    let count = this.blocks[from.block]!.keys.length - from.at + to.at;
    for (let i = from.block + 1; i < to.block; i++) count += this.blocks[i]!.keys.length;
    return Math.max(0, count);
  }

  /** Walks an interval forwards or backwards; changes made meanwhile are seen or not, but never derail it. */
  *scan({ low, high }: Interval, backwards: boolean): Generator<StoredRecord> {
    const step = backwards ? -1 : 1;
    let { block, at } = this.place(backwards ? high : low, -1);
    if (backwards) at--;
    let seen = this.changes;
    while (true) {
      while (at < 0 || at >= (this.blocks[block]?.keys.length ?? 0)) {
        block += step;
        if (block < 0 || block >= this.blocks.length) return;
        at = backwards ? this.blocks[block]!.keys.length - 1 : 0;
      }
      const key = this.blocks[block]!.keys[at]!;
      const record = this.blocks[block]!.records[at]!;
      if (backwards ? key < low : key >= high) return;
      yield record;
      if (seen === this.changes) at += step;
      else {
        seen = this.changes;
        ({ block, at } = this.place(key, backwards ? record.number : record.number + 1));
        if (backwards) at--;
      }
    }
  }
}
