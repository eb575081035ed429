/** The limits on a server's connections: how many, for how long, and how much memory. */
import type { SettingsReader } from "../settings/settings-reader.js";

/** What a server allows for its clients' connections. */
export interface ConnectionLimits {
  /** Connections at a time. */
  total: number;
  /** Connections at a time from one address; an IPv6 network (/64) counts as one. */
  perAddress: number;
  /** Requests of one connection that may wait for the response to an earlier one (pipelining, RFC 9112, 9.3.2). */
  pipelined: number;
  /** Bytes of incomplete bodies and of responses that clients have not read, of all connections together. */
  bufferedBytes: number;
  /** The time in which a client must have read a whole response. */
  sendMilliseconds: number;
  /** The time in which a client must read some of a response. */
  stallMilliseconds: number;
  /** How long an idle connection stays open after a response. */
  idleMilliseconds: number;
}

/** The limits of a server without settings. */
export const defaultConnectionLimits: ConnectionLimits = {
  total: 4_096,
  perAddress: 512,
  pipelined: 16,
  bufferedBytes: 64 * 1024 * 1024,
  sendMilliseconds: 30_000,
  stallMilliseconds: 10_000,
  // Longer than the other services keep an idle connection, so that no request meets a connection that closes.
  idleMilliseconds: 65_000,
};

/**
 * Reads MAX_CONNECTIONS, MAX_CONNECTIONS_PER_ADDRESS, MAX_PIPELINED_REQUESTS, MAX_BUFFERED_BYTES, SEND_*_MS and
 * IDLE_TIMEOUT_MS.
 */
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
