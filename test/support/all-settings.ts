/** Reads the settings of the whole system at once, as the tests of settings need it. */
import { readSystemConfig } from "../../commands/system.js";
import { readBrokerConfig } from "../../platform/events/rabbitmq/config.js";
import { readLogConfig } from "../../platform/log-config.js";
import { readDataDirectory } from "../../platform/settings/data-directory.js";
import {
  createSettingsReader,
  type Environment,
  SettingsError,
} from "../../platform/settings/settings-reader.js";
import { productionSecrets } from "./service-process.js";

/** All that production asks for. */
export const completeSettings = {
  NODE_ENV: "production",
  MONGODB_URI: "mongodb://database.example.com",
  RABBITMQ_URL: "amqps://broker.example.com",
  ALLOWED_ORIGINS: "https://app.example.com",
  SMTP_URL: "smtps://mail.example.com",
  MAIL_FROM: "no-reply@example.com",
  APP_URL: "https://app.example.com",
  ...productionSecrets(),
};

/** Reads every setting that the system has, and returns the reader too, which knows the names and the problems. */
export function readAllSettings(environment: Environment, developmentSecrets?: (name: string) => string) {
  const settings = createSettingsReader(environment, developmentSecrets);
  readDataDirectory(settings);
  // A service alone in its process, which asks for more than all in one.
  const broker = readBrokerConfig(settings, "alone");
  return {
    settings,
    log: readLogConfig(settings, "logs"),
    config: { ...readSystemConfig(settings), broker },
  };
}

/** The problems that the start would be refused for. */
export function problemsOf(environment: Environment): readonly string[] {
  try {
    readAllSettings(environment).settings.requireValid();
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}
