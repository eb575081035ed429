/** Gives each account of an earlier version its place among those from which decoy hashes are drawn. */
import type { DataChange } from "../../../platform/database/migrations/migration.js";
import { randomSamplePoint } from "../accounts/sample-point.js";

interface StoredAccount {
  _id: string;
  samplePoint?: number | null;
  deletedAt: Date | null;
}

const withoutPlace = { samplePoint: null, deletedAt: null };
const batchSize = 500;

export const placeAccounts: DataChange = {
  requires: null,
  left: (connection) => connection.collection<StoredAccount>("accounts").countDocuments(withoutPlace),
  async up(connection, advance) {
    const accounts = connection.collection<StoredAccount>("accounts");
    for (;;) {
      const found = await accounts
        .find(withoutPlace, { projection: { _id: 1 } })
        .limit(batchSize)
        .toArray();
      if (found.length === 0) return;
      const { modifiedCount } = await accounts.bulkWrite(
        found.map(({ _id }) => ({
          updateOne: {
            filter: { _id, ...withoutPlace },
            update: { $set: { samplePoint: randomSamplePoint() } },
          },
        })),
      );
      await advance(modifiedCount);
    }
  },
};
