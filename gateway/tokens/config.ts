/** The settings of what other services need to check access tokens. */
import { defaultIssuer, readIdentityConfig } from "../../platform/identity/config.js";
import type { SettingsReader } from "../../platform/settings/settings-reader.js";
import { rememberSecret } from "../../platform/text/redact.js";
import { isIssuerUrl, ownUrl } from "./issuer-url.js";

/** A service that may introspect tokens. */
export interface IntrospectionClient {
  name: string;
  secret: string;
}

/** What the gateway tells other services of tokens. */
export interface TokenServiceConfig {
  /** The base URL by which others reach the gateway; `own`: the one it listens at; null: it is not known. */
  publicUrl: string | null;
  /** A name may be there twice, with two secrets. Without clients there is no introspection. */
  introspectionClients: readonly IntrospectionClient[];
}

const shortestSecretCharacters = 32;

/**
 * Reads PUBLIC_URL and TOKEN_INTROSPECTION_CLIENTS. The URL is never taken from a request: its `Host` is the client's
 * word.
 */
function readTokenServiceConfig(
  settings: SettingsReader,
  { issuer }: { issuer: string },
): TokenServiceConfig {
  const given = settings.section("Addresses and ports").url("PUBLIC_URL", "http://localhost", {
    path: true,
    about:
      "Where others reach the gateway: the base of the URLs in `/.well-known/oauth-authorization-server`, which is not served while it is not known. A proxy that serves the gateway under a path takes the path away.",
    otherwise:
      "in development where the gateway listens; in production `TOKEN_ISSUER`, if that is set to a URL",
  });
  const isIssuerChosen = issuer !== defaultIssuer && isIssuerUrl(issuer);
  const inProduction = isIssuerChosen ? issuer.replace(/\/+$/, "") : null;
  return {
    publicUrl: settings.isSet("PUBLIC_URL") ? given : settings.production ? inProduction : ownUrl,
    introspectionClients: readIntrospectionClients(settings),
  };
}

function readIntrospectionClients(settings: SettingsReader): readonly IntrospectionClient[] {
  const text = settings.section("Secrets").optionalSecret("TOKEN_INTROSPECTION_CLIENTS", {
    about:
      "The services that may ask `POST /oauth/introspect` whether a token is still valid: `flask:SECRET,reports:SECRET`. For a change of a secret, list the name twice, with both.",
    otherwise: "none: the endpoint does not exist",
    values: `\`NAME:SECRET\` with commas between them; each secret ${shortestSecretCharacters} or more of letters, digits, \`-\`, \`.\`, \`_\` and \`~\``,
  });
  const pairs = text?.split(",").map((pair) => pair.trim()) ?? [];
  const clients = pairs.flatMap((pair) => {
    // No character that a form or a header would have to encode (RFC 6749, 2.3.1).
    const [, name, secret] = /^([\w.-]{1,64}):([\w.~-]+)$/.exec(pair) ?? [];
    rememberSecret(secret ?? pair);
    return name === undefined || secret === undefined || secret.length < shortestSecretCharacters
      ? []
      : [{ name, secret }];
  });
  if (clients.length < pairs.length) {
    settings.complain(
      `TOKEN_INTROSPECTION_CLIENTS must list NAME:SECRET pairs with commas between them, each secret of ${shortestSecretCharacters} or more letters, digits, "-", ".", "_" and "~".`,
    );
  }
  return clients;
}

/** Reads the settings of access tokens, on which those above depend. */
export function readTokenSettings(settings: SettingsReader) {
  const identity = readIdentityConfig(settings);
  return { ...identity, ...readTokenServiceConfig(settings, identity.tokens) };
}
