/** The context of one request at the gateway: its caller, and the headers for the subgraphs. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { createRequestSignal } from "../platform/http/request-signal.js";
import { traceOf } from "../platform/http/request-trace.js";
import { type Caller, readCaller } from "../platform/identity/caller.js";
import type { Logger } from "../platform/log.js";
import type { Trace } from "../platform/telemetry/trace.js";
import type { ClientAddress } from "./http/client-address.js";
import type { RefreshCookieRelay, RefreshCookieRelays } from "./http/relay-refresh-cookie.js";
import type { SubgraphResult } from "./subgraph/read-result.js";

/** The one exchange with side effects in an operation whose only root field signs in. */
export interface SignInExchange {
  /** Undefined until the sign-in has been sent; after that it is never sent again. */
  answer: SubgraphResult | undefined;
}

/** The data of a request that the steps of the pipeline share. */
export interface GatewayContext {
  /** The verified claims, or why there are none. */
  caller: Caller;
  /** The token for the subgraphs: the client's own, or that of a sign-in within the operation. */
  bearerToken: string | null;
  /** The request's trace; in an operation of a batch, its own part of it. */
  trace: Trace;
  log: Logger;
  /** `name` is what the client calls itself (`apollographql-client-name`). */
  client: { ipAddress: string; userAgent: string; name: string | undefined };
  refreshCookie: RefreshCookieRelay;
  /** Response headers about an operation's cost; each operation of a batch has its own. */
  responseHeaders: Record<string, string>;
  /** The `Cache-Control` of each subgraph's response to a query; undefined for a response without one. */
  cacheHints: (string | undefined)[];
  /** Within an operation that signs in: the response to the sign-in. */
  signIn?: SignInExchange | undefined;
  /** Aborted when the request's time is over or its client has disconnected. */
  signal: AbortSignal;
  /** The deadline of the request, by `performance.now()`. */
  endsAt: number;
}

/** The parts that create the context of a request. */
export interface ContextParts {
  /** Returns the caller of a bearer token. @throws AppError SERVICE_UNAVAILABLE. */
  identify(token: string, client: GatewayContext["client"]): Promise<Caller>;
  clientAddress: ClientAddress;
  refreshCookieOf: RefreshCookieRelays;
  /** The time limit of a request, in milliseconds. */
  timeoutMilliseconds: number;
  log: Logger;
}

const longestUserAgent = 256;

/** Reads the context of a request. Of the client's claims about itself, only the bearer token counts. */
export async function createGatewayContext(
  request: IncomingMessage,
  response: ServerResponse,
  { identify, clientAddress, refreshCookieOf, timeoutMilliseconds, log }: ContextParts,
): Promise<GatewayContext> {
  const endsAt = performance.now() + timeoutMilliseconds;
  const signal = createRequestSignal(response, timeoutMilliseconds);
  const trace = traceOf(request);
  response.setHeader("x-request-id", trace.requestId!);
  const client = {
    ipAddress: clientAddress(request),
    userAgent: printable(request.headers["user-agent"] ?? "").slice(0, longestUserAgent),
    name: readName(request.headers["apollographql-client-name"]),
  };
  const caller = await readCaller(request.headers, (token) => identify(token, client));
  return {
    caller,
    bearerToken: caller.token,
    trace,
    log: log.child(trace.logFields),
    client,
    refreshCookie: refreshCookieOf(request, response),
    responseHeaders: {},
    cacheHints: [],
    signal,
    endsAt,
  };
}

const readName = (header: string | string[] | undefined) => (Array.isArray(header) ? header[0] : header);

/** Replaces the characters that a header cannot contain. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, "?");
}
