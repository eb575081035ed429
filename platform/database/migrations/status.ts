/** Says which migrations a database has had, without changing it. */
import type { Connection } from "../connection.js";
import { compareMigrations } from "./compare.js";
import type { Migration } from "./migration.js";
import { isNew, type MigrationRecord, openMigrationModels, readRecords } from "./records.js";

/** The migrations of one database. */
export interface MigrationStatus {
  done: MigrationRecord[];
  /** Those to come, each with the number of documents that it would change. */
  pending: { name: string; documents: number }[];
  /** Names of those that newer code has run. */
  unknown: string[];
}

/** Returns the status. @throws StartError as `compareMigrations`. */
export async function readMigrationStatus(
  connection: Connection,
  migrations: readonly Migration[],
): Promise<MigrationStatus> {
  const done = await readRecords(openMigrationModels(connection));
  const { pending, unknown } = compareMigrations(connection.name, migrations, done);
  const empty = await isNew(connection);
  const counted = pending.map(async ({ name, left }) => ({
    name,
    documents: empty ? 0 : await left(connection),
  }));
  return { done, pending: await Promise.all(counted), unknown };
}
