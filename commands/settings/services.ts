/** Reads the settings of each service as its process does. */
import { readGatewayConfig } from "../../gateway/config.js";
import { readBrokerConfig } from "../../platform/events/rabbitmq/config.js";
import { readLogConfig } from "../../platform/log-config.js";
import { readProcessTelemetryConfig } from "../../platform/service/telemetry.js";
import { readDataDirectory } from "../../platform/settings/data-directory.js";
import type { SettingsReader } from "../../platform/settings/settings-reader.js";
import type { ServiceName } from "../../schema/services.js";
import { subgraphApps } from "../subgraphs.js";

/** Reads all settings of the process of one service. The reader collects problems. */
export function readServiceSettings(service: ServiceName, settings: SettingsReader): void {
  readDataDirectory(settings);
  if (service === "gateway") readGatewayConfig(settings);
  else subgraphApps[service].readConfig(settings);
  readBrokerConfig(settings, "alone");
  readLogConfig(settings, "logs");
  readProcessTelemetryConfig(settings);
}
