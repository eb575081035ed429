/** Test events that wait to be published. */
import { type Model, Schema } from "mongoose";
import { indexOutbox, outboxFields, type WithOutbox } from "../../../platform/database/outbox.js";

/** A document that holds one test event; it is deleted once the event is published. */
export interface ProbeRecord extends WithOutbox {
  _id: string;
  /** Set from the beginning: the outbox deletes such a document when it is empty. */
  deletedAt: Date;
}

export type ProbeModel = Model<ProbeRecord>;

/** The schema of `ProbeRecord`. */
export function createProbeSchema(): Schema<ProbeRecord> {
  const probe = new Schema<ProbeRecord>(
    { _id: { type: String, required: true }, deletedAt: { type: Date, required: true }, ...outboxFields },
    { versionKey: false },
  );
  indexOutbox(probe);
  return probe;
}
