/** Runs one service alone in its process: settings, log, start, stop. */
import { join } from "node:path";
import { readCommandLine } from "../command-line.js";
import { measureBus } from "../events/measure-bus.js";
import { readBrokerConfig } from "../events/rabbitmq/config.js";
import { openEventBus } from "../events/rabbitmq/open-bus.js";
import { reportQueues } from "../events/report-queues.js";
import { traceBus } from "../events/trace-bus.js";
import { runUntilSignal, StartError } from "../lifecycle.js";
import { openLog } from "../log.js";
import { readLogConfig } from "../log-config.js";
import { projectRoot } from "../project-root.js";
import { completeRestore } from "../settings/complete-restore.js";
import { readDataDirectory } from "../settings/data-directory.js";
import { createDevelopmentSecrets } from "../settings/development-secrets.js";
import { findNearMisses } from "../settings/near-miss.js";
import { createSettingsReader, type Environment, type SettingsReader } from "../settings/settings-reader.js";
import { reportProcess } from "../telemetry/process-metrics.js";
import type { AppParts } from "./service-config.js";
import { openProcessTelemetry, readProcessTelemetryConfig } from "./telemetry.js";

/** Reads the settings of `name`, starts it, and stops it at a signal. */
export function runService<Config>(
  name: string,
  environment: Environment,
  readConfig: (settings: SettingsReader) => Config,
  start: (config: Config, parts: AppParts) => Promise<string>,
): Promise<void> {
  return runUntilSignal(async (lifecycle) => {
    requireNoArguments(name);
    const settings = createSettings(environment);
    const logConfig = readLogConfig(settings, join(projectRoot, "logs"));
    const config = readConfig(settings);
    const broker = readBrokerConfig(settings, "alone");
    const telemetryConfig = readProcessTelemetryConfig(settings);
    settings.requireValid();
    const { log, close } = openLog(name, logConfig);
    lifecycle.onStop(close);
    for (const line of findNearMisses(environment, settings.names)) log.warn(line);
    if (broker === null) {
      log.warn(
        "alone in this process, and no RABBITMQ_URL: events wait in the outbox, and the user service does not " +
          "hear of changed accounts; auth is asked every second which tokens are revoked",
      );
    }
    const telemetry = (await openProcessTelemetry(telemetryConfig, "alone", () => log, lifecycle)).of(name);
    reportProcess(telemetry, lifecycle);
    const bus = await openEventBus(broker, "alone", log, lifecycle);
    reportQueues(bus.readQueues, telemetry);
    const measured = measureBus(traceBus(bus, telemetry), telemetry);
    const url = await start(config, { bus: measured, log, lifecycle, telemetry });
    lifecycle.onStop(bus.stopConsuming);
    lifecycle.onStop(() => log.info("stopping"));
    log.info(`listening on ${url}`);
  });
}

/** An argument would have no effect; `--help` must not start anything. @throws StartError. */
function requireNoArguments(name: string): void {
  const usage = `Starts ${name} alone in its process, with the settings of the environment. It takes no arguments.`;
  if (readCommandLine(usage, {}) === null) throw new StartError(usage);
}

/** Creates a reader of the environment; in development, secrets that are not set come from the data folder. */
export function createSettings(environment: Environment): SettingsReader {
  const reader = createSettingsReader(environment);
  const directory = readDataDirectory(reader);
  if (!reader.production) completeRestore(directory);
  return createSettingsReader(environment, createDevelopmentSecrets(join(directory, "secrets")));
}
