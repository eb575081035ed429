/** Decodes windows-1252. */

/**
 * The characters of windows-1252 from 0x80 to 0x9F (https://encoding.spec.whatwg.org/#windows-1252). Node 20 decodes it
 * as latin1.
 */
const windows1252 =
  "\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f" +
  "\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178";

/** Decodes bytes, of which each is one character. */
export function decodeWindows1252(chunk: Buffer): string {
  return chunk
    .toString("latin1")
    .replaceAll(/[\x80-\x9f]/g, (character) => windows1252[character.charCodeAt(0) - 0x80] ?? character);
}
