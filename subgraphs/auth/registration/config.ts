/** The setting of registrations. */
import type { SettingsReader } from "../../../platform/settings/settings-reader.js";

/** Reads REGISTRATION_REVEALS_TAKEN. */
export const readRegistrationRevealsTaken = (settings: SettingsReader): boolean =>
  settings.section("Sign-in").flag("REGISTRATION_REVEALS_TAKEN", true, {
    about:
      "If false, a registration never says that a name or an address is taken, and opens the account by a mailed link.",
  });
