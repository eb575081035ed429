import { describe, expect, it } from "@jest/globals";
import { parse } from "graphql";
import { readLimitsConfig } from "../../../gateway/limits/config.js";
import { createSettingsReader } from "../../../platform/settings/settings-reader.js";
import { composeVersion } from "../../../test/support/schema-versions.js";
import type { RegisteredOperation, SchemaVersion } from "../schema-version.js";
import { findCostChanges } from "./find-cost-changes.js";

const limitsWith = (environment: Record<string, string>) =>
  readLimitsConfig(createSettingsReader(environment)).operation;
const limits = limitsWith({ LIMIT_COST: "200", LIMIT_FIRST: "150" });

const version = (books: string, more = "") =>
  composeVersion({
    shop: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@cost", "@listSize"])
      type Query { books(first: Int = 10): [Book!]! ${books} }
      type Book { title: String! ${more} }`,
  });
const before = version(
  '@listSize(assumedSize: 10, slicingArguments: ["first"], requireOneSlicingArgument: false)',
);
const operation = (text: string, name = "Books", release = "1"): RegisteredOperation => ({
  client: "web",
  release,
  name,
  document: parse(text, { noLocation: true }),
});
const find = (
  base: SchemaVersion,
  head: SchemaVersion,
  operations: readonly RegisteredOperation[],
  used = limits,
) => findCostChanges({ base, head, operations }, used);

const books = operation("query Books($n: Int = 100) { books(first: $n) { title } }");

describe("the chapter on cost", () => {
  it("finds nothing where nothing costs more", () => {
    expect(find(before, before, [books])).toEqual([]);
  });

  it("fails an operation that was within the limits and is not now, once for all releases", () => {
    const head = version(
      '@listSize(assumedSize: 10, slicingArguments: ["first"], requireOneSlicingArgument: false) @cost(weight: 3)',
    );
    expect(find(before, head, [books, { ...books, release: "2" }])).toEqual([
      {
        chapter: "cost",
        severity: "breaking",
        kind: "cost-limit-exceeded",
        coordinate: "Books",
        message: expect.stringMatching(
          /^The operation costs 300; at most 200 is allowed\..*It was within the limits\.$/,
        ),
        was: "cost 100",
        is: "cost 300",
        hits: [
          { client: "web", release: "1", operation: "Books" },
          { client: "web", release: "2", operation: "Books" },
        ],
      },
    ]);
  });

  it("tells a notable rise within the limits, and no small one", () => {
    const few = operation("{ books(first: 30) { title } }");
    const head = (weight: number) =>
      version(
        `@listSize(assumedSize: 10, slicingArguments: ["first"], requireOneSlicingArgument: false) @cost(weight: ${weight})`,
      );
    expect(find(before, head(3), [few])).toMatchObject([
      { severity: "safe", kind: "cost-risen", was: "cost 30", is: "cost 90" },
    ]);
    expect(find(before, head(3), [operation("{ books(first: 5) { title } }")])).toEqual([]);
  });

  it("finds a slice that is over the limit because its argument now sizes the list", () => {
    const text = composeVersion({
      shop: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@listSize"])
        type Query { books(size: Int = 160): [Book!]! @listSize(assumedSize: 5) } type Book { title: String! }`,
    });
    const sized = composeVersion({
      shop: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@listSize"])
        type Query { books(size: Int = 160): [Book!]! @listSize(slicingArguments: ["size"]) } type Book { title: String! }`,
    });
    expect(find(text, sized, [operation("{ books { title } }")])).toMatchObject([
      { severity: "breaking", kind: "first-limit-exceeded" },
    ]);
  });

  it.each([
    ["its depth", { LIMIT_DEPTH: "1" }, "depth-limit-exceeded"],
    ["its tokens", { LIMIT_TOKENS: "5" }, "tokens-limit-exceeded"],
    ["its fields", { LIMIT_FIELDS: "1" }, "fields-limit-exceeded"],
    ["its aliases", { LIMIT_ALIASES: "0" }, "aliases-limit-exceeded"],
    ["its directives", { LIMIT_DIRECTIVES: "0" }, "directives-limit-exceeded"],
    ["the length of a name", { LIMIT_NAME_LENGTH: "16" }, "name-length-limit-exceeded"],
  ])("tells of an operation that production refuses for %s", (_what, environment, kind) => {
    const one = operation("{ anAliasOfManyLetters: books { title @include(if: true) } }");
    expect(find(before, before, [one], limitsWith(environment))).toMatchObject([
      { severity: "dangerous", kind, message: expect.stringContaining("refused today as well") },
    ]);
  });

  it("does not compare an operation of new fields with the base", () => {
    const head = version("", "sequels: [Book!]! @listSize(assumedSize: 100)");
    const [finding] = find(before, head, [operation("{ books { sequels { title } } }")]);
    expect(finding).toMatchObject({ severity: "dangerous", kind: "cost-limit-exceeded" });
    expect(finding).not.toHaveProperty("was");
  });

  it("measures the operation of the registered name", () => {
    const both = "query Small { books(first: 1) { title } } query Large { books(first: 201) { title } }";
    const [small, large] = ["Small", "Large"].map((name) => find(before, before, [operation(both, name)]));
    expect(small).toEqual([]);
    expect(large).toMatchObject([{ kind: "first-limit-exceeded", coordinate: "Large" }]);
  });
});
