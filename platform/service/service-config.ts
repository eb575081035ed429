/** The settings that all subgraphs have in common. */

import type { Lifecycle } from "../closer-stack.js";
import { readDatabaseConfig } from "../database/config.js";
import type { DatabaseConfig } from "../database/connection.js";
import type { EventBus } from "../events/bus.js";
import { readListenConfig, type ServiceSocket } from "../http/config.js";
import type { ListenConfig } from "../http/listener.js";
import { readIdentityConfig } from "../identity/config.js";
import type { TokenExpectations } from "../identity/token-verifier.js";
import type { Logger } from "../log.js";
import type { SettingsReader } from "../settings/settings-reader.js";
import type { Telemetry } from "../telemetry/telemetry.js";

/** The settings that every subgraph has. */
export interface ServiceConfig {
  listen: ListenConfig;
  database: DatabaseConfig;
  /** The secret by which a subgraph recognizes the gateway. */
  gatewaySecret: string;
  tokens: TokenExpectations;
  /** Lifetime of an access token; revocations are remembered for as long. */
  accessTokenSeconds: number;
  /** How long a fetched key set is used before it is fetched again. */
  keySetCacheSeconds: number;
  /** How often a service compares what it stores about accounts with auth's list, where there is a broker. */
  reconcileSeconds: number;
}

/** The parts of a process that every service gets. */
export interface AppParts {
  bus: EventBus;
  log: Logger;
  lifecycle: Lifecycle;
  telemetry: Telemetry;
}

/** Reads them for one subgraph. `databaseUri` replaces MONGODB_URI. */
export function readServiceConfig(
  settings: SettingsReader,
  service: ServiceSocket,
  databaseUri?: string,
): ServiceConfig {
  const { integer } = settings.section("Events");
  return {
    listen: readListenConfig(settings, service),
    database: readDatabaseConfig(settings, service.name, databaseUri),
    ...readIdentityConfig(settings),
    reconcileSeconds: integer("RECONCILE_SECONDS", 300, {
      min: 1,
      max: 86_400,
      about:
        "How often a subgraph compares its copies of accounts with auth's list; it also does so whenever it may have missed events.",
    }),
  };
}
