/**
 * Finds characters that are invisible or change how the rest is read. A joiner, a variation selector or a tag is
 * allowed where its script or an emoji needs it
 * (https://www.unicode.org/reports/tr31/#Layout_and_Format_Control_Characters, https://www.unicode.org/reports/tr51/),
 * and could only hide something elsewhere.
 */

/**
 * Scripts in which a (non-)joiner changes the form of letters: Arabic, also for Persian, and scripts of India and
 * beyond.
 */
const joinedScripts = [
  ..."Arabic Syriac Mandaic Nko Mongolian Phags_Pa Adlam Hanifi_Rohingya Sogdian Manichaean".split(" "),
  ..."Devanagari Bengali Gurmukhi Gujarati Oriya Tamil Telugu Kannada Malayalam Sinhala".split(" "),
  ..."Khmer Myanmar Tibetan Thaana Balinese Javanese Sundanese Tai_Tham Newa Tirhuta".split(" "),
];
const joinedLetter = `(?:(?=[\\p{L}\\p{M}])[${joinedScripts.map((script) => `\\p{Script_Extensions=${script}}`).join("")}])`;
const emoji = "\\p{Extended_Pictographic}(?:\\uFE0F|\\p{Emoji_Modifier})?";
/** England, Scotland and Wales: no other tag sequences are recommended for interchange. */
const tagFlag =
  "\\u{1F3F4}\\u{E0067}\\u{E0062}(?:\\u{E0065}\\u{E006E}\\u{E0067}|\\u{E0073}\\u{E0063}\\u{E0074}|\\u{E0077}\\u{E006C}\\u{E0073})\\u{E007F}";

/** Sequences in which characters without a look of their own are allowed. */
const sequences = new RegExp(
  [
    tagFlag,
    `${emoji}(?:\\u200D${emoji})+`,
    // Text or emoji style, and a keycap.
    "\\p{Emoji}[\\uFE0E\\uFE0F]\\u20E3?",
    // Variants of ideographs, in Japanese names, and of Mongolian letters.
    "\\p{Script=Han}[\\uFE00-\\uFE02\\u{E0100}-\\u{E01EF}]",
    "(?<=\\p{Script=Mongolian})[\\u180B-\\u180F]",
    `(?<=${joinedLetter})[\\u200C\\u200D](?![\\u200C\\u200D])`,
  ].join("|"),
  "gu",
);

/**
 * Line and bidirectional controls, fillers, private and unassigned code points, lone surrogates, interlinear
 * annotations.
 */
const hidden =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{Noncharacter_Code_Point}\uFFF9-\uFFFC]/u;

/** Returns the first such character, e.g. `U+200B`; null when there is none. `allowed` characters count as visible. */
export function findHidden(text: string, allowed?: RegExp): string | null {
  const rest = text.replace(sequences, "");
  const [character] = hidden.exec(allowed === undefined ? rest : rest.replace(allowed, "")) ?? [];
  if (character === undefined) return null;
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

/** Does the text contain a letter, digit, punctuation or symbol, and not only fillers or the empty Braille cell? */
export function isVisible(text: string): boolean {
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(text.replace(/[\p{Default_Ignorable_Code_Point}\u2800]/gu, ""));
}
