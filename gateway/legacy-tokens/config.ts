/** The settings by which clients of the replaced services are served for a period. */
import { readLegacyTokensUntil } from "../../platform/identity/legacy-tokens.js";
import type { SettingsReader } from "../../platform/settings/settings-reader.js";

/** What the gateway does for such clients. */
export interface CutOverConfig {
  /** Until then, tokens of the old services are exchanged at auth; null where none are. */
  legacyTokensUntil: Date | null;
}

/** Reads LEGACY_TOKENS_UNTIL. */
export const readCutOver = (settings: SettingsReader): CutOverConfig => ({
  legacyTokensUntil: readLegacyTokensUntil(settings),
});
