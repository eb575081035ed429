/** Marks what pages of every origin may read (https://fetch.spec.whatwg.org/#http-access-control-allow-origin). */
import { forReading } from "../../platform/http/methods.js";
import type { RequestHandler } from "../../platform/http/server.js";

/** Wraps the handler of a public, read-only resource. */
export function forEveryPage(handler: RequestHandler): RequestHandler {
  const read = forReading(handler);
  return (request, response) => {
    response.setHeader("access-control-allow-origin", "*");
    return read(request, response);
  };
}
