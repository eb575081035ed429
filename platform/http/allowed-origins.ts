/** Reads the origins of front ends. */
import type { SettingsReader } from "../settings/settings-reader.js";
import { quoteUrlSetting } from "../text/redact.js";

/** Origins of front ends, each as a browser spells it; a pattern stands for those on a development machine. */
export type AllowedOrigins = readonly (string | RegExp)[];

/**
 * The default outside production: every page that this machine serves to itself. A development server of a front end takes
 * the next port when its own is taken.
 */
const loopbackOrigins = /^https?:\/\/(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/;

/** Is this header `Origin` that of a front end? */
export function isAllowedOrigin(origins: AllowedOrigins, origin: string | undefined): boolean {
  if (origin === undefined) return false;
  return origins.some((one) => (typeof one === "string" ? one === origin : one.test(origin)));
}

/**
 * Reads ALLOWED_ORIGINS: origins whose pages may read responses (CORS) and use passkeys, spelt as browsers send them in
 * the header `Origin` (https://www.rfc-editor.org/rfc/rfc6454#section-6.2).
 */
export function readAllowedOrigins(
  settings: SettingsReader,
  { requiredInProduction }: { requiredInProduction?: string } = {},
): AllowedOrigins {
  const { list } = settings.section("Front ends");
  const origins = list("ALLOWED_ORIGINS", [], {
    about:
      "The origins whose pages may read answers (CORS) and use passkeys, such as `https://app.example.com`; without wildcards.",
    otherwise: settings.production
      ? undefined
      : "every origin of this machine: `localhost`, 127.0.0.1 and [::1] with any port",
    requiredInProduction,
  });
  if (!settings.isSet("ALLOWED_ORIGINS") && !settings.production) return [loopbackOrigins];
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
