/** Runs the migrations that a database has not had. */
import { StartError } from "../../lifecycle.js";
import { redactSecrets } from "../../text/redact.js";
import type { Connection } from "../connection.js";
import { compareMigrations } from "./compare.js";
import { type LeaseTimes, whileHoldingLease } from "./hold-lease.js";
import type { Migration } from "./migration.js";
import {
  isNew,
  type MigrationModels,
  openMigrationModels,
  readRecords,
  recordAll,
  toRecord,
} from "./records.js";

/** Gets a line about the progress. */
export type Report = (line: string) => void;

/**
 * Runs what is pending, in one process at a time, and records each; returns the names. A database without collections is
 * new: its migrations are recorded, and not run.
 * @throws StartError as `compareMigrations`, and with the cause when a migration fails; those before it are recorded.
 */
export async function applyMigrations(
  connection: Connection,
  migrations: readonly Migration[],
  report: Report,
  times?: LeaseTimes,
): Promise<string[]> {
  const { name } = connection;
  const models = openMigrationModels(connection);
  const compare = async () => compareMigrations(name, migrations, await readRecords(models));
  const { pending, unknown } = await compare();
  if (unknown.length > 0)
    report(
      `${name} has had migrations of a newer version, which this one can work with: ${unknown.join(", ")}`,
    );
  if (pending.length === 0) return [];
  if (await isNew(connection)) {
    await recordAll(models, pending);
    return [];
  }
  return whileHoldingLease(
    models.leases,
    // Another process may have run them meanwhile.
    async (requireLease) => runAll(connection, models, (await compare()).pending, requireLease, report),
    () => report(`${name} waits for another process, which runs its migrations`),
    times,
  );
}

async function runAll(
  connection: Connection,
  { records }: MigrationModels,
  pending: readonly Migration[],
  requireLease: () => void,
  report: Report,
): Promise<string[]> {
  // It takes 0.2 s to load, and is needed only now.
  const { Umzug } = await import("umzug");
  const changed = new Map<string, { startedAt: Date; documents: number }>();
  const byName = new Map(pending.map((migration) => [migration.name, migration]));
  const umzug = new Umzug({
    migrations: pending.map((migration) => ({
      name: migration.name,
      up: async () =>
        void changed.set(migration.name, await runOne(connection, migration, requireLease, report)),
    })),
    logger: undefined,
    storage: {
      executed: async () => [],
      async logMigration({ name }) {
        requireLease();
        const { startedAt, documents } = changed.get(name)!;
        await records.create(toRecord(byName.get(name)!, startedAt, documents));
      },
      async unlogMigration() {
        throw new Error("migrations go forward only");
      },
    },
  });
  try {
    return (await umzug.up()).map(({ name }) => name);
  } catch (error) {
    const { cause = error, migration } = error as { cause?: unknown; migration?: { name: string } };
    throw new StartError(
      `The migration ${migration?.name ?? ""} of ${connection.name} failed: ` +
        `${redactSecrets((cause as Error).message)}. Mend the cause and run it again: it goes on with what is left.`,
      { cause },
    );
  }
}

const reportMilliseconds = 5_000;

async function runOne(
  connection: Connection,
  { name, left, up }: Migration,
  requireLease: () => void,
  report: Report,
): Promise<{ startedAt: Date; documents: number }> {
  const startedAt = new Date();
  const all = await left(connection);
  report(`${connection.name}: migration ${name}, ${all} documents to change`);
  let documents = 0;
  let reportedAt = startedAt.getTime();
  await up(connection, async (count) => {
    requireLease();
    documents += count;
    if (Date.now() - reportedAt < reportMilliseconds) return;
    reportedAt = Date.now();
    report(`${connection.name}: migration ${name}, ${documents} of ${all} documents`);
  });
  report(`${connection.name}: migration ${name} has changed ${documents} documents`);
  return { startedAt, documents };
}
