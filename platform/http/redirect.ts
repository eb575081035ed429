/** Leads a browser from one page of a server to another. */
import { forReading } from "./methods.js";
import type { RequestHandler } from "./server.js";

/**
 * Returns the handler that redirects (302) to `location`: fixed and relative (RFC 9110, 10.2.2), so that it leads to no
 * other host, and works behind a proxy that serves the gateway under a path of its own.
 */
export function redirectTo(location: string): RequestHandler {
  return forReading((_request, response) => {
    response.writeHead(302, { location, "cache-control": "no-store", "content-length": 0 }).end();
  });
}
