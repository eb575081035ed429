/** Reads the origins of front ends. */
import type { SettingsReader } from "../settings/settings-reader.js";
import { quoteUrlSetting } from "../text/redact.js";

/** The default outside production: where development servers of front ends listen. */
const developmentOrigins = [
  "http://localhost:3000",
  "http://localhost:5173",
  "http://localhost:8080",
] as const;

/**
 * Reads ALLOWED_ORIGINS: origins whose pages may read responses (CORS) and use passkeys, spelt as browsers send them in
 * the header `Origin` (https://www.rfc-editor.org/rfc/rfc6454#section-6.2).
 */
export function readAllowedOrigins(
  settings: SettingsReader,
  { requiredInProduction }: { requiredInProduction?: string } = {},
): readonly string[] {
  const { list } = settings.section("Front ends");
  const origins = list("ALLOWED_ORIGINS", developmentOrigins, {
    about:
      "The origins whose pages may read answers (CORS) and use passkeys, such as `https://app.example.com`; without wildcards.",
    requiredInProduction,
  });
  if (origins.some((origin) => origin.includes("@"))) {
    settings.complain("ALLOWED_ORIGINS must not hold a name or a password, nor an @.");
    return origins;
  }
  for (const origin of origins) {
    const problem = problemOfOrigin(origin);
    if (problem !== null)
      settings.complain(`ALLOWED_ORIGINS has the entry ${quoteUrlSetting(origin)}: ${problem}`);
  }
  return origins;
}

function problemOfOrigin(text: string): string | null {
  if (text.includes("*")) return "there are no wildcards; list each origin.";
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || !/^https?:\/\//i.test(text)) {
    return "an origin is like https://app.example.com.";
  }
  return url.origin === text ? null : `write ${url.origin}.`;
}
