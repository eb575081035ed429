/** Makes of a client's address the key by which its attempts and requests are counted. */
import { canonicalAddress } from "./ip-address.js";

/**
 * An IPv4 address as it is, also when it comes mapped into IPv6; of an IPv6 address the first 64 bits, because a client that
 * has one address of a network has them all (RFC 6177). Null for what is no address.
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
