/** Changes a document on top of the version that the change was decided on, together with its event. */
import type { Model } from "mongoose";
import { conflict } from "../errors.js";
import type { Event } from "../events/event.js";
import type { WithOutbox } from "./outbox.js";

/** A document with optimistic concurrency; its version grows by one with each change. */
export interface Versioned extends WithOutbox {
  _id: string;
  version: number;
  updatedAt: Date;
}

const attempts = 10;

/**
 * Reads the document, lets `decide` say what changes (null for nothing; it may throw to refuse), and writes
 * that and the event in one update if nobody else has changed the document meanwhile; else decides anew.
 * Answers the document as it now is, or null when there is none.
 * @throws AppError CONFLICT when others are always faster.
 */
export async function changeVersioned<Record extends Versioned>(
  model: Model<Record>,
  id: string,
  decide: (current: Record) => Partial<Record> | null,
  toEvent: (next: Record) => Event,
): Promise<Record | null> {
  const documents = model as unknown as Model<Versioned>;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const current = (await documents.findById(id).lean()) as Record | null;
    if (current === null) return null;
    const decided = decide(current);
    if (decided === null) return current;
    const changes = { ...decided, version: current.version + 1, updatedAt: new Date() };
    const next = { ...current, ...changes };
    const result = await documents.updateOne(
      { _id: id, version: current.version },
      { $set: changes, $push: { outbox: toEvent(next) } },
    );
    if (result.modifiedCount === 1) return next;
  }
  throw conflict("Others are changing this at the same time; try again.");
}
