/** A sample thing as the graph shows it, and its conversion from the stored record. */
import type { Edge, Slice } from "../../../platform/pagination.js";
import type { SampleThingRecord } from "../model.js";

/** A sample thing as the graph shows it. */
export interface SampleThing {
  id: string;
  name: string;
  ownerId: string;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

/** A reference to a user, whose fields other subgraphs resolve. */
export interface UserReference {
  id: string;
}

export type SampleThingPage = Slice<SampleThing>;
export type SampleThingEdge = Edge<SampleThing>;

/** The projection that `toSampleThing` needs. */
export const sampleThingFields = { name: 1, ownerId: 1, version: 1, createdAt: 1, updatedAt: 1 } as const;

/** Converts a stored sample thing, read by `sampleThingFields`. */
export function toSampleThing({
  _id,
  name,
  ownerId,
  version,
  createdAt,
  updatedAt,
}: Pick<SampleThingRecord, "_id" | keyof typeof sampleThingFields>): SampleThing {
  return { id: _id, name, ownerId, version, createdAt, updatedAt };
}
