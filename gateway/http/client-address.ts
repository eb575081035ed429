/** Finds the address that a request comes from, through the proxies that are trusted and no others. */
import type { IncomingMessage } from "node:http";
import proxyAddr from "proxy-addr";
import { canonicalAddress } from "../../platform/ip-address.js";
import { type Hop, readForwarded, readXForwardedFor } from "./forwarded-headers.js";

/** Returns the client's address as far as it can be known; empty when the connection is already gone. */
export type ClientAddress = (request: IncomingMessage) => string;

/** The header in which the trusted proxies name the client; `auto`: either, and both as far as they agree. */
export const clientAddressHeaders = ["auto", "x-forwarded-for", "forwarded"] as const;
export type ClientAddressHeader = (typeof clientAddressHeaders)[number];

/** How the headers are read. */
export interface ClientAddressOptions {
  header?: ClientAddressHeader;
  /** Called when a request has both headers and they do not agree. */
  onConflict?(): void;
}

/**
 * Creates a test of an address: is it a trusted proxy's?
 * @throws TypeError for what is neither an address, a range (CIDR) nor `loopback`, `linklocal`, `uniquelocal`.
 */
export function createTrustedProxies(trustedProxies: readonly string[]): (address: string) => boolean {
  if (trustedProxies.length === 0) return () => false;
  const isTrusted = proxyAddr.compile([...trustedProxies]);
  return (address) => isTrusted(canonicalAddress(address) ?? address, 0);
}

/**
 * Creates the reader. From a peer that is no trusted proxy, the headers say nothing; from one that is, they are read
 * from their right end up to the first address that is not trusted, or that cannot be read. A proxy that writes one header
 * lets the other through as the client sent it: so where there are both, only that counts in which they agree.
 * @throws TypeError as `createTrustedProxies`.
 */
export function createClientAddress(
  trustedProxies: readonly string[],
  { header = "auto", onConflict = () => {} }: ClientAddressOptions = {},
): ClientAddress {
  const isTrusted = createTrustedProxies(trustedProxies);
  return ({ socket, headers }) => {
    const peer = canonicalAddress(socket.remoteAddress ?? "");
    if (peer === null || !isTrusted(peer)) return peer ?? "";
    const lists: Generator<Hop>[] = [];
    const { "x-forwarded-for": forwardedFor = "", forwarded = "" } = headers;
    if (header !== "forwarded" && forwardedFor !== "") lists.push(readXForwardedFor(String(forwardedFor)));
    if (header !== "x-forwarded-for" && forwarded !== "") lists.push(readForwarded(forwarded));
    let address = peer;
    while (isTrusted(address)) {
      const [first, ...others] = lists.map((list) => list.next().value as Hop | undefined);
      if (others.some((other) => other !== first)) {
        onConflict();
        return address;
      }
      if (first === undefined || first === null) return address;
      address = first;
    }
    return address;
  };
}
