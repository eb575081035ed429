/** The setting of the schema check. */
import type { SettingsReader } from "../../platform/settings/settings-reader.js";

/** Reads SCHEMA_DEPRECATION_DAYS: how long a deprecation must last before what is deprecated may go. */
export const readDeprecationDays = (settings: SettingsReader): number =>
  settings.section("Commands").integer("SCHEMA_DEPRECATION_DAYS", 90, {
    min: 0,
    max: 3650,
    about:
      "How many days an element of the API must be deprecated before `npm run schema:check` lets it be removed without " +
      "an approval.",
  });
