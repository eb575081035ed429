/** The setting of the examples. */
import type { SettingsReader } from "../platform/settings/settings-reader.js";

/** Reads GATEHOUSE_URL: where the gateway is that the examples use. */
export const readGatewayUrl = (settings: SettingsReader): string =>
  settings.section("Commands").url("GATEHOUSE_URL", "http://localhost:4000", {
    about: "The gateway that `npm run example` uses.",
  });
