/** The settings of a service's log. */
import type { SettingsReader } from "./settings/settings-reader.js";

const levels = ["debug", "info", "warn", "error", "silent"] as const;

/** The targets of a service's log. */
export interface LogConfig {
  /** The least severe level that is written. */
  level: (typeof levels)[number];
  /** On the terminal: lines for people, JSON for a collector, or nothing. */
  terminal: "pretty" | "json" | "off";
  /** The folder of SERVICE.log; undefined for none. */
  directory: string | undefined;
}

/** Reads LOG_LEVEL, LOG_FORMAT and LOG_DIR. In production the default is JSON on standard output and no file. */
export function readLogConfig(settings: SettingsReader, defaultDirectory: string): LogConfig {
  const { choice, optional } = settings.section("Logs");
  const directory = optional("LOG_DIR", {
    about: "The folder for one file of JSON lines a service, SERVICE.log.",
    otherwise: settings.production ? "none" : "`logs` in the project",
  });
  return {
    level: choice("LOG_LEVEL", "info", levels, { about: "The least severe level that is written." }),
    terminal: choice("LOG_FORMAT", settings.production ? "json" : "pretty", ["pretty", "json", "off"], {
      about: "What is written on the terminal: lines for people, JSON for a collector, or nothing.",
    }),
    directory: directory ?? (settings.production ? undefined : defaultDirectory),
  };
}
