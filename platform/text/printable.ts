/** Escapes text from outside for a terminal and for one line of a log. */

/**
 * Characters that move the cursor, break the line, reorder the text or are invisible: control characters (an ANSI
 * escape starts with one), line separators, bidirectional controls (https://trojansource.codes/), characters without a
 * width, tags, lone surrogates.
 */
const unprintable =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Bidi_Control}\u00AD\u200B\u2060-\u2064\u206A-\u206F\u3164\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu;
const unprintableButLineBreaks = new RegExp(`(?!\\n)(?:${unprintable.source})`, "gu");

/** Returns the text with each such character as its JavaScript escape, e.g. `\n`, `\u001b` or `\u{e0041}`. */
export function toPrintable(text: string, { keepLineBreaks = false } = {}): string {
  return text.replace(keepLineBreaks ? unprintableButLineBreaks : unprintable, escapeCharacter);
}

/** The same for JSON text, in which the escape means the character itself: the value of the JSON does not change. */
export const toPrintableJson = (json: string): string => json.replace(unprintableButLineBreaks, escapeUnits);

const shortEscapes: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return shortEscapes[character] ?? (code > 0xffff ? `\\u{${code.toString(16)}}` : escapeUnits(character));
}

function escapeUnits(character: string): string {
  return character.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
