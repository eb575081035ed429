import { describe, expect, it } from "@jest/globals";
import { buildSchema } from "graphql";
import { composeVersion } from "../../../test/support/schema-versions.js";
import { CheckError } from "../check-error.js";
import type { SchemaVersion } from "../schema-version.js";
import { findLintFaults } from "./find-lint-faults.js";
import { type LintException, parseLintExceptions } from "./read-exceptions.js";

const headOf = (sdl: string): SchemaVersion => ({
  name: "test",
  subgraphs: new Map(),
  supergraphSdl: null,
  apiSchema: buildSchema(sdl),
});
const faultsOf = (sdl: string, exceptions: LintException[] = []) =>
  findLintFaults({ head: headOf(sdl) }, exceptions).map(({ kind, coordinate }) => `${kind} ${coordinate}`);

describe("lint", () => {
  it("finds nothing in a schema that keeps the rules", () => {
    const sdl = `
      type Query {
        "The books, newest first."
        books(first: Int, after: String): BookConnection!
        "A book."
        book(id: ID!): Book
      }
      type Mutation { "Adds a book." addBook(input: AddBookInput!): AddBookPayload! }
      "A book." type Book { id: ID! title: String! kind: Kind @deprecated(reason: "Use kinds.") }
      "Kinds of books." enum Kind { PAPER_BACK HARD2 }
      type BookConnection { edges: [BookEdge!]! pageInfo: PageInfo! }
      type BookEdge { node: Book! cursor: String! }
      "The end of a page." type PageInfo { hasNextPage: Boolean! endCursor: String }
      input AddBookInput { authorIds: [ID!]! }
      type AddBookPayload { book: Book }`;
    expect(faultsOf(sdl)).toEqual([]);
  });

  it.each([
    ["a root field without description", "type Query { a: Int }", ["require-description Query.a"]],
    ["a type without description", 'type Query { "A." a: A } type A { b: Int }', ["require-description A"]],
    ["a blank description", 'type Query { "A." a: A } "  " enum A { B }', ["require-description A"]],
    [
      "a directive without description",
      'type Query { "A." a: Int } directive @upper on FIELD',
      ["require-description @upper"],
    ],
    [
      "a deprecation without reason",
      'type Query { "A." a(b: Int @deprecated): Int @deprecated(reason: " ") }',
      ["require-deprecation-reason Query.a", "require-deprecation-reason Query.a(b:)"],
    ],
    [
      "names in the wrong case",
      'type Query { "A." Some_field(Arg: Int): bad_type } "B." type bad_type { x: E } "E." enum E { lower }',
      [
        "naming-convention Query.Some_field",
        "naming-convention Query.Some_field(Arg:)",
        "naming-convention bad_type",
        "naming-convention E.lower",
      ],
    ],
    [
      "a query that is a verb, and a mutation that says its kind",
      'type Query { "A." getBook: Int } type Mutation { "B." bookMutation: Int "C." mutateBook: Int }',
      [
        "naming-convention Query.getBook",
        "naming-convention Mutation.bookMutation",
        "naming-convention Mutation.mutateBook",
      ],
    ],
    [
      "an input type that is not called one",
      'type Query { "A." a(b: Book): Int } "B." input Book { c: Int }',
      ["naming-convention Book"],
    ],
    [
      "ids that are no ID",
      'type Query { "A." a(bookId: String, ids: [Int!]): B } "B." type B { id: String! paid: Boolean grid: String tagIds: [ID] }',
      ["id-type Query.a(bookId:)", "id-type Query.a(ids:)", "id-type B.id"],
    ],
    [
      "a connection of another shape",
      'type Query { "A." as: AConnection } type AConnection { nodes: [Int] } "P." type PageInfo { x: Int }',
      ["connection-shape AConnection", "connection-shape PageInfo", "connection-shape Query.as"],
    ],
    [
      "an edge of another shape",
      'type Query { "A." as(last: Int, before: String): AConnection } type AConnection { edges: [AEdge] pageInfo: PageInfo! } type AEdge { x: Int } "P." type PageInfo { hasNextPage: Boolean! endCursor: String }',
      ["connection-shape AEdge"],
    ],
  ])("finds %s", (_what, sdl, expected) => {
    expect([...new Set(faultsOf(sdl))].sort()).toEqual([...expected].sort());
  });

  it("finds an authorization directive on an enum that only arguments have", () => {
    const head = composeVersion({
      one: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@authenticated"])
        type Query { "A." a(k: Kind): Other }
        "K." enum Kind @authenticated { A } "O." enum Other @authenticated { B }`,
    });
    expect(findLintFaults({ head }, [])).toMatchObject([{ kind: "idle-authorization", coordinate: "Kind" }]);
  });
});

describe("an exception", () => {
  const sdl = 'type Query { "A." a: A } type A { bId: Int cId: Int }';
  const exception = (coordinate: string, rule: string): LintException => ({
    coordinate,
    rule,
    reason: "old",
  });

  it("covers the faults of its rule that its coordinate matches, and no others", () => {
    expect(faultsOf(sdl, [exception("A.bId", "id-type")])).toEqual([
      "require-description A",
      "id-type A.cId",
    ]);
    expect(faultsOf(sdl, [exception("A.*", "id-type")])).toEqual(["require-description A"]);
    expect(faultsOf(sdl, [exception("*", "id-type"), exception("A", "require-description")])).toEqual([]);
  });

  it("that covers nothing is a fault itself", () => {
    expect(
      faultsOf(sdl, [
        exception("*", "id-type"),
        exception("A*", "require-description"),
        exception("B", "id-type"),
      ]),
    ).toEqual(["idle-exception B"]);
    expect(faultsOf(sdl, [exception("A", "id-type")])).toContain("idle-exception A");
  });
});

describe("the file of exceptions", () => {
  const read = (text: string) => parseLintExceptions(text, "lint.yaml");

  it("is a list of coordinates, rules and reasons; empty is a list, too", () => {
    expect(read("- coordinate: A\n  rule: id-type\n  reason: old")).toEqual([
      { coordinate: "A", rule: "id-type", reason: "old" },
    ]);
    expect(read("")).toEqual([]);
    expect(read("# none")).toEqual([]);
  });

  it.each([
    ["what is not YAML", "a: [", /^lint\.yaml is not YAML: /],
    ["what is not a list", "a: b", /must be a list/],
    ["an entry that is no mapping", "- x", /exception 1: it must be a mapping/],
    ["a missing reason", "- coordinate: A\n  rule: id-type", /exception 1: reason is missing/],
    ["an unknown key", "- coordinate: A\n  rule: id-type\n  reason: b\n  by: c", /there is no key "by"/],
    [
      "an unknown rule",
      "- coordinate: A\n  rule: idtype\n  reason: b",
      /there is no rule "idtype" \(known: /,
    ],
  ])("is refused for %s", (_what, text, reason) => {
    expect(() => read(text)).toThrow(reason);
    expect(() => read(text)).toThrow(CheckError);
  });
});
