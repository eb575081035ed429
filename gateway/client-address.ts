/** Finds the address that a request comes from, through the proxies that are trusted and no others. */
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import proxyAddr from "proxy-addr";

/** Answers the client's address as far as it can be known; empty when the connection is already gone. */
export type ClientAddress = (request: IncomingMessage) => string;

/**
 * Creates a test of an address: is it a trusted proxy's?
 * @throws TypeError for what is neither an address, a range (CIDR) nor `loopback`, `linklocal`, `uniquelocal`.
 */
export function createTrustedProxies(trustedProxies: readonly string[]): (address: string) => boolean {
  if (trustedProxies.length === 0) return () => false;
  const isTrusted = proxyAddr.compile([...trustedProxies]);
  return (address) => isTrusted(address, 0);
}

/**
 * Creates the reader. From a peer that is no trusted proxy, `X-Forwarded-For` says nothing; from one that is, it
 * is read from its right end up to the first address that is not trusted.
 * @throws TypeError for what is neither an address, a range (CIDR) nor `loopback`, `linklocal`, `uniquelocal`.
 */
export function createClientAddress(trustedProxies: readonly string[]): ClientAddress {
  const isTrusted = trustedProxies.length === 0 ? () => false : proxyAddr.compile([...trustedProxies]);
  return (request) => {
    const peer = request.socket.remoteAddress;
    if (peer === undefined) return "";
    const farthest = proxyAddr.all(request, isTrusted).findLast((address) => isIP(address) !== 0);
    // What a dual-stack socket calls ::ffff:192.0.2.1 is 192.0.2.1.
    return (farthest ?? peer).replace(/^::ffff:(?=\d+\.)/i, "");
  };
}
