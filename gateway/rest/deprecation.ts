/** Marks responses as those of a deprecated interface. */
import type { ServerResponse } from "node:http";

/** Path of the description of the routes. */
export const openApiPath = "/rest-facade/openapi.json";

/** What pages of the allowed origins may send to the routes, and read of them, besides what the graph needs. */
export const restCors = { methods: ["PUT"], exposedHeaders: ["deprecation", "sunset", "link"] } as const;

/** Since when the routes are deprecated: from their first day, 2026-11-27. */
const deprecatedSince = Date.UTC(2026, 10, 27) / 1000;

/**
 * Sets `Deprecation` (RFC 9745), `Sunset` (RFC 8594) where the end is known, and links to the description and to what
 * comes in place of the routes (RFC 8631, RFC 5829).
 */
export function markDeprecated(response: ServerResponse, until: Date | null): void {
  response.setHeader("deprecation", `@${deprecatedSince}`);
  if (until !== null) response.setHeader("sunset", until.toUTCString());
  response.setHeader(
    "link",
    `<${openApiPath}>; rel="service-desc"; type="application/json", <${openApiPath}>; rel="deprecation"; type="application/json", </graphql>; rel="successor-version"`,
  );
}
