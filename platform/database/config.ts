/** Reads where a service's own database is. */
import type { SettingsReader } from "../config.js";
import type { DatabaseConfig } from "./connection.js";
import { databaseUriForm, requireDatabaseUri } from "./uri.js";

/**
 * Reads MONGODB_URI, which must be set unless `uri` is given, MONGODB_DATABASE_PREFIX, DATABASE_TIMEOUT_MS and DATABASE_START_SECONDS,
 * for the service of that name.
 */
export function readDatabaseConfig(settings: SettingsReader, service: string, uri?: string): DatabaseConfig {
  const given =
    uri === undefined
      ? settings.credentialUrl("MONGODB_URI", databaseUriForm, requireDatabaseUri, {
          required: "the databases live there (`npm start` alone brings its own).",
        })
      : uri;
  const prefix = settings.text("MONGODB_DATABASE_PREFIX", "gatehouse");
  // https://www.mongodb.com/docs/manual/reference/limits/#naming-restrictions, with room for the service's name.
  if (!/^[\w-]{1,40}$/.test(prefix)) {
    settings.complain(
      "MONGODB_DATABASE_PREFIX must have at most 40 of the characters a-z, A-Z, 0-9, _ and -.",
    );
  }
  return {
    uri: given ?? "",
    name: `${prefix}_${service}`,
    queryMilliseconds: settings.integer("DATABASE_TIMEOUT_MS", 10_000, { min: 100, max: 300_000 }),
    startSeconds: settings.integer("DATABASE_START_SECONDS", 60, { min: 1, max: 3_600 }),
  };
}
