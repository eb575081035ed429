/** Changes a document on top of the version that the change was decided on, together with its event. */
import type { Model } from "mongoose";
import { conflict, notFound } from "../errors.js";
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
 * Answers the document as it now is, or null when there is none. `given` is a filter of what `decide` has looked at
 * and others may change without a new version.
 * @throws AppError CONFLICT when others are always faster.
 */
export async function changeVersioned<Record extends Versioned>(
  model: Model<Record>,
  id: string,
  decide: (current: Record) => Partial<Record> | null,
  toEvent: (next: Record) => Event,
  given: Readonly<{ [path: string]: unknown }> = {},
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
      { ...given, _id: id, version: current.version },
      { $set: changes, $push: { outbox: toEvent(next) } },
    );
    if (result.modifiedCount === 1) return next;
  }
  throw conflict("Others are changing this at the same time; try again.");
}

/**
 * Replaces the document by what `decide` makes of it, so that nothing else stays in it, and adds the event to those
 * that wait; if somebody else has changed it meanwhile, decides anew. What `decide` answers has the next version.
 * @throws AppError NOT_FOUND when there is none; CONFLICT when others are always faster.
 */
export async function replaceVersioned<Record extends Versioned>(
  model: Model<Record>,
  id: string,
  decide: (current: Record) => Omit<Record, "outbox" | "relay">,
  toEvent: (next: Omit<Record, "outbox" | "relay">) => Event,
): Promise<Record> {
  const documents = model as unknown as Model<Versioned>;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const current = (await documents.findById(id).lean()) as Record | null;
    if (current === null) throw notFound("document");
    const decided = decide(current);
    // Events that go out at this moment may go out once more: that is allowed, and losing one is not.
    const outbox = [...current.outbox, toEvent(decided)];
    const relay = current.relay ? { relay: current.relay } : {};
    const next = { ...decided, outbox, ...relay } as Record;
    const result = await documents.replaceOne({ _id: id, version: current.version }, next as Versioned);
    if (result.modifiedCount === 1) return next;
  }
  throw conflict("Others are changing this at the same time; try again.");
}
