/** Stores how far background work has come, so that the next start continues there. */
import { type Connection, type Model, Schema } from "mongoose";

/** The position of one kind of work, in a format of its own. */
export interface Position {
  read(): Promise<string | null>;
  write(place: string): Promise<void>;
}

interface PositionRecord {
  _id: string;
  place: string;
}

/** Opens the position of the work called `name` in a service's own database. */
export function openPosition(connection: Connection, name: string): Position {
  const schema = new Schema<PositionRecord>(
    { _id: { type: String, required: true }, place: { type: String, required: true } },
    { versionKey: false },
  );
  const opened = connection.models["Position"] as Model<PositionRecord> | undefined;
  const positions = opened ?? connection.model<PositionRecord>("Position", schema, "positions");
  return {
    async read() {
      return (await positions.findById(name).lean())?.place ?? null;
    },
    async write(place) {
      await positions.updateOne({ _id: name }, { $set: { place } }, { upsert: true });
    },
  };
}
