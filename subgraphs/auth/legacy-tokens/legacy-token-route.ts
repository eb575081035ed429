/** The route by which the gateway exchanges tokens of the old services. */
import { AppError } from "../../../platform/errors.js";
import { readClient } from "../../../platform/graphql/read-context.js";
import { readJsonBody } from "../../../platform/http/body.js";
import { HttpRefusal } from "../../../platform/http/refusal.js";
import { sendJson } from "../../../platform/http/send-json.js";
import type { RequestHandler } from "../../../platform/http/server.js";
import type { Parts } from "../parts.js";
import type { LegacyTokenConfig } from "./config.js";
import { exchangeLegacyToken } from "./exchange-legacy-token.js";
import { createLegacyTokenVerifier } from "./verify-legacy-token.js";

const maximumBytes = 16_384;

/** Creates the handler: 200 with an `ExchangedToken`, 401 with a `RefusedToken`. */
export function createLegacyTokenHandler(
  parts: Parts<"models" | "relay" | "audit" | "signAccessToken">,
  config: LegacyTokenConfig,
): RequestHandler {
  const verify = createLegacyTokenVerifier(config);
  return async (request, response) => {
    try {
      const { token } = Object(await readJsonBody(request, maximumBytes)) as { token?: unknown };
      if (typeof token !== "string") return sendJson(response, 400, { error: "bad request" });
      sendJson(response, 200, await exchangeLegacyToken(parts, verify, token, readClient(request.headers)));
    } catch (error) {
      if (error instanceof HttpRefusal) return sendJson(response, error.status, { error: error.message });
      if (!(error instanceof AppError)) throw error;
      const { code, message } = error;
      sendJson(response, code === "SERVICE_UNAVAILABLE" ? 503 : 401, { code, message });
    }
  };
}
