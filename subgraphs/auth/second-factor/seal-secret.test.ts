/** Small secrets at rest: sealed for one purpose, one owner, by a key that can be changed. */
import { describe, expect, it } from "@jest/globals";
import { createSealing } from "./seal-secret.js";

const [old, current] = ["an old pepper of thirty-two letters", "a new pepper of thirty-two letters."];
const sealing = createSealing(new Map([["1", old]]), "a purpose");
const secret = Buffer.from("12345678901234567890");

describe("a sealed secret", () => {
  it("ASVS 11.3.2: opens to what it was, is never the same twice, and does not show in what is stored", () => {
    const [one, other] = [sealing.seal(secret, "ada"), sealing.seal(secret, "ada")];
    expect(sealing.open(one, "ada")).toEqual({ secret, outdated: false });
    expect(one).not.toBe(other);
    expect(Buffer.from(one.split(":")[1]!, "base64url").includes(secret)).toBe(false);
  });

  it("does not open for another owner, for another purpose, or after a bit was changed", () => {
    const sealed = sealing.seal(secret, "ada");
    const bytes = Buffer.from(sealed.split(":")[1]!, "base64url");
    bytes[bytes.length - 1]! ^= 1;
    expect(() => sealing.open(sealed, "bob")).toThrow();
    expect(() => createSealing(new Map([["1", old]]), "another purpose").open(sealed, "ada")).toThrow();
    expect(() => sealing.open(`1:${bytes.toString("base64url")}`, "ada")).toThrow();
    expect(() => sealing.open("1:", "ada")).toThrow();
  });

  it("ASVS 11.2.2: opens with a key that is no longer the first, and says so; not once that key is gone", () => {
    const sealed = sealing.seal(secret, "ada");
    const both = createSealing(
      new Map([
        ["2", current],
        ["1", old],
      ]),
      "a purpose",
    );
    expect(both.open(sealed, "ada")).toEqual({ secret, outdated: true });
    expect(() => createSealing(new Map([["2", current]]), "a purpose").open(sealed, "ada")).toThrow(
      /no key "1"/,
    );
  });
});
