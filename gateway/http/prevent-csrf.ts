/** Refuses requests that a page of another site can make a browser send (cross-site request forgery). */

import type { IncomingMessage } from "node:http";
import { type AllowedOrigins, isAllowedOrigin } from "../../platform/http/allowed-origins.js";
import { HttpRefusal } from "../../platform/http/refusal.js";

/** Headers that a page may send to another site only after a preflight (https://fetch.spec.whatwg.org/#cors-safelisted-request-header). */
const preflightHeaders = ["graphql-require-preflight", "apollo-require-preflight", "x-apollo-operation-name"];

/**
 * Accepts a GET or HEAD only if no page of another site can send it, or not without a preflight.
 * @throws HttpRefusal 400 for other requests, 415 for content that is not JSON.
 */
export function requireNoSimplePage(
  { headers }: Pick<IncomingMessage, "headers">,
  allowedOrigins: AllowedOrigins,
): void {
  const mediaType = headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase();
  if (mediaType !== undefined && mediaType !== "application/json")
    throw new HttpRefusal(415, "A GET has no content, or is of the type application/json.");
  const isProven =
    mediaType !== undefined ||
    preflightHeaders.some((name) => headers[name]) ||
    // A browser adds Basic authentication by itself, a bearer token never.
    /^bearer\s/i.test(headers.authorization ?? "") ||
    isFromOwnPage(headers, allowedOrigins) ||
    isFromGraphQLClient(headers);
  if (!isProven) {
    throw new HttpRefusal(
      400,
      "Send a GET with the header `graphql-require-preflight: 1`, a bearer token, or `Accept: application/graphql-response+json`; or use POST.",
    );
  }
}

/**
 * Browsers write these two headers themselves; no page can (https://fetch.spec.whatwg.org/#forbidden-request-header).
 */
function isFromOwnPage(headers: IncomingMessage["headers"], allowedOrigins: AllowedOrigins): boolean {
  return headers["sec-fetch-site"] === "same-origin" || isAllowedOrigin(allowedOrigins, headers.origin);
}

/**
 * A form, an image and a link cannot choose `Accept`; a script can, without a preflight. Such a request has an
 * `Origin`, or a `Sec-Fetch-Site` that names its site.
 */
function isFromGraphQLClient(headers: IncomingMessage["headers"]): boolean {
  const isOfPage =
    headers.origin !== undefined || ["cross-site", "same-site"].includes(String(headers["sec-fetch-site"]));
  return !isOfPage && /\bapplication\/graphql-response\+json\b/i.test(headers.accept ?? "");
}
