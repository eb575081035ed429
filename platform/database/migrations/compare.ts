/** Compares the migrations that this code knows with those that a database has had. */
import { StartError } from "../../lifecycle.js";
import type { Migration } from "./migration.js";
import type { MigrationRecord } from "./records.js";

/** The differences. */
export interface Comparison {
  /** Those that the database has not had, in order. */
  pending: Migration[];
  /** Names of those that newer code has run. */
  unknown: string[];
}

/**
 * Returns the differences.
 * @throws StartError when a migration was edited after it had run, or when newer code has changed the data so that this
 * code cannot work with it.
 */
export function compareMigrations(
  database: string,
  known: readonly Migration[],
  records: readonly MigrationRecord[],
): Comparison {
  const byName = new Map(known.map((migration) => [migration.name, migration]));
  const edited = records.find(({ _id, checksum }) => (byName.get(_id)?.checksum ?? checksum) !== checksum);
  if (edited !== undefined) {
    throw new StartError(
      `The migration ${edited._id} of ${database} ran on ${day(edited.finishedAt)} with other code than it has now: ` +
        "undo the edit, and write a new migration instead.",
    );
  }
  const unknown = records.filter(({ _id }) => !byName.has(_id));
  const breaking = unknown.find(({ requires }) => requires !== null && !byName.has(requires));
  if (breaking !== undefined) {
    throw new StartError(
      `This version is too old for ${database}: a newer one ran the migration ${breaking._id} on ` +
        `${day(breaking.finishedAt)}. Start that version, or restore a backup from before.`,
    );
  }
  const done = new Set(records.map(({ _id }) => _id));
  return {
    pending: known.filter(({ name }) => !done.has(name)),
    unknown: unknown.map(({ _id }) => _id),
  };
}

const day = (time: Date): string => time.toISOString().slice(0, 10);
