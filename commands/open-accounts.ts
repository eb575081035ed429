/** Opens the accounts for a command, as the auth subgraph has them; it may run at the same time. */

import { readDatabaseConfig } from "../platform/database/config.js";
import { buildIndexes, openDatabase } from "../platform/database/connection.js";
import type { Lifecycle } from "../platform/lifecycle.js";
import { createSettings } from "../platform/run-service.js";
import { createAccounts } from "../subgraphs/auth/accounts/accounts.js";
import { createAudit } from "../subgraphs/auth/audit/audit.js";
import { readAuditConfig, readPasswordConfig, readSessionConfig } from "../subgraphs/auth/config.js";
import { createAuthModels } from "../subgraphs/auth/model.js";
import { readBreachSource } from "../subgraphs/auth/passwords/breach-config.js";
import { createBreachedPasswords } from "../subgraphs/auth/passwords/breached-passwords.js";
import { fetchRange } from "../subgraphs/auth/passwords/fetch-range.js";
import { createPasswordPolicy } from "../subgraphs/auth/passwords/password-policy.js";
import { createPasswords } from "../subgraphs/auth/passwords/passwords.js";
import { createSessions } from "../subgraphs/auth/sessions/sessions.js";
import { openDevelopmentDatabase } from "./local-database.js";

/** Reads the settings and connects. @throws SettingsError, StartError. */
export async function openAccounts(lifecycle: Lifecycle) {
  const settings = createSettings(process.env);
  const uri = await openDevelopmentDatabase(settings, lifecycle);
  const database = readDatabaseConfig(settings, "auth", uri);
  const [hashing, lifetimes] = [readPasswordConfig(settings), readSessionConfig(settings)];
  const auditing = readAuditConfig(settings);
  const breaches = readBreachSource(settings);
  settings.requireValid();
  const { connection, close } = await openDatabase(database, (line) => console.error(line));
  lifecycle.onStop(close);
  const models = createAuthModels(connection);
  await buildIndexes([models.accounts, models.sessions, models.audit]);
  // The event of a change waits in the account until the auth subgraph runs and relays it.
  const relay = { wake: async () => {} };
  const sessions = createSessions(models, lifetimes, relay);
  const audit = createAudit(models, auditing);
  const isBreached =
    breaches === null
      ? null
      : createBreachedPasswords(breaches, { fetchRange, warn: (_cause, message) => console.warn(message) });
  const requireGoodPassword = createPasswordPolicy(isBreached);
  const passwords = createPasswords(hashing);
  const accounts = createAccounts(models, passwords, sessions, relay, audit, requireGoodPassword);
  return { models, audit, passwords, accounts };
}
