/** Which texts and dates are accepted, and why others are refused. */
import { describe, expect, it } from "@jest/globals";
import { readDate, readDisplayName, readLine, readText } from "../../platform/validation.js";
import { hiddenCharacters } from "../support/hidden-characters.js";

const refusal = (field: string) =>
  expect.objectContaining({ code: "BAD_USER_INPUT", details: expect.objectContaining({ field }) });

describe("a date", () => {
  it.each([
    "2026-02-30",
    "2027-02-29",
    "2026-13-01",
    "2026-00-10",
    "2026-1-1",
    "20260101",
    "2026-01-01T00:00:00Z",
    "",
    "0000-00-00",
    "２０２６-01-01",
  ])("is not %p", (text) => expect(() => readDate("dueDate", text)).toThrow(refusal("dueDate")));
  it.each(["2026-11-21", "2028-02-29", "0001-01-01", "9999-12-31"])("is %p", (text) =>
    expect(readDate("d", text)).toBe(text),
  );
});

describe("a line", () => {
  const title = (text: string) => readLine("title", text, { min: 1, max: 200 });
  it("is trimmed, and counted in code points", () => {
    expect(title("  Water the plants\t")).toBe("Water the plants");
    expect([...title("🪴".repeat(200))]).toHaveLength(200);
    expect(() => title("🪴".repeat(201))).toThrow(refusal("title"));
  });
  it.each([
    ["nothing", "   "],
    ["a NUL", "a\0b"],
    ["a line break", "a\nb"],
    ["a direction override", "a\u202Eb"],
    ["half a surrogate pair", "a\uD83D"],
  ])("is not %s", (_what, text) => expect(() => title(text)).toThrow(refusal("title")));
  it("is brought into one Unicode form", () => expect(title("e\u0301")).toBe("\u00e9"));

  it.each(hiddenCharacters)("does not hide %s", (_what, character) => {
    for (const text of [`a${character}b`, `${character}ab`, `ab${character}`, `ع${character}${character}`]) {
      // What is white space as well is trimmed at the ends.
      if (text.trim() === text) expect(() => title(text)).toThrow(refusal("title"));
    }
  });
  it("names the character that it refuses", () =>
    expect(() => title("a\u200Bb")).toThrow(/cannot be shown: U\+200B\.$/));

  it.each([
    ["white space", "\u00A0\u2003\u3000"],
    ["a byte order mark", "\uFEFF"],
    ["zero-width spaces", "\u200B\u200B"],
    ["a Hangul filler", "\u3164"],
    ["a half-width Hangul filler", "\uFFA0"],
    ["empty Braille cells", "\u2800\u2800"],
    ["an accent alone", "\u0301"],
    ["a variation selector", "\uFE0F"],
    ["joiners", "\u200D\u200C"],
  ])("is not %s alone", (_what, text) => {
    expect(() => title(text)).toThrow(refusal("title"));
    expect(() => readDisplayName(text)).toThrow(refusal("displayName"));
  });

  it.each([
    ["Persian with a non-joiner", "می\u200Cخواهم"],
    ["a Persian word that ends in one", "خانه\u200C"],
    ["Sinhala with a joiner", "ශ්\u200Dරී"],
    ["Hindi with both", "क्\u200Dष क्\u200Cष"],
    ["Malayalam with a final joiner", "അവന്\u200D"],
    ["a family", "👨\u200D👩\u200D👧\u200D👦"],
    ["a flag of sequences", "🏳\uFE0F\u200D🌈 🏳\uFE0F\u200D⚧\uFE0F"],
    ["a flag of tags", "🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}"],
    ["a skin tone", "👩🏽\u200D🚀 👍🏿"],
    ["a heart in emoji style", "❤\uFE0F ☎\uFE0E"],
    ["a keycap", "1\uFE0F\u20E3"],
    ["an ideograph's variant", "葛\u{E0100}城"],
    ["Mongolian with its selectors", "ᠮᠣᠩᠭᠣᠯ\u180B"],
    ["Hebrew with points", "שָׁלוֹם"],
    ["Arabic", "مَرْحَبًا"],
    ["Thai", "สวัสดี"],
    ["Braille", "⠓⠑⠇⠇⠕\u2800⠺"],
    ["punctuation alone", "—"],
  ])("may be %s", (_what, text) => expect(title(text)).toBe(text.normalize("NFC")));

  it.each([
    ["between letters that do not join", "a\u200Db"],
    ["at the start", "\u200Cمی"],
    ["two in a row", "می\u200C\u200Cخ"],
    ["behind an emoji alone", "👨\u200D"],
    ["between digits", "1\u200D2"],
  ])("has no joiner %s", (_what, text) => expect(() => title(text)).toThrow(refusal("title")));
  it.each([
    [
      "a hiddenCharacters message in tags",
      `🏴${[..."secret"].map((c) => String.fromCodePoint(0xe0000 + c.charCodeAt(0))).join("")}\u{E007F}`,
    ],
    ["bytes in variation selectors", "😀\u{E0101}\u{E0102}\u{E0103}"],
    ["a selector behind a letter", "a\uFE0F"],
  ])("holds no %s", (_what, text) => expect(() => title(text)).toThrow(refusal("title")));
});

describe("a text", () => {
  it("may have line breaks and tabs, in one form", () =>
    expect(readText("bio", "a\r\n\tb\rc", { max: 10 })).toBe("a\n\tb\nc"));
  it.each(hiddenCharacters.filter(([what]) => !/mark/.test(what)))("does not hide %s", (_what, character) =>
    expect(() => readText("bio", `a\n${character}b`, { max: 10 })).toThrow(refusal("bio")),
  );
  it("may have the marks that keep punctuation in its place between scripts", () =>
    expect(readText("bio", "שלום!\u200F C++\u200E", { max: 20 })).toBe("שלום!\u200F C++\u200E"));
  it("loses a byte order mark at its start, and may be empty", () => {
    expect(readText("bio", "\uFEFFa", { max: 10 })).toBe("a");
    expect(readText("bio", "", { max: 10 })).toBe("");
  });
  it("has its limit", () =>
    expect(() => readText("bio", "x".repeat(11), { max: 10 })).toThrow(refusal("bio")));
});
