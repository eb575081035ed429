/** Keeps connections to one subgraph. */
import { Pool } from "undici";

const keepAlive = {
  /** For a server that does not say how long it keeps an idle connection: shorter than the usual 5 s of Node. */
  idleMilliseconds: 4_000,
  /** Longest that a server's own word (`Keep-Alive: timeout=65`) is believed. */
  longestMilliseconds: 120_000,
  /** Given up this long before the server would, so that no request meets a closing connection. */
  marginMilliseconds: 2_000,
};
const longestConnectMilliseconds = 5_000;

/** Opens the pool; `timeoutMilliseconds` bounds the making of a connection, `request.ts` all the rest. */
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
