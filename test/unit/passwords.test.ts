/** Password hashes: nothing is cut, nothing is told by time, old ones are known as such. */
import { describe, expect, it } from "@jest/globals";
import { readPeppers } from "../../subgraphs/auth/config.js";
import { createPasswords } from "../../subgraphs/auth/service/passwords.js";

const pepper = (id: string) => `${id}:${"s".repeat(32)}${id}`;
const create = (peppers = pepper("1"), bcryptCost = 4) =>
  createPasswords({ peppers: readPeppers(peppers), bcryptCost });
const passwords = create();

describe("a password", () => {
  it("is known again, and another is not", async () => {
    const stored = await passwords.hash("correct horse battery staple");
    expect(await passwords.verify("correct horse battery staple", stored)).toEqual({
      correct: true,
      outdated: false,
    });
    expect((await passwords.verify("correct horse battery stapla", stored)).correct).toBe(false);
  });

  it("counts to its last byte, past the 72 that bcrypt reads", async () => {
    const stored = await passwords.hash(`${"x".repeat(200)}a`);
    expect((await passwords.verify(`${"x".repeat(200)}b`, stored)).correct).toBe(false);
  });

  it("counts what follows a NUL", async () => {
    const stored = await passwords.hash("before\0after");
    expect((await passwords.verify("before\0other", stored)).correct).toBe(false);
    expect((await passwords.verify("before", stored)).correct).toBe(false);
  });

  it("is the same however a keyboard composes its letters, and different for compatible ones", async () => {
    const stored = await passwords.hash("caf\u00e9 society ﬁne");
    expect((await passwords.verify("cafe\u0301 society ﬁne", stored)).correct).toBe(true);
    expect((await passwords.verify("caf\u00e9 society fine", stored)).correct).toBe(false);
  });

  it("of nobody is never right, whatever it is", async () => {
    expect((await passwords.verify("nobody has this password", null)).correct).toBe(false);
  });

  it("is worthless to a thief without the pepper", async () => {
    const stored = await passwords.hash("correct horse battery staple");
    const elsewhere = create(`1:${"t".repeat(40)}`);
    expect((await elsewhere.verify("correct horse battery staple", stored)).correct).toBe(false);
  });

  it("is verified with an older pepper or cost, and known to be outdated", async () => {
    const stored = await create(pepper("1")).hash("correct horse battery staple");
    const now = create(`${pepper("2")},${pepper("1")}`, 5);
    expect(await now.verify("correct horse battery staple", stored)).toEqual({
      correct: true,
      outdated: true,
    });
    expect(await now.hash("x")).toMatch(/^2:\$2b\$05\$/);
  });
});

describe("the hasher", () => {
  it("refuses more than a hundred that wait", async () => {
    const stored = await passwords.hash("correct horse battery staple");
    const results = await Promise.allSettled(
      Array.from({ length: 130 }, () => passwords.verify("x", stored)),
    );
    const refused = results.filter(({ status }) => status === "rejected");
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]).toMatchObject({ reason: { code: "SERVICE_UNAVAILABLE" } });
    expect((await passwords.verify("correct horse battery staple", stored)).correct).toBe(true);
  });

  it("reads one secret, or several with their ids", () => {
    expect([...readPeppers("x".repeat(40)).keys()]).toEqual(["1"]);
    expect([...readPeppers(`${pepper("new")}, ${pepper("old")}`).keys()]).toEqual(["new", "old"]);
    expect(readPeppers("new:short").size).toBe(0);
  });
});
