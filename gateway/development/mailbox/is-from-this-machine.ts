/** Recognizes requests that come from this machine, and through no proxy. */
import type { IncomingMessage } from "node:http";
import { canonicalAddress } from "../../../platform/ip-address.js";

/**
 * Headers that browsers and command-line clients send by themselves. Proxies add others (`Forwarded`, `Via`,
 * `X-Real-IP`, `X-Forwarded-…`, `CF-…`, `True-Client-IP`), of which no list is complete: so a request with any other
 * header is refused.
 */
const ownHeaders =
  /^(?:host|connection|keep-alive|user-agent|accept|accept-(?:charset|encoding|language)|authorization|cache-control|content-(?:length|type)|pragma|if-(?:none-match|modified-since)|cookie|dnt|origin|priority|purpose|referer|range|te|upgrade-insecure-requests|sec-(?:ch|fetch|purpose|gpc)(?:-[a-z-]+)?|save-data)$/;

/**
 * Checks the address, the host name (a page whose own name resolves to this machine has another) and the headers of
 * proxies.
 */
export function isFromThisMachine({ socket, headers }: IncomingMessage): boolean {
  const loopback = /^127\.|^::1$/.test(canonicalAddress(socket.remoteAddress ?? "") ?? "");
  return (
    loopback &&
    /^(?:localhost|127\.[\d.]+|\[::1\])(?::\d+)?$/.test(headers.host ?? "") &&
    Object.keys(headers).every((name) => ownHeaders.test(name))
  );
}
