/** Open cursors: hands out results in batches, and forgets cursors that nobody asks for any more. */
import { randomBytes } from "node:crypto";
import { Long } from "bson";
import { failure } from "../errors.js";
import type { Pace } from "../pace.js";
import { MAX_DOCUMENT_BYTES } from "../values/bson.js";

const IDLE_MS = 10 * 60_000;

/** Results that can be asked for one by one; null where the caller may pause. */
export type Results = Iterator<Buffer | null>;

/** A query whose results are not all out yet. */
export interface Cursor {
  id: Long;
  namespace: string;
  results: Results;
  /** The time limit and pacing of the command that reads it now. */
  pace: Pace;
  /** The collection it still reads, which may be dropped meanwhile. */
  collection: { readonly dropped: boolean } | undefined;
  /** When it was asked last; it is forgotten after ten minutes. */
  lastUsed: number;
  /** Set by noCursorTimeout. */
  stays: boolean;
  held: Buffer | undefined;
}

/** All open cursors of a server. */
export class Cursors {
  private readonly open = new Map<string, Cursor>();

  get count(): number {
    return this.open.size;
  }

  create(
    namespace: string,
    results: Results,
    pace: Pace,
    collection?: { readonly dropped: boolean },
    stays = false,
  ): Cursor {
    const state = { id: Long.ZERO, lastUsed: Date.now(), held: undefined };
    return { namespace, results, pace, collection, stays, ...state };
  }

  /**
   * Takes the next batch: at most `size` documents (0: none) and 16 MiB. The cursor stays open unless its
   * results have ended or `close` is set.
   */
  async batch(cursor: Cursor, size: number, close = false): Promise<{ documents: Buffer[]; id: Long }> {
    const documents: Buffer[] = [];
    let bytes = 0;
    let ended = false;
    if (!cursor.id.isZero()) {
      this.open.delete(cursor.id.toString());
      cursor.pace.resume();
    }
    while (documents.length < size) {
      const next: Buffer | null | undefined = cursor.held ?? this.advance(cursor);
      cursor.held = undefined;
      if (next === undefined) {
        ended = true;
        break;
      }
      if (next === null) {
        await cursor.pace.pause();
        continue;
      }
      if (bytes + next.length > MAX_DOCUMENT_BYTES && documents.length > 0) {
        cursor.held = next;
        break;
      }
      bytes += next.length;
      documents.push(next);
    }
    if (ended || close) {
      cursor.results.return?.();
      return { documents, id: Long.ZERO };
    }
    cursor.lastUsed = Date.now();
    cursor.pace.rest();
    // Most cursors end with their first batch and never need an id. Positive and unguessable, as the server's are.
    if (cursor.id.isZero()) {
      const random = randomBytes(8);
      cursor.id = new Long(random.readInt32LE(0), random.readInt32LE(4) & 0x7fffffff);
    }
    this.open.set(cursor.id.toString(), cursor);
    return { documents, id: cursor.id };
  }

  private advance(cursor: Cursor): Buffer | null | undefined {
    if (cursor.collection?.dropped) throw failure(175, `collection dropped: ${cursor.namespace}`);
    const { done, value } = cursor.results.next();
    return done ? undefined : value;
  }

  /** The open cursor with this id; throws CursorNotFound. */
  get(id: unknown, namespace: string): Cursor {
    const cursor = this.open.get(String(id));
    if (!cursor) throw failure(43, `cursor id ${id} not found`);
    if (cursor.namespace !== namespace)
      throw failure(13, `the cursor belongs to ${cursor.namespace}, not to ${namespace}`);
    return cursor;
  }

  /** Closes a cursor; false if there is none. */
  kill(id: unknown): boolean {
    this.open.get(String(id))?.results.return?.();
    return this.open.delete(String(id));
  }

  /** Closes cursors that have been idle for ten minutes. */
  expire(now = Date.now()): void {
    for (const [id, cursor] of this.open) if (!cursor.stays && now - cursor.lastUsed > IDLE_MS) this.kill(id);
  }
}

function element(type: number, name: string, value: Buffer): Buffer {
  return Buffer.concat([Buffer.from([type]), Buffer.from(`${name}\0`), value]);
}

function wrap(parts: Buffer[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 5);
  const head = Buffer.alloc(4);
  head.writeInt32LE(length);
  return Buffer.concat([head, ...parts, Buffer.alloc(1)], length);
}

/** The answer that carries a batch, written around the documents' bytes as they are. */
export function cursorReply(
  field: "firstBatch" | "nextBatch",
  namespace: string,
  batch: { documents: Buffer[]; id: Long },
): Buffer {
  const array = wrap(batch.documents.flatMap((bytes, i) => [Buffer.from(`\x03${i}\0`), bytes]));
  const name = Buffer.from(`\0\0\0\0${namespace}\0`);
  name.writeInt32LE(name.length - 4);
  const ok = Buffer.alloc(8);
  ok.writeDoubleLE(1);
  const cursor = wrap([
    element(4, field, array),
    element(0x12, "id", Buffer.from(batch.id.toBytesLE())),
    element(2, "ns", name),
  ]);
  return wrap([element(3, "cursor", cursor), element(1, "ok", ok)]);
}
