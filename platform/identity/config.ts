/** Reads the settings of identity, which must be the same in all services. */
import type { SettingsReader } from "../settings/settings-reader.js";

/** The issuer on a development machine; no server has this name. */
export const defaultIssuer = "https://gatehouse.local";

/** Reads GATEWAY_SECRET, TOKEN_ISSUER, TOKEN_AUDIENCE and the times of tokens. */
export function readIdentityConfig(settings: SettingsReader) {
  const { secret } = settings.section("Secrets");
  const { text } = settings.section("Tokens and signing keys");
  return {
    gatewaySecret: secret("GATEWAY_SECRET", {
      about: "By it the gateway and the subgraphs know each other; the same in all services.",
      requiredInProduction: "the gateway and the subgraphs know each other by it.",
    }),
    tokens: {
      issuer: text("TOKEN_ISSUER", defaultIssuer, {
        about: "The claim `iss` of access tokens; the same in all services.",
      }),
      audience: text("TOKEN_AUDIENCE", "gatehouse", {
        about: "The claim `aud` of access tokens; the same in all services.",
      }),
    },
    ...readTokenTimes(settings),
  };
}

/** Reads ACCESS_TOKEN_SECONDS and KEY_SET_CACHE_SECONDS. */
export function readTokenTimes(settings: SettingsReader) {
  const { integer } = settings.section("Tokens and signing keys");
  return {
    accessTokenSeconds: integer("ACCESS_TOKEN_SECONDS", 300, {
      min: 10,
      max: 86_400,
      about: "The lifetime of an access token; the same in all services.",
    }),
    keySetCacheSeconds: integer("KEY_SET_CACHE_SECONDS", 300, {
      min: 1,
      max: 3_600,
      about:
        "How long a fetched key set is used before it is fetched again; the same in all services. The next key is published for twice this time before it signs; an unknown key causes one fetch in a tenth of it.",
    }),
  };
}

/** Reads REFRESH_COOKIE: whether refresh tokens travel in a cookie. */
export const readRefreshCookieMode = (settings: SettingsReader): boolean =>
  settings.section("Front ends").flag("REFRESH_COOKIE", false, {
    about:
      "Refresh tokens travel in a cookie that scripts cannot read, for browser apps on the gateway's own site (its registrable domain), over https; the same in the gateway and in auth. If false, they are in the answer's body.",
  });
