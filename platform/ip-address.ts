/** Writes IP addresses in one canonical form. */
import { isIP } from "node:net";

/** An IPv4 address mapped into IPv6 (RFC 4291, 2.5.5.2), as the URL parser writes it. */
const mapped = /^::ffff:(?<high>[0-9a-f]{1,4}):(?<low>[0-9a-f]{1,4})$/;

/**
 * Returns the canonical form: IPv4 with dots, IPv6 short and in lower case (RFC 5952), without a zone; an IPv4 address
 * mapped into IPv6 as IPv4. Null when the text is not an address.
 */
export function canonicalAddress(text: string): string | null {
  const address = text.replace(/%.*$/s, "");
  const version = isIP(address);
  if (version === 0) return null;
  if (version === 4) return address;
  // The URL parser writes every spelling in the same way.
  const short = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const { high, low } = mapped.exec(short)?.groups ?? {};
  if (high === undefined || low === undefined) return short;
  const [upper, lower] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return [upper >> 8, upper & 255, lower >> 8, lower & 255].join(".");
}
