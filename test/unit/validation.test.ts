/** What texts, dates, usernames, e-mail addresses and passwords are taken in, and with which reason others are not. */
import { describe, expect, it } from "@jest/globals";
import { readDate, readDisplayName, readLine, readText } from "../../platform/validation.js";
import { identifierKey, readEmail, readUsername } from "../../subgraphs/auth/accounts/identifiers.js";
import { requireGoodPassword } from "../../subgraphs/auth/passwords/password-policy.js";

/** Each cannot be seen, or changes how the rest is read. */
const hidden: [string, string][] = [
  ["a zero-width space", "\u200B"],
  ["a word joiner", "\u2060"],
  ["a soft hyphen", "\u00AD"],
  ["a combining grapheme joiner", "\u034F"],
  ["an override to the left", "\u202E"],
  ["an embedding", "\u202A"],
  ["an isolate", "\u2067"],
  ["a mark to the left", "\u200F"],
  ["an Arabic letter mark", "\u061C"],
  ["a Hangul filler", "\u3164"],
  ["a Hangul choseong filler", "\u115F"],
  ["a half-width filler", "\uFFA0"],
  ["a Khmer inherent vowel", "\u17B4"],
  ["an invisible plus", "\u2064"],
  ["a deprecated format character", "\u206A"],
  ["a byte order mark", "\uFEFF"],
  ["an interlinear annotation", "\uFFF9"],
  ["an object replacement", "\uFFFC"],
  ["a noncharacter", "\uFFFE"],
  ["a musical format character", "\u{1D173}"],
  ["a tag", "\u{E0041}"],
  ["a supplementary variation selector", "\u{E01EF}"],
  ["a private character", "\uE000"],
  ["a supplementary private character", "\u{10FFFD}"],
  ["a line separator", "\u2028"],
  ["a paragraph separator", "\u2029"],
  ["an escape", "\u001B"],
  ["a C1 control", "\u009B"],
  ["a delete", "\u007F"],
  ["half a surrogate pair", "\uDC00"],
];

const refusal = (field: string) => expect.objectContaining({ code: "BAD_USER_INPUT", details: { field } });

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

  it.each(hidden)("does not hide %s", (_what, character) => {
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
      "a hidden message in tags",
      `🏴${[..."secret"].map((c) => String.fromCodePoint(0xe0000 + c.charCodeAt(0))).join("")}\u{E007F}`,
    ],
    ["bytes in variation selectors", "😀\u{E0101}\u{E0102}\u{E0103}"],
    ["a selector behind a letter", "a\uFE0F"],
  ])("holds no %s", (_what, text) => expect(() => title(text)).toThrow(refusal("title")));
});

describe("a text", () => {
  it("may have line breaks and tabs, in one form", () =>
    expect(readText("bio", "a\r\n\tb\rc", { max: 10 })).toBe("a\n\tb\nc"));
  it.each(hidden.filter(([what]) => !/mark/.test(what)))("does not hide %s", (_what, character) =>
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

describe("a username", () => {
  it.each([
    "ab",
    "x".repeat(33),
    "ada lovelace",
    "ada@home",
    "adé",
    "Ａda",
    "ada\0",
    "",
    "ada/../x",
    "$where",
  ])("is not %p", (text) => expect(() => readUsername(text)).toThrow(refusal("username")));
  it("keeps what was typed and is unique without regard to case", () =>
    expect(readUsername(" Ada.L_1-x ")).toEqual({ display: "Ada.L_1-x", key: "ada.l_1-x" }));
});

describe("an e-mail address", () => {
  it.each([
    "ada",
    "ada@",
    "@example.com",
    "a b@example.com",
    "ada@example",
    "ada@-x.com",
    `${"x".repeat(65)}@example.com`,
    `a@${"x".repeat(260)}.com`,
    "ada@example.com\nBcc: x@example.com",
  ])("is not %p", (text) => expect(() => readEmail(text)).toThrow(refusal("email")));
  it.each(hidden)("does not hide %s", (_what, character) => {
    for (const text of [`a${character}b@example.com`, `ab@exam${character}ple.com`])
      expect(() => readEmail(text)).toThrow(refusal("email"));
  });
  it.each([
    ["full-width letters", "ａｄａ@example.com"],
    ["a full-width @", "ada＠example.com"],
    ["a ligature", "ﬁnn@example.com"],
    ["an ideographic space", "a\u3000b@example.com"],
    ["a no-break space", "a\u00A0b@example.com"],
    ["an empty Braille cell", "a\u2800b@example.com"],
    ["a Hangul filler", "\u3164@example.com"],
  ])("has no %s, which would pass for another or for none", (_what, text) =>
    expect(() => readEmail(text)).toThrow(refusal("email")),
  );
  it.each(["jörg@example.com", "用户@例子.公司", "نامه\u200Cرسان@example.com", "o'neil+tag@example.co.uk"])(
    "is %s",
    (text) => expect(readEmail(text).display).toBe(text),
  );
  it("is the same in any case, Unicode form and spelling of its domain", () => {
    const key = readEmail("Jos\u00e9@B\u00fccher.example").key;
    expect(readEmail("jose\u0301@xn--bcher-kva.EXAMPLE").key).toBe(key);
    expect(readEmail("Ada@Example.COM")).toEqual({ display: "Ada@Example.COM", key: "ada@example.com" });
  });
  it("is told from a username at sign-in by its @", () => {
    expect(identifierKey(" ADA ")).toEqual({ field: "usernameKey", key: "ada" });
    for (const typed of [
      "Ada@Example.com",
      "ada＠example.com",
      "ａｄａ＠ｅｘａｍｐｌｅ．ｃｏｍ",
      "ada@example。com",
      "\u200Bada@example.com\uFEFF",
      " ada\u00AD@exam\u2060ple.com\u3000",
    ])
      expect(identifierKey(typed)).toEqual({ field: "emailKey", key: "ada@example.com" });
    expect(identifierKey("ＡＤＡ\u200B")).toEqual({ field: "usernameKey", key: "ada" });
  });
});

describe("a password", () => {
  const check = (password: string) =>
    requireGoodPassword(password, "password", ["ada.lovelace", "ada.lovelace", "example.com"]);
  it.each([
    ["11 characters", "kP9$vq2LmZ8"],
    ["257 characters", `kP9$vq2LmZ8w${"é".repeat(245)}`],
    ["11 emoji", "🦄".repeat(11)],
  ])("does not have %s", (_what, password) => expect(check(password)).rejects.toEqual(refusal("password")));
  it.each([
    "passwordpassword",
    "qwertyuiop123",
    "123456789012",
    "aaaaaaaaaaaa",
    "iloveyou1234",
    "ada.lovelace",
  ])("is not among the first to be guessed: %p", (password) =>
    expect(check(password)).rejects.toThrow(/first to be guessed/),
  );
  it.each([
    "correct horse battery staple",
    "kP9$vq2LmZ8w",
    `1234567890123456789012345678 kP9$vq2LmZ8w`,
    "eine lange Passphrase für Ada",
    "密码短语要足够长才安全可靠",
    `nul\0inside a long one`,
  ])("may be %p", (password) => expect(check(password)).resolves.toBeUndefined());
  it("may have 256 characters, and is judged in reasonable time", () =>
    expect(check(`${"kP9$vq2LmZ8w".repeat(21)}Qx7!`)).resolves.toBeUndefined());
});
