/** Open cursors: they return results in batches, and expire when no getMore comes. */
import { randomBytes } from "node:crypto";
import { Long } from "bson";
import { failure } from "../errors.js";
import type { Pace } from "../pace.js";
import { type Batch, type Cursor, type CursorSource, type Results, readBatch } from "./read-batch.js";

/** MongoDB's cursorTimeoutMillis. */
const idleLimitMilliseconds = 10 * 60_000;

/** All open cursors of a server. */
export interface Cursors {
  count(): number;
  create(namespace: string, results: Results, pace: Pace, source?: CursorSource): Cursor;
  /**
   * Returns the next batch: at most `size` documents (0 is none) and 16 MiB. The cursor stays open unless its results
   * have ended or `close` is set.
   */
  nextBatch(cursor: Cursor, size: number, close?: boolean): Promise<Batch>;
  /** Returns the open cursor with this id; throws CursorNotFound. */
  get(id: unknown, namespace: string): Cursor;
  /** Closes a cursor; false when none has this id. */
  kill(id: unknown): boolean;
  /** Closes cursors that have been idle for ten minutes. */
  expire(): void;
}

/** Creates a server's register of cursors. */
export function createCursors(): Cursors {
  const open = new Map<string, Cursor>();
  const kill = (id: unknown) => {
    open.get(String(id))?.results.return?.();
    return open.delete(String(id));
  };
  return {
    count: () => open.size,
    create: (namespace, results, pace, source = {}) => ({
      namespace,
      results,
      pace,
      ...source,
      id: Long.ZERO,
      lastUsed: Date.now(),
      held: undefined,
    }),
    async nextBatch(cursor, size, close = false) {
      if (!cursor.id.isZero()) {
        open.delete(cursor.id.toString());
        cursor.pace.resume();
      }
      const { documents, ended } = await readBatch(cursor, size);
      if (ended || close) {
        cursor.results.return?.();
        return { documents, id: Long.ZERO };
      }
      cursor.lastUsed = Date.now();
      cursor.pace.rest();
      // Most cursors end with their first batch and need no id.
      if (cursor.id.isZero()) cursor.id = randomId();
      open.set(cursor.id.toString(), cursor);
      return { documents, id: cursor.id };
    },
    get(id, namespace) {
      const cursor = open.get(String(id));
      if (!cursor) throw failure(43, `cursor id ${id} not found`);
      if (cursor.namespace !== namespace)
        throw failure(13, `the cursor belongs to ${cursor.namespace}, not to ${namespace}`);
      return cursor;
    },
    kill,
    expire() {
      const now = Date.now();
      for (const [id, { expires = true, lastUsed }] of open)
        if (expires && now - lastUsed > idleLimitMilliseconds) kill(id);
    },
  };
}

/** Positive and unguessable, as MongoDB's. */
function randomId(): Long {
  const random = randomBytes(8);
  return new Long(random.readInt32LE(0), random.readInt32LE(4) & 0x7fffffff);
}
