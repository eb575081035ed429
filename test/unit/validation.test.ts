/** What texts, dates, usernames, e-mail addresses and passwords are taken in, and with which reason others are not. */
import { describe, expect, it } from "@jest/globals";
import { readDate, readLine, readText } from "../../platform/validation.js";
import { identifierKey, readEmail, readUsername } from "../../subgraphs/auth/service/identifiers.js";
import { requireGoodPassword } from "../../subgraphs/auth/service/password-policy.js";

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
});

describe("a text", () => {
  it("may have line breaks and tabs, in one form", () =>
    expect(readText("bio", "a\r\n\tb\rc", { max: 10 })).toBe("a\n\tb\nc"));
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
  it("is the same in any case, Unicode form and spelling of its domain", () => {
    const key = readEmail("Jos\u00e9@B\u00fccher.example").key;
    expect(readEmail("jose\u0301@xn--bcher-kva.EXAMPLE").key).toBe(key);
    expect(readEmail("Ada@Example.COM")).toEqual({ display: "Ada@Example.COM", key: "ada@example.com" });
  });
  it("is told from a username at sign-in by its @", () => {
    expect(identifierKey(" ADA ")).toEqual({ field: "usernameKey", key: "ada" });
    expect(identifierKey("Ada@Example.com")).toEqual({ field: "emailKey", key: "ada@example.com" });
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
