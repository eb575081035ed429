/** The context of one request at the gateway: its caller, and what is passed to the subgraphs. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Caller, readCaller } from "../platform/identity/caller.js";
import type { TokenVerifier } from "../platform/identity/token-verifier.js";
import type { Logger } from "../platform/log.js";
import { readTrace, type Trace } from "../platform/trace.js";
import type { ClientAddress } from "./http/client-address.js";
import type { RefreshCookieRelay, RefreshCookieRelays } from "./http/relay-refresh-cookie.js";
import { createRequestSignal } from "./http/request-signal.js";
import type { SubgraphAnswer } from "./subgraph/answer.js";

/** The one exchange that changes something in an operation whose only root field signs in. */
export interface SignInExchange {
  /** Undefined until the sign-in has been sent; from then on it is never sent again. */
  answer: SubgraphAnswer | undefined;
}

/** What the steps of the pipeline know of a request. */
export interface GatewayContext {
  /** The verified claims, or why there are none. */
  caller: Caller;
  /** The token for the subgraphs: the client's own, or that of a sign-in within the operation. */
  bearerToken: string | null;
  trace: Trace;
  log: Logger;
  client: { ipAddress: string; userAgent: string };
  refreshCookie: RefreshCookieRelay;
  /** Headers of the response, by what an operation has cost; each operation of a batch has its own. */
  responseHeaders: Record<string, string>;
  /** The `Cache-Control` of each subgraph's response to a query; undefined for a response without. */
  cacheHints: (string | undefined)[];
  /** Within an operation that signs someone in: what that was answered. */
  signIn?: SignInExchange | undefined;
  /** Aborted when the request has taken too long or its client has gone. */
  signal: AbortSignal;
  /** When the request will have taken too long, as `performance.now()` counts. */
  endsAt: number;
}

/** The parts that create the context of a request. */
export interface ContextParts {
  verifyToken: TokenVerifier;
  clientAddress: ClientAddress;
  refreshCookieOf: RefreshCookieRelays;
  /** How long the request may take, in milliseconds. */
  timeoutMilliseconds: number;
  log: Logger;
}

const longestUserAgent = 256;

/** Reads the context of a request. Of what the client says about itself, only the bearer token counts. */
export async function createGatewayContext(
  request: IncomingMessage,
  response: ServerResponse,
  { verifyToken, clientAddress, refreshCookieOf, timeoutMilliseconds, log }: ContextParts,
): Promise<GatewayContext> {
  const endsAt = performance.now() + timeoutMilliseconds;
  const signal = createRequestSignal(response, timeoutMilliseconds);
  const trace = readTrace(request.headers);
  response.setHeader("x-request-id", trace.requestId);
  const caller = await readCaller(request.headers, verifyToken);
  return {
    caller,
    bearerToken: caller.token,
    trace,
    log: log.child({ requestId: trace.requestId }),
    client: {
      ipAddress: clientAddress(request),
      userAgent: printable(request.headers["user-agent"] ?? "").slice(0, longestUserAgent),
    },
    refreshCookie: refreshCookieOf(request, response),
    responseHeaders: {},
    cacheHints: [],
    signal,
    endsAt,
  };
}

/** Replaces the characters that a header cannot hold. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, "?");
}
