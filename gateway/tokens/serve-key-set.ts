/** Serves auth's public keys, by which other services verify access tokens (RFC 7517, 5). */
import { AppError } from "../../platform/errors.js";
import { sendJson } from "../../platform/http/send-json.js";
import type { RequestHandler } from "../../platform/http/server.js";
import type { RemoteKeySet } from "../../platform/identity/key-source.js";
import { forEveryPage } from "./for-every-page.js";

/** Creates the handler. The keys are those that the gateway itself verifies by, also while auth is away. */
export function createKeySetHandler(keySet: RemoteKeySet): RequestHandler {
  return forEveryPage(async (_request, response) => {
    try {
      const { keys, cacheSeconds } = await keySet.read();
      sendJson(response, 200, { keys }, cacheSeconds);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      response.setHeader("retry-after", "1");
      sendJson(response, 503, { error: error.message });
    }
  });
}
