/** The sample thing subgraph's settings. */

import type { ServiceConfig } from "../../platform/service/service-config.js";
import { readServiceConfig } from "../../platform/service/service-config.js";
import type { SettingsReader } from "../../platform/settings/settings-reader.js";
import { readServiceUrls, type ServiceUrls, socketOf } from "../../schema/services.js";

/** The settings of the sample thing subgraph. */
export interface SampleThingConfig extends ServiceConfig {
  serviceUrls: ServiceUrls;
}

/** Reads and checks the settings. @throws SettingsError by way of `settings.requireValid`. */
export const readSampleThingConfig = (settings: SettingsReader, databaseUri?: string): SampleThingConfig => ({
  ...readServiceConfig(settings, socketOf("sample-thing"), databaseUri),
  serviceUrls: readServiceUrls(settings),
});
