/** Reads the address of a service's own database. */
import type { SettingsReader } from "../settings/settings-reader.js";
import type { DatabaseConfig } from "./connection.js";
import { databaseUriForm, requireDatabaseUri } from "./uri.js";

/**
 * Reads MONGODB_URI, which must be set unless `uri` is given, MONGODB_DATABASE_PREFIX, DATABASE_TIMEOUT_MS,
 * DATABASE_START_SECONDS and MIGRATE_AT_START.
 */
export function readDatabaseConfig(settings: SettingsReader, service: string, uri?: string): DatabaseConfig {
  const { credentialUrl, text, integer, flag } = settings.section("The database");
  const given =
    uri ??
    credentialUrl("MONGODB_URI", databaseUriForm, requireDatabaseUri, {
      about:
        "The database server. Each service uses only its own database there: give each a user of its own. In all URLs, percent-encode in names and passwords: % as %25, / as %2F, ? as %3F, # as %23, @ as %40, : as %3A.",
      otherwise: "embedded, for `npm start`",
      required: "the databases live there (`npm start` alone brings its own).",
    });
  const prefix = text("MONGODB_DATABASE_PREFIX", "gatehouse", {
    about: "What the names of the databases begin with: `PREFIX_auth`, `PREFIX_user`, `PREFIX_task`.",
  });
  // https://www.mongodb.com/docs/manual/reference/limits/#naming-restrictions, with room for the service's name.
  if (!/^[\w-]{1,40}$/.test(prefix)) {
    settings.complain(
      "MONGODB_DATABASE_PREFIX must have at most 40 of the characters a-z, A-Z, 0-9, _ and -.",
    );
  }
  return {
    uri: given ?? "",
    name: `${prefix}_${service}`,
    queryMilliseconds: integer("DATABASE_TIMEOUT_MS", 10_000, {
      min: 100,
      max: 300_000,
      about: "How long the database may work on one query.",
    }),
    startSeconds: integer("DATABASE_START_SECONDS", 60, {
      min: 1,
      max: 3_600,
      about:
        "How long the start waits for a database server that does not respond, and for migrations that another program runs; it says so every five seconds. It does not wait for a server that refuses the name or the password.",
    }),
    migrateAtStart: flag("MIGRATE_AT_START", !settings.production, {
      about:
        "A subgraph runs the migrations of its own database at the start. With `false` it waits until `npm run migrate` has run them, and ends the start with one line if that does not happen ([operations](operations.md#migrations)).",
    }),
  };
}
