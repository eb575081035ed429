/** The record that a database keeps of the migrations that it has had. */
import { type Connection, type Model, Schema } from "mongoose";
import { createLeaseSchema, type LeaseModel, type LeaseRecord } from "../with-lease.js";
import type { Migration } from "./migration.js";

/** A migration that has run to its end. */
export interface MigrationRecord {
  /** Its name. */
  _id: string;
  checksum: string;
  requires: string | null;
  /** The number of documents that it changed; null in a database that was empty then. */
  documents: number | null;
  startedAt: Date;
  finishedAt: Date;
}

/** The collections of migrations in a service's own database. */
export interface MigrationModels {
  records: Model<MigrationRecord>;
  leases: LeaseModel;
}

/** Opens them; once or more for a connection. */
export function openMigrationModels(connection: Connection): MigrationModels {
  const open = <Record>(name: string, collection: string, createSchema: () => Schema<Record>) =>
    (connection.models[name] as Model<Record> | undefined) ??
    connection.model<Record>(name, createSchema(), collection);
  return {
    records: open<MigrationRecord>("Migration", "migrations", createRecordSchema),
    leases: open<LeaseRecord>("MigrationLease", "leases", createLeaseSchema),
  };
}

function createRecordSchema(): Schema<MigrationRecord> {
  return new Schema<MigrationRecord>(
    {
      _id: { type: String, required: true },
      checksum: { type: String, required: true },
      requires: { type: String, default: null },
      documents: { type: Number, default: null },
      startedAt: { type: Date, required: true },
      finishedAt: { type: Date, required: true },
    },
    { versionKey: false },
  );
}

/** Returns all records in the order of their names. */
export const readRecords = ({ records }: Pick<MigrationModels, "records">): Promise<MigrationRecord[]> =>
  records.find().sort({ _id: 1 }).lean<MigrationRecord[]>().exec();

/** Returns the record of a migration. */
export const toRecord = (
  { name, checksum, requires }: Migration,
  startedAt: Date,
  documents: number | null,
): MigrationRecord => ({ _id: name, checksum, requires, documents, startedAt, finishedAt: new Date() });

/** Has the database no collection yet? Then nothing is stored that a migration would change. */
export async function isNew(connection: Connection): Promise<boolean> {
  const [first] = await connection.db!.listCollections({}, { nameOnly: true }).toArray();
  return first === undefined;
}

/**
 * Records the migrations of a new database without running them. Processes that start together all do this: the first
 * record of each migration stays.
 */
export async function recordAll(
  { records }: MigrationModels,
  migrations: readonly Migration[],
): Promise<void> {
  await records.bulkWrite(
    migrations.map((migration) => {
      const { _id, ...record } = toRecord(migration, new Date(), null);
      return { updateOne: { filter: { _id }, update: { $setOnInsert: record }, upsert: true } };
    }),
    { ordered: false },
  );
}
