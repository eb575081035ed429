/** `npm run migrate`: runs the migrations of the subgraphs' databases before their services start. */
import { readCommandLine } from "../platform/command-line.js";
import { readDatabaseConfig } from "../platform/database/config.js";
import { type Connection, openDatabase } from "../platform/database/connection.js";
import { applyMigrations } from "../platform/database/migrations/apply.js";
import type { Migration } from "../platform/database/migrations/migration.js";
import { readMigrationStatus } from "../platform/database/migrations/status.js";
import { runCommand } from "../platform/lifecycle.js";
import { createSettings } from "../platform/service/run-service.js";
import { subgraphNames } from "../schema/services.js";
import { openDevelopmentDatabase } from "./local-database.js";
import { readUsage } from "./read-usage.js";
import { subgraphApps } from "./subgraphs.js";

const usage = readUsage("migrate");

await runCommand(async (lifecycle) => {
  const line = readCommandLine(
    usage,
    { "dry-run": { type: "boolean" }, status: { type: "boolean" } },
    { positionals: subgraphNames },
  );
  if (line === null) return console.log(usage);
  const { "dry-run": dryRun = false, status = false } = line.values;
  const names = subgraphNames.filter(
    (name) => line.positionals.length === 0 || line.positionals.includes(name),
  );
  const settings = createSettings(process.env);
  const uri = await openDevelopmentDatabase(settings, lifecycle);
  const configs = names.map((name) => readDatabaseConfig(settings, name, uri));
  settings.requireValid();
  for (const [index, config] of configs.entries()) {
    const { migrations } = subgraphApps[names[index]!];
    const { connection, close } = await openDatabase(config, console.error);
    lifecycle.onStop(close);
    if (status || dryRun) await show(connection, migrations, status);
    else {
      const run = await applyMigrations(connection, migrations, console.log);
      console.log(`${connection.name}: ${run.length > 0 ? `has had ${run.join(", ")}` : "is up to date"}`);
    }
  }
});

/** Prints the pending migrations of a database; with `all` the others, too. */
async function show(connection: Connection, migrations: readonly Migration[], all: boolean): Promise<void> {
  const { done, pending, unknown } = await readMigrationStatus(connection, migrations);
  const print = (state: string, name: string, more: string) =>
    console.log(`${connection.name}  ${state.padEnd(7)}  ${name}  ${more}`);
  for (const { _id, finishedAt, documents } of all ? done : []) {
    const state = unknown.includes(_id) ? "newer" : "done";
    const count = documents === null ? "the database was new" : `${documents} documents`;
    print(state, _id, `${finishedAt.toISOString()}, ${count}`);
  }
  for (const { name, documents } of pending) print("pending", name, `would change ${documents} documents`);
  if (pending.length === 0) console.log(`${connection.name}  is up to date`);
}
