/** Keeps events in the documents they tell of, until a relay has published them. */
import { type Model, Schema, type SchemaDefinitionProperty } from "mongoose";
import type { Event } from "../events/event.js";
import type { Outbox } from "../events/outbox-relay.js";

/** Events that wait in a document until a relay has published them. */
export interface WithOutbox {
  outbox: Event[];
  /** Which relay works on them, or when one may again; absent while nobody has. */
  relay?: RelayMark | null;
}

interface RelayMark {
  holder: string | null;
  /** Nobody else publishes from this document before. */
  until: Date;
  failures: number;
}

/** Most documents that a relay leases at a time. */
const batchSize = 100;

/** The schema fields for `WithOutbox`. */
export const outboxFields: {
  outbox: SchemaDefinitionProperty<Event[]>;
  relay: SchemaDefinitionProperty<RelayMark | null>;
} = {
  outbox: { type: Schema.Types.Mixed, default: () => [] },
  relay: { type: Schema.Types.Mixed },
};

/** Declares the index by which relays find waiting events; documents without any are not in it. */
export function indexOutbox(schema: Schema): void {
  schema.index({ "outbox.time": 1 }, { partialFilterExpression: { "outbox.0": { $exists: true } } });
}

/** Documents with something in the outbox, in a form that the partial index serves. */
const waiting = { "outbox.0": { $exists: true }, "outbox.time": { $gt: "" } } as const;

/**
 * The outbox of a model's collection, for relays. With `tombstoneField`, a document in which that field is set
 * goes for good once its last event is out.
 */
export function createOutbox<Record extends WithOutbox & { _id: string }>(
  model: Model<Record>,
  tombstoneField?: keyof Record & string,
): Outbox {
  const documents = model as unknown as Model<WithOutbox & { _id: string }>;
  const published = (ids: string[]) => ({ $pull: { outbox: { id: { $in: ids } } } });
  return {
    async lease(holder, milliseconds) {
      const now = new Date();
      const free = { ...waiting, "relay.until": { $not: { $gt: now } } };
      const found = await documents.find(free, { _id: 1 }).limit(batchSize).lean();
      if (found.length === 0) return [];
      const among = { _id: { $in: found.map(({ _id }) => _id) } };
      const mark = { "relay.holder": holder, "relay.until": new Date(now.getTime() + milliseconds) };
      // Whoever comes second finds the mark of the first and gets nothing.
      await documents.updateMany(
        { ...among, ...waiting, "relay.until": { $not: { $gt: now } } },
        { $set: mark },
      );
      const leased = await documents
        .find({ ...among, "relay.holder": holder }, { outbox: 1, relay: 1 })
        .lean();
      return leased
        .filter(({ outbox }) => outbox.length > 0)
        .map(({ _id, outbox, relay }) => ({
          documentId: _id,
          events: outbox,
          failures: relay?.failures ?? 0,
        }));
    },
    async release(documentId, holder, ids) {
      // As a rule all that was there is out and nothing has come in: then one update does it.
      const done = await documents.updateOne(
        {
          _id: documentId,
          "relay.holder": holder,
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
      await documents.updateOne({ _id: documentId, "relay.holder": holder }, { $unset: { relay: 1 } });
      if (tombstoneField !== undefined) {
        await documents.deleteOne({ _id: documentId, [tombstoneField]: { $ne: null }, outbox: { $size: 0 } });
      }
      return [];
    },
    async postpone(documentId, holder, ids, milliseconds) {
      await documents.updateOne({ _id: documentId }, published(ids));
      await documents.updateOne(
        { _id: documentId, "relay.holder": holder },
        {
          $set: { "relay.holder": null, "relay.until": new Date(Date.now() + milliseconds) },
          $inc: { "relay.failures": 1 },
        },
      );
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
