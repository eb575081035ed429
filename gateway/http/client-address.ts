/** Finds the address of the client through the trusted proxies and no others. */
import type { IncomingMessage } from "node:http";
import proxyAddr from "proxy-addr";
import { canonicalAddress } from "../../platform/ip-address.js";
import { type Hop, readForwarded, readXForwardedFor } from "./forwarded-headers.js";

/** Returns the client's address as far as it is known; empty when the connection is already closed. */
export type ClientAddress = (request: IncomingMessage) => string;

/** The header in which the trusted proxies name the client; `auto`: either, and as much as both agree on. */
export const clientAddressHeaders = ["auto", "x-forwarded-for", "forwarded"] as const;
export type ClientAddressHeader = (typeof clientAddressHeaders)[number];

/** How the headers are read. */
export interface ClientAddressOptions {
  header?: ClientAddressHeader;
  /** Called when a request has both headers and they disagree. */
  onConflict?(): void;
}

/**
 * Creates a test: is the address that of a trusted proxy?
 * @throws TypeError for a text that is not an address, a range (CIDR), `loopback`, `linklocal` or `uniquelocal`.
 */
export function createTrustedProxies(trustedProxies: readonly string[]): (address: string) => boolean {
  if (trustedProxies.length === 0) return () => false;
  const isTrusted = proxyAddr.compile([...trustedProxies]);
  return (address) => isTrusted(canonicalAddress(address) ?? address, 0);
}

/**
 * Creates the reader. The headers of an untrusted peer are ignored; those of a trusted one are read from the right end
 * up to the first address that is not trusted or not readable. A proxy that writes one header passes the other on as
 * the client sent it: so where there are both, only the common part counts.
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
