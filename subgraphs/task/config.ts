/** The task subgraph's settings. */

import type { ServiceConfig } from "../../platform/service/service-config.js";
import { readServiceConfig } from "../../platform/service/service-config.js";
import type { SettingsReader } from "../../platform/settings/settings-reader.js";
import { readServiceUrls, type ServiceUrls, socketOf } from "../../schema/services.js";

/** The settings of the task subgraph. */
export interface TaskConfig extends ServiceConfig {
  serviceUrls: ServiceUrls;
  /** How many tasks one user may assign to one other in an hour. */
  assignmentsPerPerson: number;
}

/** Reads and checks the settings. @throws SettingsError by way of `settings.requireValid`. */
export const readTaskConfig = (settings: SettingsReader, databaseUri?: string): TaskConfig => ({
  ...readServiceConfig(settings, socketOf("task"), databaseUri),
  serviceUrls: readServiceUrls(settings),
  assignmentsPerPerson: settings.section("Tasks").integer("ASSIGNMENTS_PER_PERSON", 150, {
    min: 1,
    max: 1_000_000,
    about:
      "Tasks that one user may assign to one other in an hour; four times as many to all others together, and ten times as many may be assigned to one user by all others. Admins are not counted.",
  }),
});
