/** The user subgraph's settings. */

import type { ServiceConfig } from "../../platform/service/service-config.js";
import { readServiceConfig } from "../../platform/service/service-config.js";
import type { SettingsReader } from "../../platform/settings/settings-reader.js";
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
