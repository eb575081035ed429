/** What gateway and auth share about tokens of the old services: the period, and the exchange for an access token. */
import type { SettingsReader } from "../settings/settings-reader.js";
import { quoteSetting } from "../text/redact.js";

/** Path at the auth subgraph, for holders of the gateway's secret: `POST {"token": "…"}`. */
export const legacyTokenPath = "/internal/legacy-token";

/** The response to a good token; `expiresAt` in seconds since 1970. */
export interface ExchangedToken {
  accessToken: string;
  expiresAt: number;
}

/** The response to any other, with the status 401. */
export interface RefusedToken {
  code: "UNAUTHENTICATED" | "TOKEN_EXPIRED";
  message: string;
}

/** The title of the settings in the documentation. */
export const legacyTokenSection = "Cut-over from old services";

const longestPeriodDays = 180;
const dayMilliseconds = 86_400_000;
const form = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?Z)?$/;

/** Reads LEGACY_TOKENS_UNTIL; null where no tokens of the old services are accepted. */
export function readLegacyTokensUntil(settings: SettingsReader): Date | null {
  const text = settings.section(legacyTokenSection).optional("LEGACY_TOKENS_UNTIL", {
    about: `Until then, tokens of the old services are accepted: the start of a day in UTC (\`2027-03-01\`) or an instant (\`2027-03-01T12:00Z\`), at most ${longestPeriodDays} days ahead. The same in the gateway and in auth. See docs/cut-over.md.`,
    otherwise: "they are refused",
  });
  if (text === undefined) return null;
  const until = readInstantAhead(settings, "LEGACY_TOKENS_UNTIL", text);
  if (until !== null && until.getTime() > Date.now() + longestPeriodDays * dayMilliseconds)
    settings.complain(`LEGACY_TOKENS_UNTIL must be at most ${longestPeriodDays} days ahead.`);
  return until;
}

/** Reads the end of a period, which may have passed; complains of another text and returns null. */
export function readInstantAhead(settings: SettingsReader, name: string, text: string): Date | null {
  const until = new Date(text);
  // 2027-02-30 would be taken for the second of March.
  if (form.test(text) && until.toJSON()?.startsWith(text.slice(0, 10))) return until;
  settings.complain(
    `${name} must be a day like 2027-03-01 or an instant like 2027-03-01T12:00Z; it is ${quoteSetting(text)}.`,
  );
  return null;
}
