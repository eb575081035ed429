/** Serves token introspection (RFC 7662) to services that hold a secret. It asks auth, and fails closed. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { AppError, unavailable } from "../../platform/errors.js";
import { readFormBody } from "../../platform/http/body.js";
import type { LoadShedding } from "../../platform/http/load-shedding.js";
import { HttpRefusal } from "../../platform/http/refusal.js";
import { traceOf } from "../../platform/http/request-trace.js";
import { sendJson } from "../../platform/http/send-json.js";
import type { RequestHandler } from "../../platform/http/server.js";
import type { IntrospectionResponse } from "../../platform/identity/introspection.js";
import type { Logger } from "../../platform/log.js";
import { createRareWarning } from "../../platform/rare-warning.js";
import type { Trace } from "../../platform/telemetry/trace.js";
import type { ClientAddress } from "../http/client-address.js";
import { RateLimitExceeded, type RateLimiter } from "../limits/rate-limit.js";
import type { ClientCheck } from "./authenticate-client.js";

/** The parts of the handler. */
export interface IntrospectionParts {
  isClient: ClientCheck;
  clientAddress: ClientAddress;
  /** Counts failed authentications by address. */
  countFailure: RateLimiter;
  load: LoadShedding;
  /** Asks auth. It rejects when auth does not respond. */
  askAuth(token: string, trace: Trace): Promise<IntrospectionResponse>;
  log: Logger;
}

/** A token has at most half of this. */
const maximumBodyBytes = 16_384;

/** The client is not one that may introspect. */
class UnknownClient extends Error {}

/** Creates the handler of `POST`, with `token` in a form. It has no CORS: a browser has no secret. */
export function createIntrospectionEndpoint(parts: IntrospectionParts): RequestHandler {
  const warn = createRareWarning(parts.log);
  return parts.load.shed(async (request, response) => {
    try {
      sendJson(response, 200, await introspect(request, parts));
    } catch (error) {
      if (error instanceof UnknownClient) warn("introspection was refused: the client's secret is wrong");
      sendRefusal(request, response, error);
    }
  });
}

async function introspect(
  request: IncomingMessage,
  { isClient, clientAddress, countFailure, load, askAuth, log }: IntrospectionParts,
): Promise<IntrospectionResponse> {
  if (request.method !== "POST") {
    throw new HttpRefusal(405, "Send the token by POST.", "BAD_REQUEST", { allow: "POST" });
  }
  const ipAddress = clientAddress(request);
  const payer = { userId: null, ipAddress };
  // Nothing is compared for an address that has used up its failures.
  await countFailure(payer, 0);
  const form = await readFormBody(request, maximumBodyBytes);
  if (!isClient(request.headers, form)) {
    await countFailure(payer, 1);
    throw new UnknownClient();
  }
  const token = form.get("token");
  if (token === undefined || token === "") throw new HttpRefusal(400, "The form has no token.");
  const leave = load.enter(ipAddress);
  try {
    return await askAuth(token, traceOf(request));
  } catch (error) {
    log.warn({ err: error }, "a token could not be introspected");
    throw unavailable("Tokens cannot be introspected right now; try again.");
  } finally {
    leave();
  }
}

/** Sends an error as OAuth has it (RFC 6749, 5.2). */
function sendRefusal(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  const { status, code, message, headers } = describeRefusal(error);
  // The unread rest of a refused body must not be read as the next request.
  if (!request.complete) response.setHeader("connection", "close");
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  sendJson(response, status, { error: code, error_description: message });
}

/** The response to a request that is refused. */
interface Refusal {
  status: number;
  code: string;
  message: string;
  headers: Readonly<Record<string, string>>;
}

/** @throws the error itself when it is a fault of the gateway. */
function describeRefusal(error: unknown): Refusal {
  if (error instanceof UnknownClient) {
    return {
      status: 401,
      code: "invalid_client",
      message: "The client or its secret is unknown.",
      headers: { "www-authenticate": 'Basic realm="introspection", charset="UTF-8"' },
    };
  }
  if (error instanceof HttpRefusal) {
    const { status, message, headers } = error;
    return { status, code: "invalid_request", message, headers };
  }
  if (error instanceof RateLimitExceeded) {
    return {
      status: 429,
      code: "slow_down",
      message: "Too many requests without the right secret; try again later.",
      headers: { "retry-after": String(error.details.retryAfterSeconds) },
    };
  }
  if (!(error instanceof AppError)) throw error;
  const headers = { "retry-after": "1" };
  return { status: 503, code: "temporarily_unavailable", message: error.message, headers };
}
