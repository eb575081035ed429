/** Changes a document and adds the event of the change, if the document has not changed since it was read. */
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
 * Reads the document, and writes what `decide` returns (null for no change; it may throw to refuse) together with the
 * event, in one update that applies only to the version read; after a concurrent change it starts again. Returns the
 * document as stored, or null when there is none. `given` is a filter of fields that `decide` has read and that can
 * change without a new version; `known` is the document as it was read just before, which is not read again unless it
 * has changed.
 * @throws AppError CONFLICT after too many concurrent changes.
 */
export async function changeVersioned<Record extends Versioned>(
  model: Model<Record>,
  id: string,
  decide: (current: Record) => Partial<Record> | null,
  toEvent: (next: Record) => Event,
  { given = {}, known = null }: { given?: Readonly<{ [path: string]: unknown }>; known?: Record | null } = {},
): Promise<Record | null> {
  const documents = model as unknown as Model<Versioned>;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const isKnown = attempt === 0 && known !== null;
    const current = isKnown ? known : ((await documents.findById(id).lean()) as Record | null);
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
 * Replaces the whole document by what `decide` returns, with the next version, and adds the event to the events that
 * wait; after a concurrent change it starts again.
 * @throws AppError NOT_FOUND when there is none; CONFLICT after too many concurrent changes.
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
    // An event that is published at this moment may be published again: that is allowed, a loss is not.
    const outbox = [...current.outbox, toEvent(decided)];
    const relay = current.relay ? { relay: current.relay } : {};
    const next = { ...decided, outbox, ...relay } as Record;
    const result = await documents.replaceOne({ _id: id, version: current.version }, next as Versioned);
    if (result.modifiedCount === 1) return next;
  }
  throw conflict("Others are changing this at the same time; try again.");
}
