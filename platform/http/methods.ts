/** Refuses methods that a resource does not support. */

import { sendJson } from "./send-json.js";
import type { RequestHandler } from "./server.js";

/** Wraps the handler of a read-only resource: a method other than GET or HEAD gets 405 (RFC 9110, 15.5.6). */
export function forReading(handler: RequestHandler): RequestHandler {
  return (request, response) => {
    if (request.method === "GET" || request.method === "HEAD") return handler(request, response);
    response.setHeader("allow", "GET, HEAD");
    sendJson(response, 405, { error: "method not allowed" });
  };
}
