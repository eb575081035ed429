/** Reads a request to a REST route. */
import type { IncomingMessage } from "node:http";
import { unauthenticated } from "../../platform/errors.js";
import { readJsonBody } from "../../platform/http/body.js";
import { longestUrl } from "../../platform/http/client-error.js";
import { HttpRefusal } from "../../platform/http/refusal.js";
import { isRecord } from "../../platform/is-record.js";
import type { RestInput, RestRoute } from "./rest-route.js";

const bareToken = /^[\w-]+\.[\w-]+\.[\w-]*$/;

/** The old services also took a token without the word Bearer. */
export function completeBearer({ headers }: IncomingMessage): void {
  const { authorization } = headers;
  if (authorization !== undefined && bareToken.test(authorization))
    headers.authorization = `Bearer ${authorization}`;
}

/**
 * Reads the request; `begin` is awaited once it is there. A route that needs a token takes none that a browser adds by
 * itself, and a body is JSON: so no page of another site can send a request that does anything without a preflight.
 * @throws HttpRefusal for a wrong media type, body or URL; AppError UNAUTHENTICATED.
 */
export async function readRestInput(
  request: IncomingMessage,
  route: RestRoute,
  { path, bodyBytes }: { path: RestInput["path"]; bodyBytes: number },
  begin: () => Promise<void>,
): Promise<RestInput> {
  const { url = "", headers } = request;
  if (url.length > longestUrl) throw new HttpRefusal(414, "The URL is too long.");
  if (!route.isPublic && !/^bearer\s/i.test(headers.authorization ?? ""))
    throw unauthenticated("Send `Authorization: Bearer TOKEN`.");
  const search = new URLSearchParams(url.includes("?") ? url.slice(url.indexOf("?") + 1) : "");
  if (route.body === undefined) {
    await begin();
    return { path, search, body: {} };
  }
  const body = await readJsonBody(request, bodyBytes, begin);
  if (!isRecord(body)) throw new HttpRefusal(400, "The body must be a JSON object.");
  return { path, search, body };
}
