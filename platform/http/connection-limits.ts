/** How many connections a server keeps, how long it waits for their clients, and how much it holds for them. */
import type { SettingsReader } from "../config.js";

/** What a server grants its clients' connections. */
export interface ConnectionLimits {
  /** Connections at a time. */
  total: number;
  /** Connections at a time from one address; an IPv6 network (/64) is one. */
  perAddress: number;
  /** Requests of one connection that may wait for the answer to the one before them (pipelining, RFC 9112, 9.3.2). */
  pipelined: number;
  /** Bytes of bodies that are not complete and of answers that are not taken, of all connections together. */
  bufferedBytes: number;
  /** In which a client must have taken a whole answer. */
  sendMilliseconds: number;
  /** In which a client that takes an answer must take some of it. */
  stallMilliseconds: number;
  /** For which a connection is kept that has had an answer and asks for nothing. */
  idleMilliseconds: number;
}

/** What a server without settings grants. */
export const defaultConnectionLimits: ConnectionLimits = {
  total: 4_096,
  perAddress: 512,
  pipelined: 16,
  bufferedBytes: 64 * 1024 * 1024,
  sendMilliseconds: 30_000,
  stallMilliseconds: 10_000,
  // Longer than any client of ours keeps an idle connection, so that no request meets a closing one.
  idleMilliseconds: 65_000,
};

/** Reads MAX_CONNECTIONS, MAX_CONNECTIONS_PER_ADDRESS, MAX_PIPELINED_REQUESTS, MAX_BUFFERED_BYTES, SEND_*_MS and IDLE_TIMEOUT_MS. */
export function readConnectionLimits(settings: SettingsReader): ConnectionLimits {
  const { integer } = settings.section("Connections");
  const fallback = defaultConnectionLimits;
  const milliseconds = { min: 100, max: 3_600_000 };
  return {
    total: integer("MAX_CONNECTIONS", fallback.total, {
      min: 1,
      max: 1_000_000,
      about: "Connections that a service keeps at a time.",
    }),
    perAddress: integer("MAX_CONNECTIONS_PER_ADDRESS", fallback.perAddress, {
      min: 1,
      max: 1_000_000,
      about:
        "The same from one address; an IPv6 network (/64) is one. Proxies in `TRUSTED_PROXIES` are not counted.",
    }),
    pipelined: integer("MAX_PIPELINED_REQUESTS", fallback.pipelined, {
      min: 1,
      max: 1_000,
      about: "Requests that one connection may send ahead (pipelining).",
    }),
    bufferedBytes: integer("MAX_BUFFERED_BYTES", fallback.bufferedBytes, {
      min: 65_536,
      max: 68_719_476_736,
      about: "What may wait in memory for clients that send or read slowly, of all connections together.",
    }),
    sendMilliseconds: integer("SEND_TIMEOUT_MS", fallback.sendMilliseconds, {
      ...milliseconds,
      about: "How long a client may take to read an answer.",
    }),
    stallMilliseconds: integer("SEND_STALL_TIMEOUT_MS", fallback.stallMilliseconds, {
      ...milliseconds,
      about: "How long it may read nothing of it.",
    }),
    idleMilliseconds: integer("IDLE_TIMEOUT_MS", fallback.idleMilliseconds, {
      min: 1_000,
      max: 3_600_000,
      about: "How long a connection is kept without a request.",
    }),
  };
}
