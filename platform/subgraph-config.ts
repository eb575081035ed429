/** Reads the settings that every subgraph needs. (Apart from service-config.ts, so that the gateway loads no driver.) */
import type { SettingsReader } from "./config.js";
import { readDatabaseConfig } from "./database/config.js";
import {
  readListenConfig,
  readServiceUrls,
  readTrustConfig,
  type ServiceConfig,
  type ServiceName,
} from "./service-config.js";

/** Reads what every subgraph needs. */
export function readServiceConfig(
  settings: SettingsReader,
  name: ServiceName,
  databaseUri?: string,
): ServiceConfig {
  const { integer } = settings.section("Events");
  return {
    listen: readListenConfig(settings, name),
    database: readDatabaseConfig(settings, name, databaseUri),
    ...readTrustConfig(settings),
    serviceUrls: readServiceUrls(settings),
    reconcileSeconds: integer("RECONCILE_SECONDS", 300, {
      min: 1,
      max: 86_400,
      about:
        "How often a subgraph compares its copies of accounts with auth's list; it also does so whenever it may have missed events.",
    }),
  };
}
