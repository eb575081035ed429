/** The settings by which clients of the replaced services are served for a period. */
import {
  legacyTokenSection,
  readInstantAhead,
  readLegacyTokensUntil,
} from "../../platform/identity/legacy-tokens.js";
import type { SettingsReader } from "../../platform/settings/settings-reader.js";

/** What the gateway does for such clients. */
export interface CutOverConfig {
  /** Until then, tokens of the old services are exchanged at auth; null where none are. */
  legacyTokensUntil: Date | null;
  /** The REST routes of the replaced services, and their end; null where that is not known. */
  restFacade: { isOn: boolean; until: Date | null };
}

/** Reads LEGACY_TOKENS_UNTIL, REST_FACADE and REST_FACADE_UNTIL. */
export function readCutOver(settings: SettingsReader): CutOverConfig {
  const { flag, optional } = settings.section(legacyTokenSection);
  const isOn = flag("REST_FACADE", false, {
    about: "The gateway serves the REST routes of the replaced services. See docs/cut-over.md.",
  });
  const until = optional("REST_FACADE_UNTIL", {
    about:
      "The end of these routes, as `LEGACY_TOKENS_UNTIL` has it, without its limit: responses announce it (`Sunset`), and from then on they are 410.",
    otherwise: "no end is announced",
  });
  return {
    legacyTokensUntil: readLegacyTokensUntil(settings),
    restFacade: {
      isOn,
      until: until === undefined ? null : readInstantAhead(settings, "REST_FACADE_UNTIL", until),
    },
  };
}
