/** What the commands on events have in common: their arguments, and the broker that they must have. */
import { createSettingsReader, type Environment } from "../platform/config.js";
import { type BrokerConfig, readBrokerConfig } from "../platform/events/rabbitmq/config.js";
import { StartError } from "../platform/lifecycle.js";

/** Where the broker is. @throws StartError when no setting says so, SettingsError when one is wrong. */
export function openBroker(environment: Environment): BrokerConfig {
  const settings = createSettingsReader(environment);
  const broker = readBrokerConfig(settings, "together");
  settings.requireValid();
  if (broker !== null) return broker;
  throw new StartError(
    "RABBITMQ_URL is not set: without a broker, events stay within the process and cannot be seen from outside.",
  );
}

/** Parses a command's arguments; prints `help` and ends the process when asked to, or when they are wrong. */
export function readArguments<Values extends { help?: boolean | undefined }>(
  help: string,
  parse: () => { values: Values },
): Values {
  try {
    const { values } = parse();
    if (!values.help) return values;
    process.stdout.write(help);
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${help}`);
    process.exit(1);
  }
}
