/** Enforces the allowed origins: only their pages may read responses (https://fetch.spec.whatwg.org/#http-cors-protocol). */
import cors from "cors";
import type { AllowedOrigins } from "../../platform/http/allowed-origins.js";
import type { RequestHandler } from "../../platform/http/server.js";

/** How long a browser may cache a preflight. */
const preflightSeconds = 600;

/** What pages may send and read besides what the graph needs. */
export interface CorsAdditions {
  methods: readonly string[];
  exposedHeaders: readonly string[];
}

const nothingMore: CorsAdditions = { methods: [], exposedHeaders: [] };

/** Wraps a handler; with `credentials`, such pages may send cookies. */
export function withCors(
  origins: AllowedOrigins,
  credentials: boolean,
  handler: RequestHandler,
  more = nothingMore,
): RequestHandler {
  const apply = cors({
    origin: [...origins],
    credentials,
    methods: ["GET", "HEAD", "POST", ...more.methods],
    exposedHeaders: ["x-request-id", "ratelimit", "ratelimit-policy", "retry-after", ...more.exposedHeaders],
    maxAge: preflightSeconds,
  });
  return async (request, response) => {
    // `cors` calls back synchronously, except for a preflight, to which it responds itself.
    let goesOn = false;
    apply(request, response, (error?: unknown) => {
      if (error) throw error;
      goesOn = true;
    });
    if (goesOn) await handler(request, response);
  };
}
