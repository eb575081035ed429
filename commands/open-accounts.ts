/** Opens the accounts for a command as the auth subgraph does, which may run at the same time. */

import type { Lifecycle } from "../platform/closer-stack.js";
import { buildIndexes } from "../platform/database/build-indexes.js";
import { readDatabaseConfig } from "../platform/database/config.js";
import { openDatabase } from "../platform/database/connection.js";
import { createSettings } from "../platform/service/run-service.js";
import { createAudit } from "../subgraphs/auth/audit/audit.js";
import { readAuditConfig } from "../subgraphs/auth/audit/config.js";
import { createAuthModels } from "../subgraphs/auth/model.js";
import { readBreachSource, readPasswordConfig } from "../subgraphs/auth/passwords/config.js";
import { openPasswords } from "../subgraphs/auth/passwords/open-passwords.js";
import { openDevelopmentDatabase } from "./local-database.js";

/** Reads the settings and connects. @throws SettingsError, StartError. */
export async function openAccounts(lifecycle: Lifecycle) {
  const settings = createSettings(process.env);
  const uri = await openDevelopmentDatabase(settings, lifecycle);
  const database = readDatabaseConfig(settings, "auth", uri);
  const hashing = { passwords: readPasswordConfig(settings), breaches: readBreachSource(settings) };
  const auditing = readAuditConfig(settings);
  settings.requireValid();
  const { connection, close } = await openDatabase(database, (line) => console.error(line));
  lifecycle.onStop(close);
  const models = createAuthModels(connection);
  await buildIndexes([models.accounts, models.sessions, models.audit]);
  const report = (_details: unknown, message: string) => console.warn(message);
  return {
    models,
    // The event of a change waits in the account until the auth subgraph runs and publishes it.
    relay: { wake: async () => {} },
    audit: createAudit(models, auditing),
    ...openPasswords(hashing, { log: { warn: report, error: report } }),
  };
}
