/** Which passwords may be chosen: by length and by how soon they are guessed, never by kinds of characters. */
import { describe, expect, it } from "@jest/globals";
import { requireGoodPassword } from "../../subgraphs/auth/passwords/password-policy.js";

const personal = ["katherine", "k.johnson", "example.com"];
const check = (password: string) => requireGoodPassword(password, "newPassword", personal);
const refusal = (password: string) =>
  check(password).then(
    () => null,
    (error) => ({ code: error.code, field: error.details.field, message: error.message as string }),
  );

describe("NIST SP 800-63B-4, 3.1.1.2 and ASVS 6.2.1, 6.2.9: the length of a password", () => {
  it.each([
    ["11 letters", "kqzvwxjmpfd", false],
    ["12 letters", "kqzvwxjmpfdh", true],
    ["256 letters", "kqzvwxjmpfdhrtyb".repeat(16), true],
    ["257 letters", `${"kqzvwxjmpfdhrtyb".repeat(16)}n`, false],
    [
      "11 emoji, which are 22 units of UTF-16",
      "\u{1F4A5}\u{1F525}\u{1F40C}\u{1F9CA}\u{1F3B2}\u{1F9ED}\u{1F34B}\u{1F9F5}\u{1F6F6}\u{1FA81}\u{1F96F}",
      false,
    ],
    [
      "12 emoji",
      "\u{1F4A5}\u{1F525}\u{1F40C}\u{1F9CA}\u{1F3B2}\u{1F9ED}\u{1F34B}\u{1F9F5}\u{1F6F6}\u{1FA81}\u{1F96F}\u{1F9C0}",
      true,
    ],
    ["11 letters whose accents are typed apart", "ke\u0301zu\u0308xjmpfdh", false],
    ["12 letters with a NUL among them", "kqzvw\0jmpfdh", true],
  ])("counts code points as they are stored: %s", async (_what, password, good) => {
    expect(await refusal(password)).toEqual(
      good ? null : { code: "BAD_USER_INPUT", field: "newPassword", message: expect.any(String) },
    );
  });

  it("says how many there are and may be", async () => {
    expect((await refusal("kqzvwxjmpfd"))?.message).toMatch(/12 to 256 characters; this one has 11/);
  });

  it("does not take half a character for one", async () => {
    expect((await refusal("kqzvwxjmpfdh\ud83d"))?.code).toBe("BAD_USER_INPUT");
  });
});

describe("ASVS 6.2.5: the characters of a password", () => {
  it.each([
    ["small letters alone", "kqzvwxjmpfdh"],
    ["digits alone", "834917502638"],
    ["words with spaces", "correct horse battery staple"],
    ["another script", "съешь ещё этих мягких булок"],
    ["signs alone", "§%&)=]{$~^|>"],
  ])("does not matter: %s", async (_what, password) => {
    expect(await refusal(password)).toBeNull();
  });
});

describe("NIST SP 800-63B-4, 3.1.1.2 and ASVS 6.2.4, 6.2.12: a password that is guessed first", () => {
  it.each([
    "passwordpassword",
    "password1234!",
    "Password123456",
    "P@ssw0rd1234",
    "123456789012",
    "0123456789012345",
    "111111111111",
    "aaaaaaaaaaaa",
    "abcdefghijkl",
    "qwertyuiop123",
    "qwertyuiopasdf",
    "qwerty123456",
    "1qaz2wsx3edc",
    "iloveyou1234",
    "Iloveyouforever1",
    "letmeinletmein",
    "trustno1trustno1",
    "administrator1",
    "changeme1234",
    "welcome12345",
    "superman12345",
    "princess123456",
    "football12345",
    "manchesterunited",
    "january012026",
  ])("is refused although it is long enough: %s", async (password) => {
    expect(await refusal(password)).toMatchObject({
      code: "BAD_USER_INPUT",
      field: "newPassword",
      message: expect.stringMatching(/among the first to be guessed\. \S/),
    });
  });

  it.each([
    ["the own name", "katherine2026"],
    ["the own name twice", "Katherine-Katherine"],
    ["a part of the own address", "johnson12345"],
    ["the whole address", "k.johnson@example.com"],
    ["the product's name", "Gatehouse123!"],
    ["the product's name and a year", "gatehouse2026"],
  ])("ASVS 6.2.11: is refused where it consists of %s", async (_what, password) => {
    expect((await refusal(password))?.message).toMatch(/among the first to be guessed/);
  });

  it("is judged within a moment, however odd it is", async () => {
    const odd = "@4({[<3|1!0$5+7%2".repeat(20).slice(0, 256);
    const startedAt = performance.now();
    await refusal(odd);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});
