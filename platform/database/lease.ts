/** Leases: claims on work that expire. One of many processes does the work, and a process that dies loses it. */
import { randomUUID } from "node:crypto";
import type { Model, QueryFilter, UpdateQuery } from "mongoose";

/** The paths in a document of the lease on it: the name of its holder, and the time until which it is held. */
export interface LeasePaths {
  holder: string;
  until: string;
}

/** Creates one holder of leases on the documents of a collection; each lease lasts `milliseconds`. */
export function createLeaseHolder<Record extends { _id: string }>(
  model: Model<Record>,
  paths: LeasePaths,
  milliseconds: number,
) {
  const holder = randomUUID();
  const held = (_id: string) => ({ _id, [paths.holder]: holder }) as QueryFilter<Record>;
  const lease = (now: number) => ({ [paths.holder]: holder, [paths.until]: new Date(now + milliseconds) });
  return {
    /** The filter of a document while this holder has the lease on it. */
    held,

    /**
     * Takes the lease on the matching document that has been free for the longest time, and applies `update` with it;
     * null when none is free. One conditional update, so that one of many holders gets it.
     */
    async take(
      filter: QueryFilter<Record> = {},
      update: UpdateQuery<Record> = {},
      { upsert = false } = {},
    ): Promise<Record | null> {
      const now = Date.now();
      return (await model
        .findOneAndUpdate(
          { ...filter, [paths.until]: { $lte: new Date(now) } } as QueryFilter<Record>,
          { ...update, $set: lease(now) } as UpdateQuery<Record>,
          { returnDocument: "after", ...(upsert ? { upsert } : { sort: { [paths.until]: 1 } }) },
        )
        .lean()) as Record | null;
    },

    /**
     * Takes the leases on at most `limit` free documents, and returns `fields` of these. A document that was never leased
     * is free.
     */
    async takeMany<Field extends keyof Record & string>(
      filter: QueryFilter<Record>,
      limit: number,
      fields: readonly Field[],
    ): Promise<Pick<Record, Field | "_id">[]> {
      const now = Date.now();
      const free = { ...filter, [paths.until]: { $not: { $gt: new Date(now) } } } as QueryFilter<Record>;
      const found = await model.find(free, { _id: 1 }).limit(limit).lean();
      if (found.length === 0) return [];
      const among = { _id: { $in: found.map((one) => (one as Record)._id) } };
      // A second holder finds the documents leased by the first, and changes none.
      await model.updateMany({ ...free, ...among }, { $set: lease(now) } as UpdateQuery<Record>);
      const leased = model.find({ ...among, [paths.holder]: holder } as QueryFilter<Record>, [...fields]);
      return (await leased.lean()) as unknown as Pick<Record, Field | "_id">[];
    },

    /** Lets the lease last for its whole time again; false when it has been lost. */
    async extend(_id: string): Promise<boolean> {
      const { matchedCount } = await model.updateOne(held(_id), {
        $set: lease(Date.now()),
      } as UpdateQuery<Record>);
      return matchedCount === 1;
    },

    /** Gives the lease back and applies `update`; the document can be leased again after `waitMilliseconds`. */
    async release(_id: string, waitMilliseconds: number, update: UpdateQuery<Record> = {}): Promise<void> {
      const free = { [paths.holder]: null, [paths.until]: new Date(Date.now() + waitMilliseconds) };
      await model.updateOne(held(_id), {
        ...update,
        $set: { ...update.$set, ...free },
      } as UpdateQuery<Record>);
    },
  };
}
