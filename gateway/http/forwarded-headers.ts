/**
 * Reads the addresses that proxies report, from the nearest proxy to the farthest. Each proxy appends to what it
 * received, and only the nearest one can be known: so this reads from the right, and a malformed part that the client
 * has sent does not affect the rest. (Parsers from the left refuse the whole header for it.)
 */
import { canonicalAddress } from "../../platform/ip-address.js";

/** The address from which one proxy was called; null when it is absent or not readable. */
export type Hop = string | null;

/** The hops of `X-Forwarded-For`. */
export function* readXForwardedFor(header: string): Generator<Hop> {
  for (const entry of header.split(",").reverse()) {
    // Empty elements of a list do not count (RFC 9110, 5.6.1.2).
    if (entry.trim() !== "") yield readNode(entry.trim().replace(/^"(.*)"$/, "$1"));
  }
}

/** The hops of `Forwarded` (RFC 7239). */
export function* readForwarded(header: string): Generator<Hop> {
  for (const element of elementsFromRight(header)) {
    if (element.trim() !== "") yield readElement(element);
  }
}

function* elementsFromRight(header: string): Generator<string> {
  let end = header.length;
  let quoted = false;
  for (let index = end - 1; index >= 0; index--) {
    const character = header[index];
    if (character === '"' && !(quoted && isEscaped(header, index))) quoted = !quoted;
    if (character !== "," || quoted) continue;
    yield header.slice(index + 1, end);
    end = index;
  }
  yield header.slice(0, end);
}

/** A character after an odd number of backslashes is part of a quoted string. */
function isEscaped(text: string, index: number): boolean {
  let start = index;
  while (text[start - 1] === "\\") start -= 1;
  return (index - start) % 2 === 1;
}

/** One `name=value` and its end. Addresses with a port are also accepted without quotes. */
const pair =
  /\s*(?<name>[\w!#$%&'*+.^`|~-]+)=(?:"(?<quoted>(?:[^"\\]|\\.)*)"|(?<token>[^\s;,"]*))\s*(?:;|$)/y;

function readElement(element: string): Hop {
  let hop: Hop | undefined;
  pair.lastIndex = 0;
  while (pair.lastIndex < element.length) {
    const { name, quoted, token } = pair.exec(element)?.groups ?? {};
    if (name === undefined) return null;
    if (name.toLowerCase() !== "for") continue;
    // A parameter may occur once (RFC 7239, 4).
    if (hop !== undefined) return null;
    hop = readNode(quoted?.replace(/\\(.)/g, "$1") ?? token ?? "");
  }
  return hop ?? null;
}

/** RFC 7239, 6: an address, in brackets for IPv6, and an optional port. Some proxies omit the brackets. */
const node = /^(?:\[(?<version6>[^\]]*)\]|(?<version4>[\d.]+))(?::(?:\d{1,5}|_[\w.-]+))?$/;

function readNode(text: string): Hop {
  const { version6, version4 } = node.exec(text)?.groups ?? {};
  if (version6?.includes(":") === false) return null;
  return canonicalAddress(version6 ?? version4 ?? text);
}
