/** Gives search keys to tasks that were stored before titles could be searched. */
import type { DataChange } from "../../../platform/database/migrations/migration.js";
import { searchKeysOf } from "../service/search-keys.js";

interface StoredTask {
  _id: string;
  title: string;
  viewerIds: string[];
  version: number;
}

const withoutKeys = { searchKeys: { $exists: false } };
const batchSize = 500;

export const fillSearchKeys: DataChange = {
  requires: null,
  left: (connection) => connection.collection<StoredTask>("tasks").countDocuments(withoutKeys),
  async up(connection, advance) {
    const tasks = connection.collection<StoredTask>("tasks");
    for (;;) {
      const found = await tasks
        .find(withoutKeys, { projection: { title: 1, viewerIds: 1, version: 1 } })
        .limit(batchSize)
        .toArray();
      if (found.length === 0) return;
      const { modifiedCount } = await tasks.bulkWrite(
        found.map(({ _id, version, title, viewerIds }) => ({
          // A task that older code changes at the same time is in the next batch.
          updateOne: {
            filter: { _id, version },
            update: { $set: { searchKeys: searchKeysOf(title, viewerIds) } },
          },
        })),
        { ordered: false },
      );
      await advance(modifiedCount);
    }
  },
};
