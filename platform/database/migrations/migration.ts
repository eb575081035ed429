/** Data migrations: changes of stored data that each database gets once, in order and forward only (docs/operations.md). */
import type { Connection } from "../connection.js";

/** One change of a service's own database, without its place in the list. */
export interface DataChange {
  /**
   * The earliest migration that code must know to work with the data after this one, as expand and contract have it;
   * null where all earlier code can. Code that does not know it refuses to start.
   */
  requires: string | null;
  /** Returns the number of documents that still have to be changed. */
  left(connection: Connection): Promise<number>;
  /**
   * Changes them. A process may die in the middle: the next run starts again, so that it must be able to. It calls
   * `advance` with the number of changed documents after each batch, which throws when another process has taken over.
   */
  up(connection: Connection, advance: (documents: number) => Promise<void>): Promise<void>;
}

/** A change with its name, and the checksum of its source. */
export interface Migration extends DataChange {
  /** As in `0001-what-it-does`; migrations run in the order of their names. */
  name: string;
  /** Of the source without comments and blanks: it tells that a migration was edited after it had run. */
  checksum: string;
}

/**
 * Returns a subgraph's migrations in order. `checksums` has the names of the files in the subgraph's folder `migrations/`;
 * a file that is not in `changes` is a type error.
 */
export function listMigrations<const Name extends string>(
  checksums: Readonly<Record<Name, string>>,
  changes: Readonly<Record<Name, DataChange>>,
): Migration[] {
  const names = (Object.keys(checksums) as Name[]).sort();
  return names.map((name) => ({ ...changes[name], name, checksum: checksums[name] }));
}
