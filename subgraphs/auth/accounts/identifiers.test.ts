/** Which usernames and e-mail addresses are accepted, and which spellings are the same. */
import { describe, expect, it } from "@jest/globals";
import { hiddenCharacters } from "../../../test/support/hidden-characters.js";
import { identifierKey, readEmail, readUsername } from "./identifiers.js";

const refusal = (field: string) =>
  expect.objectContaining({ code: "BAD_USER_INPUT", details: expect.objectContaining({ field }) });

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
  it.each(hiddenCharacters)("does not hide %s", (_what, character) => {
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
