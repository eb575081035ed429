/** The user subgraph's settings: those that all subgraphs have. */
import type { SettingsReader } from "../../platform/config.js";
import type { ServiceConfig } from "../../platform/service-config.js";
import { readServiceConfig } from "../../platform/subgraph-config.js";

/** What the user subgraph is told. */
export type UserConfig = ServiceConfig;

/** Reads and checks the settings. @throws SettingsError by way of `settings.requireValid`. */
export const readUserConfig = (settings: SettingsReader, databaseUri?: string): UserConfig =>
  readServiceConfig(settings, "user", databaseUri);
