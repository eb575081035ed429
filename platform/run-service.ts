/** Runs one service alone in its process: settings, log, start, stop. */
import { join } from "node:path";
import { createSettingsReader, type Environment, type SettingsReader } from "./config.js";
import { createDevelopmentSecrets } from "./development-secrets.js";
import { createInProcessBus } from "./events/bus.js";
import { runUntilSignal } from "./lifecycle.js";
import { openLog, readLogConfig } from "./log.js";
import { projectRoot } from "./project-root.js";
import { type AppParts, readDataDirectory } from "./service-config.js";

/** Reads the settings of `name`, starts it, and stops it when a signal comes. */
export function runService<Config>(
  name: string,
  environment: Environment,
  readConfig: (settings: SettingsReader) => Config,
  start: (config: Config, parts: AppParts) => Promise<string>,
): Promise<void> {
  return runUntilSignal(async (lifecycle) => {
    const settings = createSettings(environment);
    const logConfig = readLogConfig(settings, join(projectRoot, "logs"));
    const config = readConfig(settings);
    settings.requireValid();
    const { log, close } = openLog(name, logConfig);
    lifecycle.onStop(close);
    if (name !== "gateway") {
      log.warn("alone in this process and without a broker: events of this service do not reach the others");
    }
    const url = await start(config, { bus: createInProcessBus(), log, lifecycle });
    lifecycle.onStop(() => log.info("stopping"));
    log.info(`listening on ${url}`);
  });
}

/** A reader of the environment; in development, secrets that are not set come from the data folder. */
export function createSettings(environment: Environment): SettingsReader {
  const directory = readDataDirectory(createSettingsReader(environment));
  return createSettingsReader(environment, createDevelopmentSecrets(join(directory, "secrets")));
}
