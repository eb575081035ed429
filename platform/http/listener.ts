/** Creates the listener of a server, with or without TLS, and explains why it cannot listen. */
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { StartError } from "../lifecycle.js";
import type { ConnectionLimits } from "./connection-limits.js";
import { oldestTlsVersion, type TlsConfig } from "./tls.js";

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

/** The time limits of a server. */
export const serverTiming = {
  requestMilliseconds: 30_000,
  headersMilliseconds: 10_000,
  handshakeMilliseconds: 10_000,
  checkMilliseconds: 1_000,
  lastRequestsMilliseconds: 20_000,
};

/** Creates the server; it does not listen yet. */
export function createListener(
  { tls, receiveMilliseconds }: ListenConfig,
  listener: RequestListener,
): Server {
  const requestTimeout = receiveMilliseconds ?? serverTiming.requestMilliseconds;
  const options = {
    requestTimeout,
    headersTimeout: Math.min(serverTiming.headersMilliseconds, requestTimeout),
    connectionsCheckingInterval: Math.min(serverTiming.checkMilliseconds, requestTimeout),
  };
  if (!tls) return createServer(options, listener);
  const { certificate: cert, key } = tls;
  const handshakeTimeout = Math.min(serverTiming.handshakeMilliseconds, requestTimeout);
  return createTlsServer({ ...options, cert, key, minVersion: oldestTlsVersion, handshakeTimeout }, listener);
}

/** Returns the error for an operator, with the setting that mends it. */
export function explainListenError(
  error: NodeJS.ErrnoException,
  { host, port, portSetting }: ListenConfig,
): Error {
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
