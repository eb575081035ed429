/** The task subgraph's settings: those that all subgraphs have. */
import type { SettingsReader } from "../../platform/config.js";
import type { ServiceConfig } from "../../platform/service-config.js";
import { readServiceConfig } from "../../platform/subgraph-config.js";

/** What the task subgraph is told. */
export type TaskConfig = ServiceConfig;

/** Reads and checks the settings. @throws SettingsError by way of `settings.requireValid`. */
export const readTaskConfig = (settings: SettingsReader, databaseUri?: string): TaskConfig =>
  readServiceConfig(settings, "task", databaseUri);
