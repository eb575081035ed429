/** Sends small JSON documents. */
import type { ServerResponse } from "node:http";

/** Sends a small JSON document; caches may store it only with `cacheSeconds`. */
export function sendJson(response: ServerResponse, status: number, body: unknown, cacheSeconds = 0): void {
  const text = JSON.stringify(body);
  response
    .writeHead(status, {
      "content-type": "application/json; charset=utf-8",
      "content-length": Buffer.byteLength(text),
      "cache-control": cacheSeconds > 0 ? `public, max-age=${cacheSeconds}` : "no-store",
      "x-content-type-options": "nosniff",
    })
    .end(text);
}
