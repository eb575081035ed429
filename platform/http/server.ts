/** Runs an HTTP server: routes by exact path, limits, and a stop that finishes the requests in progress. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import type { Logger } from "../log.js";
import { noTelemetry, type Telemetry } from "../telemetry/telemetry.js";
import { endBrokenConnection } from "./client-error.js";
import { defaultConnectionLimits } from "./connection-limits.js";
import { createConnections } from "./connections.js";
import { followRequest } from "./follow-request.js";
import { startListening } from "./listen.js";
import { createListener, explainListenError, type ListenConfig, serverTiming } from "./listener.js";
import { createRequestMeter } from "./measure-requests.js";
import { knownTraceOf } from "./request-trace.js";
import { sendJson } from "./send-json.js";
import { serveInOrder } from "./serve-in-order.js";
import { watchSending } from "./watch-sending.js";

/** Responds to a request of any method. A rejection is logged, and the client gets 500. */
export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

/** The routes of a server. */
export interface HttpRoutes {
  /** Returns the handler for a path (without the query). */
  find(path: string): RequestHandler | undefined;
  /** Responds for a path without a handler. */
  notFound?: RequestHandler;
}

/** A server that listens. */
export interface HttpServer {
  /** For clients on this machine, e.g. `http://127.0.0.1:4000`; `linkTo` makes the one for a browser. */
  url: string;
  /** Reports on `readyPath` and with each response that it will stop, and goes on serving for the drain delay. */
  drain(): Promise<void>;
  /** Stops listening, finishes the requests in progress, and closes every connection. */
  stop(): Promise<void>;
}

/** Path of the check whether new requests are welcome; the server itself reports 503 while it drains. */
export const readyPath = "/health/ready";

/**
 * Starts listening.
 * @throws StartError when the address is not available.
 */
export async function startHttpServer(
  listen: ListenConfig,
  { find, notFound = notFoundHandler }: HttpRoutes,
  log: Logger,
  telemetry: Telemetry = noTelemetry,
): Promise<HttpServer> {
  const limits = listen.connections ?? defaultConnectionLimits;
  let draining = false;
  let stopping = false;
  const answer: RequestHandler = async (request, response) => {
    const path = readPath(request.url ?? "/");
    try {
      const handler = find(path);
      meter?.follow(request, response, path, handler !== undefined);
      if (draining && path === readyPath) sendJson(response, 503, { status: "stopping" });
      else await (handler ?? notFound)(request, response);
    } catch (error) {
      log.error({ err: error, path, ...knownTraceOf(request)?.logFields }, "a request failed");
      if (response.headersSent) response.destroy();
      else sendJson(response, 500, { error: "internal error" });
    }
  };
  const server = createListener(
    listen,
    serveInOrder(limits.pipelined, async (request, response) => {
      followRequest(request, response);
      // A client that keeps its connection open would otherwise delay the stop.
      response.once("close", () => stopping && server.closeIdleConnections());
      if (draining) response.shouldKeepAlive = false;
      await answer(request, response);
      watchSending(response, limits);
    }),
  );
  server.keepAliveTimeout = limits.idleMilliseconds;
  const connections = createConnections(limits, listen.isProxy ?? (() => false), log);
  const meter = createRequestMeter(telemetry, connections.count);
  server.on("connection", connections.admit).on("clientError", endBrokenConnection);
  if (listen.tls) server.on("secureConnection", connections.secure);

  const listening = await startListening(server, listen).catch((error: NodeJS.ErrnoException) => {
    throw explainListenError(error, listen);
  });
  return {
    url: `${listen.tls ? "https" : "http"}://${listening.host}:${listening.port}`,
    async drain() {
      draining = true;
      const { drainDelayMilliseconds: delay = 0 } = listen;
      if (delay > 0) log.info({ milliseconds: delay }, "no longer ready");
      await pause(delay);
    },
    async stop() {
      draining = true;
      stopping = true;
      const force = setTimeout(() => server.closeAllConnections(), serverTiming.lastRequestsMilliseconds);
      const closed = listening.close();
      server.closeIdleConnections();
      await closed;
      clearTimeout(force);
    },
  };
}

/** Responds with 404. */
export const notFoundHandler: RequestHandler = (_request, response) =>
  sendJson(response, 404, { error: "not found" });

/** Returns the path of a request's target, which may be a whole URL (RFC 9112, 3.2.2). */
function readPath(target: string): string {
  return target.replace(/^https?:\/\/[^/?]*/i, "").split("?", 1)[0] || "/";
}
