/** Keeps events in the documents they tell of, until the relay has published them. */
import { type Model, Schema, type SchemaDefinitionProperty } from "mongoose";
import type { Event } from "../events/event.js";
import { type Outbox, outboxBatchSize } from "../events/outbox-relay.js";

/** Events that wait in a document until the relay has published them. */
export interface WithOutbox {
  outbox: Event[];
}

/** The schema field for `WithOutbox`. */
export const outboxField: SchemaDefinitionProperty<Event[]> = { type: Schema.Types.Mixed, default: () => [] };

/** Declares the index by which the relay finds waiting events; documents without any are not in it. */
export function indexOutbox(schema: Schema): void {
  schema.index({ "outbox.time": 1 }, { partialFilterExpression: { "outbox.0": { $exists: true } } });
}

/**
 * The outbox of a model's collection, for the relay. With `tombstoneField`, a document in which that field is
 * set goes for good once its last event is out.
 */
export function createOutbox<Record extends WithOutbox & { _id: string }>(
  model: Model<Record>,
  tombstoneField?: keyof Record & string,
): Outbox {
  const documents = model as unknown as Model<WithOutbox & { _id: string }>;
  return {
    async pending() {
      const found = await documents
        .find({ "outbox.0": { $exists: true }, "outbox.time": { $gt: "" } }, { outbox: 1 })
        .limit(outboxBatchSize)
        .lean();
      return found.map(({ _id, outbox }) => ({ documentId: _id, events: outbox }));
    },
    async remove(documentId, eventIds) {
      await documents.updateOne({ _id: documentId }, { $pull: { outbox: { id: { $in: eventIds } } } });
      if (tombstoneField !== undefined) {
        await documents.deleteOne({ _id: documentId, [tombstoneField]: { $ne: null }, outbox: { $size: 0 } });
      }
    },
  };
}
