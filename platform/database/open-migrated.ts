/** Opens a service's database with the data as this version of the service has it. */
import type { Lifecycle } from "../closer-stack.js";
import type { Logger } from "../log.js";
import type { Telemetry } from "../telemetry/telemetry.js";
import { type Database, type DatabaseConfig, openDatabase } from "./connection.js";
import { applyMigrations } from "./migrations/apply.js";
import { awaitMigrations } from "./migrations/await-migrations.js";
import type { Migration } from "./migrations/migration.js";

/**
 * Connects, and runs the migrations or waits for them, as `config` says. The connection closes with `lifecycle`.
 * @throws StartError when the database is not available, a migration fails or is missing, or newer code has changed the
 * data so that this code cannot work with it.
 */
export async function openMigratedDatabase(
  config: DatabaseConfig,
  migrations: readonly Migration[],
  { log, lifecycle, telemetry }: { log: Logger; lifecycle: Lifecycle; telemetry: Telemetry },
): Promise<Database> {
  const report = (line: string) => log.warn(line);
  const database = await openDatabase(config, report, telemetry);
  lifecycle.onStop(database.close);
  const { migrateAtStart = true, startSeconds = 60 } = config;
  if (migrateAtStart) await applyMigrations(database.connection, migrations, report);
  else await awaitMigrations(database.connection, migrations, startSeconds, report);
  return database;
}
