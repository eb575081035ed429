/** Keeps connections to one subgraph. */
import { Pool } from "undici";

const keepAlive = {
  /** For a server that does not announce its idle timeout: shorter than Node's default of 5 s. */
  idleMilliseconds: 4_000,
  /** The longest announced timeout (`Keep-Alive: timeout=65`) that is believed. */
  longestMilliseconds: 120_000,
  /** Closed this long before the server's timeout, so that no request meets a closing connection. */
  marginMilliseconds: 2_000,
};
const longestConnectMilliseconds = 5_000;

/** Opens the pool; `timeoutMilliseconds` limits connecting, `request.ts` the rest. */
export function createSubgraphPool(
  origin: string,
  { connections, timeoutMilliseconds }: { connections: number; timeoutMilliseconds: number },
): Pool {
  return new Pool(origin, {
    connections,
    connectTimeout: Math.min(timeoutMilliseconds, longestConnectMilliseconds),
    headersTimeout: timeoutMilliseconds,
    bodyTimeout: timeoutMilliseconds,
    keepAliveTimeout: keepAlive.idleMilliseconds,
    keepAliveMaxTimeout: keepAlive.longestMilliseconds,
    keepAliveTimeoutThreshold: keepAlive.marginMilliseconds,
  });
}
