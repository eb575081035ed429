/** Makes of a client's address the key by which its attempts and requests are counted. */
import { isIP } from "node:net";

/**
 * An IPv4 address as it is, also when it comes mapped into IPv6; of an IPv6 address the first 64 bits, for
 * whoever has one address of a network has them all (RFC 6177). Null for what is no address.
 */
export function addressKey(address: string | null): string | null {
  const text = address?.replace(/%.*$/, "").replace(/^::ffff:(?=\d+\.)/i, "") ?? "";
  const version = isIP(text);
  if (version === 0) return null;
  if (version === 4) return text;
  // The URL parser writes every spelling in the same way: short, and in hexadecimal digits alone.
  const short = new URL(`http://[${text}]`).hostname.slice(1, -1);
  const [head = "", tail] = short.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const groups = [...left, ...Array(8 - left.length - right.length).fill("0"), ...right];
  return `${groups.slice(0, 4).join(":")}::/64`;
}
