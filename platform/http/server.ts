/** Runs an HTTP server: routes by exact path, limits, and a stop that finishes the requests in progress. */
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import { createServer as createTlsServer } from "node:https";
import { setTimeout as pause } from "node:timers/promises";
import { StartError } from "../lifecycle.js";
import type { Logger } from "../log.js";
import { endBrokenConnection } from "./client-error.js";
import { type ConnectionLimits, defaultConnectionLimits } from "./connection-limits.js";
import { connectionOf, createConnections } from "./connections.js";
import { startListening } from "./listen.js";
import { serveInOrder } from "./serve-in-order.js";
import { oldestTlsVersion, type TlsConfig } from "./tls.js";
import { watchSending } from "./watch-sending.js";

/** Responds to a request of any method. A rejection is logged, and the client gets 500. */
export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

/** Where to listen. */
export interface ListenConfig {
  host: string;
  /** 0 for any free port. */
  port: number;
  /** The variable that sets the port, for the message when it is taken. */
  portSetting: string;
  /** With it, the server accepts only TLS. */
  tls?: TlsConfig | null;
  /** How long a client may take to send its request, in milliseconds; then it gets 408. */
  receiveMilliseconds?: number;
  /** The limits on clients' connections. */
  connections?: ConnectionLimits;
  /** Is this the address of a proxy? It may have more connections than others. */
  isProxy?(address: string): boolean;
  /** How long the server goes on serving after it reports that it will stop, in milliseconds; default 0. */
  drainDelayMilliseconds?: number;
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

const timing = {
  requestMilliseconds: 30_000,
  headersMilliseconds: 10_000,
  handshakeMilliseconds: 10_000,
  checkMilliseconds: 1_000,
  lastRequestsMilliseconds: 20_000,
};

/** Path of the check whether new requests are welcome; the server itself reports 503 while it drains. */
export const readyPath = "/health/ready";

/**
 * Starts listening. `route` returns the handler for a path (without the query), or undefined for a 404.
 * @throws StartError when the address is not available.
 */
export async function startHttpServer(
  listen: ListenConfig,
  route: (path: string) => RequestHandler | undefined,
  log: Logger,
): Promise<HttpServer> {
  const limits = listen.connections ?? defaultConnectionLimits;
  let draining = false;
  let stopping = false;
  const answer: RequestHandler = async (request, response) => {
    const path = readPath(request.url ?? "/");
    try {
      const handler = route(path);
      if (draining && path === readyPath) sendJson(response, 503, { status: "stopping" });
      else await (handler ?? notFoundHandler)(request, response);
    } catch (error) {
      log.error({ err: error, path }, "a request failed");
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
  server.on("connection", connections.admit).on("clientError", endBrokenConnection);
  if (listen.tls) server.on("secureConnection", connections.secure);

  const listening = await startListening(server, listen).catch((error: NodeJS.ErrnoException) => {
    throw explain(error, listen);
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
      const force = setTimeout(() => server.closeAllConnections(), timing.lastRequestsMilliseconds);
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

/** Updates the state of the connection in the registry until the response is sent. */
function followRequest(request: IncomingMessage, response: ServerResponse): void {
  const { socket } = request;
  const connection = connectionOf(socket);
  // The rest of the time limit on sending the previous response.
  if (socket.timeout) socket.setTimeout(0);
  const { "content-length": length = "0", "transfer-encoding": encoding } = request.headers;
  connection?.enter(encoding === undefined && Number(length) === 0 ? "working" : "receiving");
  request.once("end", () => {
    connection?.hold("body", 0);
    if (connection?.state === "receiving") connection.enter("working");
  });
  response.once("close", () => {
    connection?.hold("body", 0);
    connection?.enter("waiting");
  });
}

/** Returns the path of a request's target, which may be a whole URL (RFC 9112, 3.2.2). */
function readPath(target: string): string {
  return target.replace(/^https?:\/\/[^/?]*/i, "").split("?", 1)[0] || "/";
}

function createListener({ tls, receiveMilliseconds }: ListenConfig, listener: RequestListener): Server {
  const requestTimeout = receiveMilliseconds ?? timing.requestMilliseconds;
  const options = {
    requestTimeout,
    headersTimeout: Math.min(timing.headersMilliseconds, requestTimeout),
    connectionsCheckingInterval: Math.min(timing.checkMilliseconds, requestTimeout),
  };
  if (!tls) return createServer(options, listener);
  const { certificate: cert, key } = tls;
  const handshakeTimeout = Math.min(timing.handshakeMilliseconds, requestTimeout);
  return createTlsServer({ ...options, cert, key, minVersion: oldestTlsVersion, handshakeTimeout }, listener);
}

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

function explain(error: NodeJS.ErrnoException, { host, port, portSetting }: ListenConfig): Error {
  if (error.code === "EADDRINUSE") {
    return new StartError(
      `Port ${port} is taken: another program listens there. Stop it, or set ${portSetting}.`,
    );
  }
  if (error.code === "EACCES")
    return new StartError(`Port ${port} may not be used by this user; set ${portSetting}.`);
  if (["EADDRNOTAVAIL", "ENOTFOUND", "EAI_AGAIN", "EINVAL"].includes(error.code ?? ""))
    return new StartError(`There is no address ${host} on this machine; set HOST.`);
  return error;
}
