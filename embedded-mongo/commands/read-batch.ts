/** Reads the next batch of a cursor. */
import type { Long } from "bson";
import { failure } from "../errors.js";
import type { Pace } from "../pace.js";
import { maxDocumentBytes } from "../values/limits.js";

/** Documents as BSON, one by one; null where the caller must pause. */
export type Results = Iterator<Buffer | null>;

/** The collection that a cursor reads; it may be dropped while the cursor is open. */
export interface CursorSource {
  collection?: { readonly dropped: boolean } | undefined;
  /** False for noCursorTimeout. */
  expires?: boolean;
}

/** A query whose results were not all returned yet. */
export interface Cursor extends CursorSource {
  /** Zero until the cursor outlives its first batch. */
  id: Long;
  namespace: string;
  results: Results;
  /** The clock of the command that created it. */
  pace: Pace;
  /** When its last batch was returned, in milliseconds. */
  lastUsed: number;
  /** A document that did not fit into the last batch. */
  held: Buffer | undefined;
}

/** A batch; its id is zero when the cursor is closed. */
export interface Batch {
  documents: Buffer[];
  id: Long;
}

/** Reads the next results, as many as fit into a reply. */
export async function readBatch(
  cursor: Cursor,
  size: number,
): Promise<{ documents: Buffer[]; ended: boolean }> {
  const documents: Buffer[] = [];
  let bytes = 0;
  while (documents.length < size) {
    const next = cursor.held ?? nextResult(cursor);
    cursor.held = undefined;
    if (next === undefined) return { documents, ended: true };
    if (next === null) {
      await cursor.pace.pause();
      continue;
    }
    if (bytes + next.length > maxDocumentBytes && documents.length > 0) {
      cursor.held = next;
      break;
    }
    bytes += next.length;
    documents.push(next);
  }
  return { documents, ended: false };
}

function nextResult({ collection, namespace, results }: Cursor): Buffer | null | undefined {
  if (collection?.dropped) throw failure(175, `collection dropped: ${namespace}`);
  const { done, value } = results.next();
  return done ? undefined : value;
}
