import { describe, expect, it } from "@jest/globals";
import { allOf, authenticated, isMet, type Policy, toPolicy } from "../../../gateway/authorization/policy.js";
import { createRandom } from "../../../test/support/random-operations.js";
import { implies } from "./implies.js";

const scopes = (...names: string[][]): Policy | null => toPolicy("scopes", names);
const policies = (...names: string[][]): Policy | null => toPolicy("policies", names);

describe("a policy implies another one", () => {
  it.each([
    ["anything, nothing", scopes(["a"]), null, true],
    ["nothing, being signed in", null, authenticated, false],
    ["a scope, being signed in", scopes(["a"]), authenticated, true],
    ["being signed in, a scope", authenticated, scopes(["a"]), false],
    ["more words, fewer words", scopes(["a", "b"]), scopes(["a"]), true],
    ["fewer words, more words", scopes(["a"]), scopes(["a", "b"]), false],
    ["one way, several ways", scopes(["a"]), scopes(["a"], ["b"]), true],
    ["several ways, one way", scopes(["a"], ["b"]), scopes(["a"]), false],
    ["two clauses, both in one", allOf([scopes(["a"]), scopes(["b"])]), scopes(["a", "b"]), true],
    ["both in one, two clauses", scopes(["a", "b"]), allOf([scopes(["a"]), scopes(["b"])]), true],
    [
      "clauses that only together leave one way",
      allOf([scopes(["a"], ["b"]), scopes(["a"], ["c"])]),
      scopes(["a"], ["b", "c"]),
      true,
    ],
    ["a scope, a policy of the same name", scopes(["a"]), policies(["a"]), false],
    ["another scope", scopes(["a"]), scopes(["b"]), false],
  ])("%s", (_what, one, other, expected) => {
    expect(implies(one, other)).toBe(expected);
  });

  it("exactly where no set of grants meets it without meeting the other", () => {
    const random = createRandom(7);
    const words = ["a", "b", "c", "d"];
    const someWords = () => words.filter(() => random() < 0.4);
    const clause = () =>
      toPolicy(
        random() < 0.7 ? "scopes" : "policies",
        Array.from({ length: 1 + Math.floor(random() * 3) }, someWords),
      );
    const policy = () => allOf(Array.from({ length: Math.floor(random() * 4) }, clause));
    const subsets = Array.from(
      { length: 16 },
      (_, bits) => new Set(words.filter((_word, at) => bits & (1 << at))),
    );
    const callers = subsets.flatMap((held) =>
      subsets.map((granted) => ({ name: "", scopes: held, policies: granted })),
    );
    let implied = 0;
    for (let round = 0; round < 400; round += 1) {
      const [one, other] = [policy(), policy()];
      const expected = [null, ...callers].every((grants) => !isMet(one, grants) || isMet(other, grants));
      expect({ one, other, implied: implies(one, other) }).toEqual({ one, other, implied: expected });
      if (expected && one !== null && other !== null) implied += 1;
    }
    expect(implied).toBeGreaterThan(20);
  });

  it("in bounded time, however many ways there are", () => {
    const many = (prefix: string) =>
      allOf(Array.from({ length: 40 }, (_, at) => scopes([`${prefix}${at}`], [`other${at}`])));
    expect(implies(many("a"), many("a"))).toBe(true);
    const whole = scopes(
      Array.from({ length: 40 }, (_, at) => `a${at}`),
      Array.from({ length: 40 }, (_, at) => `other${at}`),
    );
    expect(implies(many("a"), whole)).toBe(false);
  });
});
