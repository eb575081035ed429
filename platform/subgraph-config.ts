/** Reads the settings that every subgraph needs. (Apart from service-config.ts, so that the gateway loads no driver.) */
import type { SettingsReader } from "./config.js";
import { readDatabaseConfig } from "./database/config.js";
import {
  readListenConfig,
  readTrustConfig,
  type ServiceConfig,
  type ServiceSocket,
} from "./service-config.js";

/** Reads what every subgraph needs. */
export function readServiceConfig(
  settings: SettingsReader,
  service: ServiceSocket,
  databaseUri?: string,
): ServiceConfig {
  const { integer } = settings.section("Events");
  return {
    listen: readListenConfig(settings, service),
    database: readDatabaseConfig(settings, service.name, databaseUri),
    ...readTrustConfig(settings),
    reconcileSeconds: integer("RECONCILE_SECONDS", 300, {
      min: 1,
      max: 86_400,
      about:
        "How often a subgraph compares its copies of accounts with auth's list; it also does so whenever it may have missed events.",
    }),
  };
}
