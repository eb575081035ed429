/** Waits until another program, `npm run migrate`, has run a database's migrations. */
import { setTimeout as pause } from "node:timers/promises";
import { StartError } from "../../lifecycle.js";
import type { Connection } from "../connection.js";
import type { Report } from "./apply.js";
import { compareMigrations } from "./compare.js";
import type { Migration } from "./migration.js";
import { isNew, openMigrationModels, readRecords, recordAll } from "./records.js";

const retryMilliseconds = 500;
const reportMilliseconds = 5_000;

/** A new database needs none: it has all of them recorded. @throws StartError as `compareMigrations`, and when migrations are still pending after `seconds`. */
export async function awaitMigrations(
  connection: Connection,
  migrations: readonly Migration[],
  seconds: number,
  report: Report,
): Promise<void> {
  const { name } = connection;
  const models = openMigrationModels(connection);
  const startedAt = performance.now();
  let reportedAt = Number.NEGATIVE_INFINITY;
  for (;;) {
    const { pending, unknown } = compareMigrations(name, migrations, await readRecords(models));
    if (pending.length === 0) {
      if (unknown.length > 0)
        report(
          `${name} has had migrations of a newer version, which this one can work with: ${unknown.join(", ")}`,
        );
      return;
    }
    if (await isNew(connection)) return recordAll(models, pending);
    const names = pending.map((migration) => migration.name).join(", ");
    const now = performance.now();
    if (now - startedAt >= seconds * 1000) {
      throw new StartError(
        `${name} lacks migrations: ${names}. Run \`npm run migrate\` with this version, or set MIGRATE_AT_START=true.`,
      );
    }
    if (now - reportedAt >= reportMilliseconds) {
      report(`${name} waits for \`npm run migrate\` of this version: ${names}`);
      reportedAt = now;
    }
    await pause(retryMilliseconds);
  }
}
