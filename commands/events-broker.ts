/** Reads the broker that the commands on events require. */

import { type BrokerConfig, readBrokerConfig } from "../platform/events/rabbitmq/config.js";
import { StartError } from "../platform/lifecycle.js";
import { createSettingsReader, type Environment } from "../platform/settings/settings-reader.js";

/** Returns the address of the broker. @throws StartError when no setting names one, SettingsError when one is wrong. */
export function openBroker(environment: Environment): BrokerConfig {
  const settings = createSettingsReader(environment);
  const broker = readBrokerConfig(settings, "together");
  settings.requireValid();
  if (broker !== null) return broker;
  throw new StartError(
    "RABBITMQ_URL is not set: without a broker, events stay within the process and cannot be seen from outside.",
  );
}
