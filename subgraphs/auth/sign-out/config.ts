/** The setting of how recent a sign-in must be. */
import type { SettingsReader } from "../../../platform/settings/settings-reader.js";

/** Reads RECENT_SIGN_IN_SECONDS. */
export const readRecentSignInSeconds = (settings: SettingsReader): number =>
  settings.section("Sessions").integer("RECENT_SIGN_IN_SECONDS", 900, {
    min: 0,
    max: 86_400,
    about:
      "For so long after a sign-in its session may end the account's other sessions without the password; 0: never.",
  });
