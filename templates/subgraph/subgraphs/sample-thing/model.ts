/** The sample thing database. */
import { type Connection, type Model, Schema } from "mongoose";
import { indexOutbox, outboxFields } from "../../platform/database/outbox.js";
import type { Versioned } from "../../platform/database/versioned.js";

/** A sample thing as it is stored. */
export interface SampleThingRecord extends Versioned {
  name: string;
  ownerId: string;
  /** When it was deleted; the document goes when its last event is published. */
  deletedAt: Date | null;
  createdAt: Date;
}

/** The collections of this database. */
export interface SampleThingModels {
  sampleThings: Model<SampleThingRecord>;
}

/** Creates the models on the service's own connection. */
export function createSampleThingModels(connection: Connection): SampleThingModels {
  const schema = new Schema<SampleThingRecord>(
    {
      _id: { type: String, required: true },
      name: { type: String, default: "" },
      ownerId: { type: String, required: true },
      version: { type: Number, required: true },
      deletedAt: { type: Date, default: null },
      createdAt: { type: Date, required: true },
      updatedAt: { type: Date, required: true },
      ...outboxFields,
    },
    { versionKey: false },
  );
  // The list of an owner, and that of an admin.
  schema.index({ ownerId: 1, createdAt: -1, _id: -1 });
  schema.index({ createdAt: -1, _id: -1 });
  indexOutbox(schema);
  return { sampleThings: connection.model<SampleThingRecord>("SampleThing", schema, "sampleThings") };
}
