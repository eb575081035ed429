/** Reads the settings of each service as its process does. */
import { readGatewayConfig } from "../../gateway/config.js";
import type { SettingsReader } from "../../platform/config.js";
import { readBrokerConfig } from "../../platform/events/rabbitmq/config.js";
import { readLogConfig } from "../../platform/log.js";
import { readDataDirectory } from "../../platform/service-config.js";
import { readAuthConfig } from "../../subgraphs/auth/config.js";
import { readTaskConfig } from "../../subgraphs/task/config.js";
import { readUserConfig } from "../../subgraphs/user/config.js";

const readers = {
  gateway: readGatewayConfig,
  auth: readAuthConfig,
  user: readUserConfig,
  task: readTaskConfig,
};

/** A service that can run alone in its process. */
export type Service = keyof typeof readers;

/** The services, in the order of the documentation. */
export const services = Object.keys(readers) as Service[];

/** Reads everything that the process of one service reads. Problems are in the reader. */
export function readServiceSettings(service: Service, settings: SettingsReader): void {
  readDataDirectory(settings);
  readers[service](settings);
  readBrokerConfig(settings, "alone");
  readLogConfig(settings, "logs");
}
