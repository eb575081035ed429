/** Limits how long the database works on one query, so that no query outlives the request that waits for it. */
import type { Aggregate, Connection, Query, Schema } from "mongoose";
import { currentWork } from "../request-work.js";

const reads = ["find", "findOne", "countDocuments", "estimatedDocumentCount", "distinct"] as const;
const writes = [
  "updateOne",
  "updateMany",
  "replaceOne",
  "deleteOne",
  "deleteMany",
  "findOneAndUpdate",
  "findOneAndReplace",
  "findOneAndDelete",
] as const;

/** The code of MaxTimeMSExpired (https://www.mongodb.com/docs/manual/reference/error-codes/). */
const maxTimeExpired = 50;

/**
 * Sets `maxTimeMS` on every query of models that are created later: `longestMilliseconds`, and for a read within a
 * request no more than the rest of the request's time. A write is not cut short with its request, because its outcome
 * would be unknown.
 */
export function limitQueryTime(connection: Connection, longestMilliseconds: number): void {
  // 0 would mean no limit.
  const left = () => Math.max(1, Math.min(longestMilliseconds, Math.floor(currentWork().millisecondsLeft)));
  connection.plugin((schema: Schema) => {
    schema.pre([...reads], { query: true, document: false }, function (this: Query<unknown, unknown>) {
      if (this.getOptions().maxTimeMS === undefined) this.maxTimeMS(left());
    });
    schema.pre([...writes], { query: true, document: false }, function (this: Query<unknown, unknown>) {
      if (this.getOptions().maxTimeMS === undefined) this.maxTimeMS(longestMilliseconds);
    });
    schema.pre("aggregate", function (this: Aggregate<unknown>) {
      this.options.maxTimeMS ??= left();
    });
  });
}

/** Did the database abort a query because its time was over? */
export const isTimeOver = (error: unknown): boolean =>
  (error as { code?: unknown } | null | undefined)?.code === maxTimeExpired;
