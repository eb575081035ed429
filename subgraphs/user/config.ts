/** The user subgraph's settings. */
import type { SettingsReader } from "../../platform/config.js";
import type { ServiceConfig } from "../../platform/service-config.js";
import { readServiceConfig } from "../../platform/service-config.js";
import { readServiceUrls, type ServiceUrls, socketOf } from "../../schema/services.js";

/** The settings of the user subgraph. */
export interface UserConfig extends ServiceConfig {
  serviceUrls: ServiceUrls;
}

/** Reads and checks the settings. @throws SettingsError by way of `settings.requireValid`. */
export const readUserConfig = (settings: SettingsReader, databaseUri?: string): UserConfig => ({
  ...readServiceConfig(settings, socketOf("user"), databaseUri),
  serviceUrls: readServiceUrls(settings),
});
