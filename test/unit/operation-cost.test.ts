/** What an operation costs, as the supergraph's @cost and @listSize have it, and where it has none. */
import { describe, expect, it } from "@jest/globals";
import { buildSchema, getIntrospectionQuery, getOperationAST, parse } from "graphql";
import { noCostRules, readCostRules } from "../../gateway/limits/cost-rules.js";
import { analyseDocument } from "../../gateway/limits/measure-document.js";
import { computeCost } from "../../gateway/limits/operation-cost.js";

const types = (page: string, weight = "", field = "") => `
  type Query { books(first: Int, last: Int): Books ${page} shelf: [Book!]! all(limit: Int = 7): [Book!]! ${field} }
  type Mutation { lend(id: ID!): Book }
  type Books { nodes: [Book!]! edges: [Edge!]! count: Int! }
  type Edge { node: Book! cursor: String! }
  type Book ${weight} { title: String! tags: [String!]! author: Author! }
  type Author { name: String! books(first: Int = 3): Books }
`;

function costOf(sdl: string, operation: string, variables: Record<string, unknown> = {}, link = ""): number {
  const rules = link === "" ? noCostRules : readCostRules(`${link} ${sdl}`);
  const schema = buildSchema(sdl, { assumeValidSDL: true });
  const document = parse(operation);
  const { operations } = analyseDocument(document, schema, rules);
  const chosen = getOperationAST(document)!;
  return computeCost(chosen, operations.get(chosen)!, variables).cost;
}

describe("where the supergraph says nothing", () => {
  const cost = (operation: string, variables = {}) => costOf(types(""), operation, variables);

  it("counts objects, not scalars", () => {
    expect(cost("{ books(first: 1) { count } }")).toBe(1);
    expect(cost("{ shelf { title tags } }")).toBe(10);
  });

  it.each([
    ["a literal", "{ books(first: 4) { nodes { title } } }", {}, 1 + 4],
    ["the larger of two", "{ books(first: 4, last: 6) { nodes { title } } }", {}, 1 + 6],
    ["a variable", "query ($n: Int) { books(first: $n) { nodes { title } } }", { n: 9 }, 1 + 9],
    ["a variable's default", "query ($n: Int = 5) { books(first: $n) { nodes { title } } }", {}, 1 + 5],
    ["an argument's default", "{ all { title } }", {}, 7],
    ["an argument's default behind a variable", "query ($n: Int) { all(limit: $n) { title } }", {}, 7],
    ["an assumption", "{ books { nodes { title } } }", {}, 1 + 10],
    [
      "an assumption, where a value is no number",
      "query ($n: Int) { books(first: $n) { nodes { title } } }",
      { n: "x" },
      1 + 10,
    ],
    ["nothing, where a value is negative", "{ books(first: -5) { nodes { title } } }", {}, 1],
  ])("takes the size of a list from %s", (_from, operation, variables, expected) => {
    expect(cost(operation, variables)).toBe(expected);
  });

  it("hands the size on to each list of a page, also through fragments, and multiplies what is nested", () => {
    expect(cost("{ books(first: 4) { nodes { title } edges { node { title } } } }")).toBe(1 + 4 + 4 * 2);
    const fragment =
      "fragment P on Books { nodes { author { books(first: 2) { ...Q } } } } fragment Q on Books { nodes { title } }";
    // Each of four books: itself, its author, the author's page and two books on it.
    expect(cost(`{ books(first: 4) { ...P } } ${fragment}`)).toBe(1 + 4 * (1 + 1 + 1 + 2));
    expect(cost(`{ a: books(first: 4) { ...P } b: books(first: 1) { ... { ...P } } } ${fragment}`)).toBe(
      2 + 5 * 5,
    );
  });

  it("counts what aliases are longer than the names in whose place they stand, for each entry", () => {
    const long = "a".repeat(5 + 256);
    expect(cost(`{ books(first: 40) { nodes { ${long}: title } } }`)).toBe(1 + 40 + 40);
    expect(cost(`{ books(first: 40) { ${"b".repeat(5 + 256)}: nodes { t: title } } }`)).toBe(1 + 40 + 1);
    expect(cost("{ books(first: 40) { nodes { t: title n: author { n: name } } } }")).toBe(1 + 40 * 2);
  });

  it("counts a description of the schema once, and once more for each alias in it", () => {
    expect(cost(getIntrospectionQuery())).toBe(50);
    expect(cost("{ __schema { a: types { name } b: types { name } } }")).toBe(150);
    expect(cost(`{ __schema { types { fields { ${"n".repeat(4 + 256)}: name } } } }`)).toBe(100 + 1_000);
    expect(cost("{ __schema { ...S } } fragment S on __Schema { a: types { b: name } }")).toBe(150);
  });

  it("counts a change as ten reads more", () => {
    expect(cost('mutation { a: lend(id: "1") { title } b: lend(id: "2") { title } }')).toBe(22);
  });
});

describe("with directives", () => {
  const link = (rest: string) =>
    `schema @link(url: "https://specs.apollo.dev/cost/v0.1"${rest}) { query: Query }`;

  it.each([
    ["imported", ', import: ["@cost", "@listSize"]', "cost", "listSize"],
    ["by their full names", "", "cost", "cost__listSize"],
    [
      "renamed",
      ', import: [{ name: "@cost", as: "@price" }, { name: "@listSize", as: "@size" }]',
      "price",
      "size",
    ],
    ["under another prefix", ', as: "demand"', "demand__cost", "demand__listSize"],
  ])("reads them %s", (_how, rest, cost, listSize) => {
    const sdl = types(
      `@${listSize}(slicingArguments: ["first"], sizedFields: ["nodes"])`,
      `@${cost}(weight: 3)`,
      `dear: Int @${cost}(weight: "40") few: [Book!]! @${listSize}(assumedSize: 2) find(text: String @${cost}(weight: 8)): Book`,
    );
    const of = (operation: string) => costOf(sdl, operation, {}, link(rest));
    expect(of("{ books(first: 4) { nodes { title } } }")).toBe(1 + 4 * 3);
    // Not a sized field: its length is assumed. Not a slicing argument: it says nothing.
    expect(of("{ books(first: 4) { edges { cursor } } }")).toBe(1 + 10);
    expect(of("{ books(last: 4) { nodes { title } } }")).toBe(1 + 10 * 3);
    expect(of("{ dear }")).toBe(40);
    expect(of("{ few { title } }")).toBe(2 * 3);
    expect(of('{ find(text: "x") { title } }')).toBe(8 + 3);
    expect(of("{ find { title } }")).toBe(3);
  });

  it("does not take a directive of that name for it when nothing links it", () => {
    expect(
      costOf(types("", '@cost(weight: "3")'), "{ shelf { title } }", {}, "schema { query: Query }"),
    ).toBe(10);
  });
});
