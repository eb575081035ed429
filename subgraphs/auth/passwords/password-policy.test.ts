/** Which passwords may be chosen. */
import { describe, expect, it } from "@jest/globals";
import { requireGoodPassword } from "./password-policy.js";

const refusal = (field: string) =>
  expect.objectContaining({ code: "BAD_USER_INPUT", details: expect.objectContaining({ field }) });

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
