/** `npm run sync-users`: compares the user subgraph's copies of accounts with the accounts, and corrects them. */

import type { Lifecycle } from "../platform/closer-stack.js";
import { readCommandLine } from "../platform/command-line.js";
import { readDatabaseConfig } from "../platform/database/config.js";
import { openDatabase } from "../platform/database/connection.js";
import { runCommand } from "../platform/lifecycle.js";
import { createSettings } from "../platform/service/run-service.js";
import {
  readAccountBatches,
  readAccounts,
  readDeletedBatches,
} from "../subgraphs/auth/accounts/read-account-batches.js";
import { createAuthModels } from "../subgraphs/auth/model.js";
import { createUserModels } from "../subgraphs/user/model.js";
import { eraseProfiles } from "../subgraphs/user/service/erase-profile.js";
import { syncAccounts } from "../subgraphs/user/service/sync-accounts.js";
import { openDevelopmentDatabase } from "./local-database.js";
import { readUsage } from "./read-usage.js";

const usage = readUsage("sync-users");

const batchSize = 500;
const listedDifferences = 20;

await runCommand(async (lifecycle) => {
  const line = readCommandLine(usage, { "dry-run": { type: "boolean" } });
  if (line === null) return console.log(usage);
  const dryRun = line.values["dry-run"] ?? false;
  const { accountModels, userParts } = await openBoth(lifecycle);
  let checked = 0;
  let different = 0;
  const report = (id: string, what: string) => {
    different += 1;
    if (different <= listedDifferences) console.log(`${id}  ${what}`);
  };
  const readAgain = (ids: readonly string[]) => readAccounts(accountModels, ids);
  for await (const batch of readAccountBatches(accountModels, batchSize)) {
    for (const [id, fields] of await syncAccounts(userParts, batch, dryRun, readAgain))
      report(id, fields.join(", "));
    checked += batch.size;
    if (checked % 10_000 === 0) console.log(`… ${checked} accounts`);
  }
  for await (const gone of readDeletedBatches(accountModels, batchSize)) {
    for (const id of await eraseProfiles(userParts, gone, dryRun)) report(id, "deleted");
  }
  if (different > listedDifferences) console.log(`… and ${different - listedDifferences} more`);
  const verdict =
    different === 0 ? "no difference" : `${different} different, ${dryRun ? "left as they are" : "mended"}`;
  console.log(`${checked} accounts checked: ${verdict}.`);
});

/** Opens the models of both services, each on its own database; this is a command of the operator, not a service. */
async function openBoth(lifecycle: Lifecycle) {
  const settings = createSettings(process.env);
  const uri = await openDevelopmentDatabase(settings, lifecycle);
  const [authConfig, userConfig] = [
    readDatabaseConfig(settings, "auth", uri),
    readDatabaseConfig(settings, "user", uri),
  ];
  settings.requireValid();
  const authDatabase = await openDatabase(authConfig, (line) => console.error(line));
  lifecycle.onStop(authDatabase.close);
  const userDatabase = await openDatabase(userConfig, (line) => console.error(line));
  lifecycle.onStop(userDatabase.close);
  return {
    accountModels: createAuthModels(authDatabase.connection),
    userParts: { models: createUserModels(userDatabase.connection) },
  };
}
