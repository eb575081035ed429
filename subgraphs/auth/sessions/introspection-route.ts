/** The route by which the gateway introspects tokens for other services (RFC 7662). */
import { AppError } from "../../../platform/errors.js";
import { readJsonBody } from "../../../platform/http/body.js";
import { HttpRefusal } from "../../../platform/http/refusal.js";
import { sendJson } from "../../../platform/http/send-json.js";
import type { RequestHandler } from "../../../platform/http/server.js";
import { describeToken, type IntrospectionResponse } from "../../../platform/identity/introspection.js";
import type { Parts } from "../parts.js";
import { introspectToken } from "./introspect-token.js";

const maximumBytes = 16_384;

/** Creates the handler. A token of any other kind is not active: a refresh token, a text. */
export function createIntrospectionHandler(
  parts: Parts<"models" | "verifyToken" | "config">,
): RequestHandler {
  return async (request, response) => {
    try {
      const { token } = Object(await readJsonBody(request, maximumBytes)) as { token?: unknown };
      if (typeof token !== "string") return sendJson(response, 400, { error: "bad request" });
      const found = await introspectToken(parts, token);
      const body: IntrospectionResponse = found.active
        ? describeToken(found.claims, parts.config.tokens)
        : { active: false };
      sendJson(response, 200, body);
    } catch (error) {
      if (error instanceof HttpRefusal) return sendJson(response, error.status, { error: error.message });
      if (!(error instanceof AppError)) throw error;
      sendJson(response, 503, { error: error.message });
    }
  };
}
