/** Keeps events in the documents that they are about, until a relay has published them. */
import { type Model, Schema, type SchemaDefinitionProperty } from "mongoose";
import type { Event } from "../events/event.js";
import type { Outbox } from "../events/outbox-events.js";
import { createLeaseHolder } from "./lease.js";

/** A document with events that are not published yet. */
export interface WithOutbox {
  outbox: Event[];
  /** The lease of the relay that publishes them; absent before the first lease, and once all are published. */
  relay?: RelayMark | null;
}

interface RelayMark {
  holder: string | null;
  /** No other relay publishes from this document before this time. */
  until: Date;
  /** How many attempts in a row have failed. */
  failures?: number;
}

/** The maximum number of documents that a relay leases at a time. */
const batchSize = 100;

const leaseMilliseconds = 30_000;

/** The schema fields for `WithOutbox`. */
export const outboxFields: {
  outbox: SchemaDefinitionProperty<Event[]>;
  relay: SchemaDefinitionProperty<RelayMark | null>;
} = {
  outbox: { type: Schema.Types.Mixed, default: () => [] },
  relay: { type: Schema.Types.Mixed },
};

/** Declares the index by which relays find waiting events; a document with an empty outbox is not in it. */
export function indexOutbox(schema: Schema): void {
  schema.index({ "outbox.time": 1 }, { partialFilterExpression: { "outbox.0": { $exists: true } } });
}

/** The filter of documents with waiting events, in a form that the partial index serves. */
const waiting = { "outbox.0": { $exists: true }, "outbox.time": { $gt: "" } } as const;

/**
 * Creates the outbox of a model's collection, for one relay. With `tombstoneField`, a document in which that field is set
 * is deleted once its last event is published.
 */
export function createOutbox<Record extends WithOutbox & { _id: string }>(
  model: Model<Record>,
  tombstoneField?: keyof Record & string,
): Outbox {
  const documents = model as unknown as Model<WithOutbox & { _id: string }>;
  const paths = { holder: "relay.holder", until: "relay.until" };
  const lease = createLeaseHolder(documents, paths, leaseMilliseconds);
  const published = (ids: string[]) => ({ $pull: { outbox: { id: { $in: ids } } } });
  return {
    leaseMilliseconds,
    async lease() {
      const leased = await lease.takeMany(waiting, batchSize, ["outbox", "relay"]);
      return leased
        .filter(({ outbox }) => outbox.length > 0)
        .map(({ _id, outbox, relay }) => ({
          documentId: _id,
          events: outbox,
          failures: relay?.failures ?? 0,
        }));
    },
    async release(documentId, ids) {
      // As a rule all events are published and none has been added: then one update is enough.
      const done = await documents.updateOne(
        {
          ...lease.held(documentId),
          outbox: { $size: ids.length },
          ...(tombstoneField !== undefined && { [tombstoneField]: null }),
        },
        { $set: { outbox: [] }, $unset: { relay: 1 } },
      );
      if (done.matchedCount === 1) return [];
      const left = await documents
        .findOneAndUpdate({ _id: documentId }, published(ids), {
          returnDocument: "after",
          projection: { outbox: 1 },
        })
        .lean();
      if (left === null || left.outbox.length > 0) return left?.outbox ?? [];
      await documents.updateOne(lease.held(documentId), { $unset: { relay: 1 } });
      if (tombstoneField !== undefined) {
        await documents.deleteOne({ _id: documentId, [tombstoneField]: { $ne: null }, outbox: { $size: 0 } });
      }
      return [];
    },
    async postpone(documentId, ids, { milliseconds, failures }) {
      await documents.updateOne({ _id: documentId }, published(ids));
      await lease.release(documentId, milliseconds, { $set: { "relay.failures": failures } });
    },
    async backlog() {
      const [count, oldest] = await Promise.all([
        documents.countDocuments(waiting),
        documents
          .findOne(waiting, { outbox: { $slice: 1 } })
          .sort({ "outbox.time": 1 })
          .lean(),
      ]);
      const time = oldest?.outbox[0]?.time;
      return { waiting: count, oldestAt: time === undefined ? null : new Date(time) };
    },
  };
}
