/** Gives sessions of an earlier version an empty list of sign-in methods: how their owner signed in is not known. */
import type { DataChange } from "../../../platform/database/migrations/migration.js";

const withoutMethods = { methods: { $exists: false } };

export const listMethods: DataChange = {
  requires: null,
  left: (connection) => connection.collection("sessions").countDocuments(withoutMethods),
  async up(connection, advance) {
    const { modifiedCount } = await connection
      .collection("sessions")
      .updateMany(withoutMethods, { $set: { methods: [] } });
    await advance(modifiedCount);
  },
};
