/** Serves the metadata by which other services find keys and introspection (RFC 8414). */

import { sendJson } from "../../platform/http/send-json.js";
import type { RequestHandler } from "../../platform/http/server.js";
import { algorithms } from "../../platform/identity/claims.js";
import { allScopes } from "../../platform/identity/grants.js";
import { keySetPath } from "../../platform/service/open-token-verifier.js";
import { clientAuthenticationMethods } from "./authenticate-client.js";
import { forEveryPage } from "./for-every-page.js";

/** Path of the token introspection. */
export const introspectionEndpointPath = "/oauth/introspect";

const wellKnownPath = "/.well-known/oauth-authorization-server";

/** What the metadata depends on. */
export interface MetadataParts {
  issuer: string;
  introspection: boolean;
  cacheSeconds: number;
  /** Returns the base URL by which others reach the gateway. */
  publicUrl(): string;
}

/**
 * Returns the handler by path. For an issuer with a path, the metadata is also where RFC 8414, 3.1 looks for it: at the
 * well-known path with the issuer's behind it.
 */
export function createMetadataRoutes(parts: MetadataParts): Record<string, RequestHandler> {
  const handler = forEveryPage((_request, response) =>
    sendJson(response, 200, describe(parts), parts.cacheSeconds),
  );
  const issuerPath = new URL(parts.issuer).pathname.replace(/\/+$/, "");
  return { [wellKnownPath]: handler, [`${wellKnownPath}${issuerPath}`]: handler };
}

/**
 * The two empty lists say that there is no grant of OAuth: tokens come from the graph. RFC 8414, 3.2 omits empty lists,
 * but 2 requires the one, and the absence of the other would mean `authorization_code` and `implicit`.
 */
function describe({ issuer, introspection, publicUrl }: MetadataParts): object {
  const base = publicUrl();
  return {
    issuer,
    jwks_uri: `${base}${keySetPath}`,
    scopes_supported: allScopes,
    // No registered name says it of access tokens.
    access_token_signing_alg_values_supported: algorithms,
    response_types_supported: [],
    grant_types_supported: [],
    ...(introspection && {
      introspection_endpoint: `${base}${introspectionEndpointPath}`,
      introspection_endpoint_auth_methods_supported: clientAuthenticationMethods,
    }),
  };
}
