/** Derives the key by which the attempts and requests of a client's address are counted. */
import { canonicalAddress } from "./ip-address.js";

/**
 * Returns an IPv4 address as it is, also when it is mapped into IPv6, and the first 64 bits of an IPv6 address, because
 * a client that has one address of a network has them all (RFC 6177). Null when the text is not an address.
 */
export function addressKey(address: string | null): string | null {
  const text = canonicalAddress(address ?? "");
  if (text === null || !text.includes(":")) return text;
  const [head = "", tail] = text.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const groups = [...left, ...Array(8 - left.length - right.length).fill("0"), ...right];
  return `${groups.slice(0, 4).join(":")}::/64`;
}
