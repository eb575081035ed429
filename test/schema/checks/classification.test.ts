/** Edits of a schema in a real git repository, each classified, with the operations that it hits. */
import { beforeAll, describe, expect, it } from "@jest/globals";
import { hitsByRelease } from "../../../schema/checks/report/hits.js";
import { createSchemaRepository, type SchemaRepository, summaryOf } from "../../support/schema-repository.js";
import { products, reviews, shopFiles } from "../../support/shop-graph.js";

let shop: SchemaRepository;
beforeAll(() => {
  shop = createSchemaRepository(shopFiles);
});

/** This text becomes that, in each of the two files that has it. */
type Edit = readonly [from: string, to: string];

/** Checks the shop with these edits, and puts it back. */
async function checkWith(edits: readonly Edit[]) {
  const change = (sdl: string) => edits.reduce((text, [from, to]) => text.replace(from, to), sdl);
  const [changedProducts, changedReviews] = [products, reviews].map(change) as [string, string];
  if (edits.length > 0) expect([changedProducts, changedReviews]).not.toEqual([products, reviews]);
  shop.write("schema/products.graphql", changedProducts);
  shop.write("schema/reviews.graphql", changedReviews);
  // Without the search for the default branch, which base.test.ts covers.
  return shop.check({ base: "HEAD" });
}

/** What is done, the edits, what is found, and which operations breaking and dangerous findings hit. */
type Case = readonly [
  what: string,
  edits: readonly Edit[],
  found: readonly string[],
  hits?: readonly string[],
];

const cases: readonly Case[] = [
  // Output
  [
    "removes a field",
    [["  name: String!\n  country", "  country"]],
    ["breaking field-removed Brand.name"],
    ["web@1.0: ProductPage", "web@1.1: Search"],
  ],
  [
    "removes a field that no operation uses",
    [["  weight: Float\n", ""]],
    ["breaking field-removed Product.weight"],
    [],
  ],
  [
    "adds a field",
    [["  weight: Float", "  weight: Float\n  depth: Float"]],
    ["safe field-added Product.depth"],
  ],
  [
    "lets a field be null",
    [["  stars: Int!", "  stars: Int"]],
    ["breaking field-type-changed Review.stars"],
    ["web@1.1: ProductPage"],
  ],
  [
    "promises that a field is not null",
    [["  weight: Float", "  weight: Float!"]],
    ["safe field-type-changed Product.weight"],
  ],
  [
    "changes a field's type",
    [["  stars: Int!", "  stars: Float!"]],
    ["breaking field-type-changed Review.stars"],
    ["web@1.1: ProductPage"],
  ],
  [
    "makes a field a list",
    [["  weight: Float", "  weight: [Float]"]],
    ["breaking field-type-changed Product.weight"],
    [],
  ],
  [
    "lets the items of a list be null",
    [["  tags: [String!]", "  tags: [String]"]],
    ["breaking field-type-changed Product.tags"],
    ["web@1.0: List"],
  ],
  [
    "promises a list",
    [["  tags: [String!]", "  tags: [String!]!"]],
    ["safe field-type-changed Product.tags"],
  ],
  [
    "returns an interface instead of a type",
    [["  brand: Brand\n", "  brand: Node\n"]],
    ["breaking field-type-changed Product.brand"],
    ["web@1.0: ProductPage"],
  ],
  [
    "renames a field",
    [["  country: Country", "  home: Country"]],
    ["breaking field-removed Brand.country", "safe field-added Brand.home"],
    [],
  ],
  [
    "removes a type",
    [
      ["  country: Country", "  country: String"],
      ["type Country {\n  code: String!\n}\n", ""],
    ],
    ["breaking field-type-changed Brand.country", "breaking type-removed Country"],
    [],
  ],
  [
    "adds a type",
    [["type Country {", "type City { name: String! }\n\ntype Country {\n  city: City"]],
    ["safe field-added Country.city", "safe type-added City"],
  ],
  [
    "changes the kind of a type",
    [["type Country {\n  code: String!\n}", "enum Country {\n  DE\n}"]],
    ["breaking type-kind-changed Country"],
    [],
  ],
  [
    "takes a type out of an interface",
    [["type Brand implements Node", "type Brand"]],
    ["breaking interface-removed Brand implements Node"],
    [],
  ],
  [
    "takes a type that is selected out of an interface",
    [["type Product implements Node", "type Product"]],
    ["breaking interface-removed Product implements Node"],
    ["till@7: Node"],
  ],
  [
    "puts a type into an interface",
    [["type Country {\n", "type Country implements Node {\n  id: ID!\n"]],
    ["dangerous interface-added Country implements Node", "safe field-added Country.id"],
    ["till@7: Node"],
  ],
  [
    "takes a member out of a union",
    [["Product | Brand", "Product"]],
    ["breaking union-member-removed Result.Brand"],
    ["web@1.1: Search"],
  ],
  [
    "puts a member into a union",
    [["Product | Brand", "Product | Brand | Country"]],
    ["dangerous union-member-added Result.Country"],
    ["web@1.1: Search"],
  ],
  [
    "adds a union",
    [
      ["union Result", "union Other = Brand\n\nunion Result"],
      ["  weight: Float", "  weight: Float\n  other: Other"],
    ],
    ["safe field-added Product.other", "safe type-added Other"],
  ],
  // Enums
  [
    "removes an enum value that clients send in a literal or a variable",
    [["  RED\n", ""]],
    ["breaking enum-value-removed Colour.RED"],
    ["web@1.1: Filtered, Literal"],
  ],
  [
    "removes an enum value that a variable may hold",
    [["  GREEN\n", ""]],
    ["breaking enum-value-removed Colour.GREEN"],
    ["web@1.1: Filtered"],
  ],
  [
    "removes a value of an enum that is only sent",
    [["  OLDEST\n", ""]],
    ["breaking enum-value-removed Sort.OLDEST"],
    ["web@1.1: Filtered"],
  ],
  [
    "adds a value to an enum that clients read",
    [["  GREEN\n", "  GREEN\n  BLACK\n"]],
    ["dangerous enum-value-added Colour.BLACK"],
    ["web@1.0: List"],
  ],
  [
    "adds a value to an enum that clients only send",
    [["  OLDEST\n", "  OLDEST\n  PRICE\n"]],
    ["safe enum-value-added Sort.PRICE"],
  ],
  // Arguments
  [
    "adds an optional argument",
    [["product(id: ID!)", "product(id: ID!, region: String)"]],
    ["safe argument-added Query.product(region:)"],
  ],
  [
    "adds an argument with a default",
    [["product(id: ID!)", 'product(id: ID!, region: String! = "eu")']],
    ["dangerous argument-added Query.product(region:)"],
    ["web@1.0: ProductPage", "web@1.1: ProductPage"],
  ],
  [
    "adds a required argument",
    [["product(id: ID!)", "product(id: ID!, region: String!)"]],
    ["breaking required-argument-added Query.product(region:)"],
    ["web@1.0: ProductPage", "web@1.1: ProductPage"],
  ],
  [
    "removes an argument",
    [['price(currency: String = "EUR")', "price"]],
    ["breaking argument-removed Product.price(currency:)"],
    ["web@1.1: ProductPage"],
  ],
  [
    "makes an argument with a default required",
    [["first: Int = 20", "first: Int!"]],
    ["breaking argument-made-required Query.products(first:)"],
    ["web@1.0: List", "web@1.1: Literal"],
  ],
  [
    "takes the default of an argument that cannot be null",
    [["sort: Sort! = NEWEST", "sort: Sort!"]],
    ["breaking argument-made-required Query.products(sort:)"],
    ["web@1.0: List", "web@1.1: Literal"],
  ],
  [
    "changes a default",
    [["first: Int = 20", "first: Int = 50"]],
    [
      "dangerous argument-default-changed Query.products(first:)",
      "safe cost-risen List",
      "safe cost-risen Literal",
    ],
    ["web@1.0: List", "web@1.1: Literal"],
  ],
  [
    "takes the default of an argument that can be null",
    [["first: Int = 20", "first: Int"]],
    ["dangerous argument-default-changed Query.products(first:)"],
    ["web@1.0: List", "web@1.1: Literal"],
  ],
  [
    "lets an argument be null",
    [["reviews(first: Int!)", "reviews(first: Int)"]],
    ["safe argument-type-changed Product.reviews(first:)"],
  ],
  [
    "changes an argument's type",
    [['price(currency: String = "EUR")', "price(currency: Int = 978)"]],
    [
      "breaking argument-type-changed Product.price(currency:)",
      "dangerous argument-default-changed Product.price(currency:)",
    ],
    ["web@1.1: ProductPage", "web@1.0: ProductPage"],
  ],
  [
    "makes an argument a list",
    [["limit: Int", "limit: [Int]"]],
    ["breaking argument-type-changed Query.search(limit:)"],
    [],
  ],
  [
    "gives a required argument a default",
    [["reviews(first: Int!)", "reviews(first: Int! = 3)"]],
    ["safe argument-default-changed Product.reviews(first:)"],
  ],
  // Input types
  [
    "removes an input field that a variable may hold",
    [
      ["  brand: BrandFilter\n", ""],
      ['input BrandFilter {\n  name: String = "any"\n}\n', ""],
    ],
    ["breaking input-field-removed ProductFilter.brand", "breaking type-removed BrandFilter"],
    ["web@1.1: Filtered"],
  ],
  [
    "removes an input field that is sent in a literal",
    [["  under: Float\n", ""]],
    ["breaking input-field-removed ProductFilter.under"],
    ["web@1.1: Filtered, Literal"],
  ],
  [
    "removes an input field of an input type within a variable's",
    [['  name: String = "any"', "  other: String"]],
    ["breaking input-field-removed BrandFilter.name", "safe input-field-added BrandFilter.other"],
    ["web@1.1: Filtered"],
  ],
  [
    "adds an optional input field",
    [["  under: Float", "  under: Float\n  over: Float"]],
    ["safe input-field-added ProductFilter.over"],
  ],
  [
    "adds an input field with a default",
    [["  under: Float", "  under: Float\n  over: Float = 1"]],
    ["dangerous input-field-added ProductFilter.over"],
    ["web@1.1: Filtered, Literal"],
  ],
  [
    "adds a required input field",
    [["  amount: Int! = 1", "  amount: Int! = 1\n  maker: String!"]],
    ["breaking required-input-field-added NewProduct.maker"],
    ["till@7: Add"],
  ],
  [
    "makes an input field required",
    [["  under: Float", "  under: Float!"]],
    ["breaking input-field-made-required ProductFilter.under"],
    ["web@1.1: Filtered"],
  ],
  [
    "takes the default of an input field",
    [["  amount: Int! = 1", "  amount: Int!"]],
    ["breaking input-field-made-required NewProduct.amount"],
    ["till@7: Add"],
  ],
  [
    "changes the default of an input field",
    [["  amount: Int! = 1", "  amount: Int! = 2"]],
    ["dangerous input-field-default-changed NewProduct.amount"],
    ["till@7: Add"],
  ],
  [
    "changes an input field's type",
    [["  under: Float", "  under: Int"]],
    ["breaking input-field-type-changed ProductFilter.under"],
    ["web@1.1: Filtered, Literal"],
  ],
  [
    "lets an input field be null",
    [["input NewProduct {\n  name: String!", "input NewProduct {\n  name: String"]],
    ["safe input-field-type-changed NewProduct.name"],
  ],
  // Deprecations
  [
    "deprecates a field",
    [["  weight: Float", '  weight: Float @deprecated(reason: "Use mass.")']],
    ["safe deprecation-added Product.weight"],
  ],
  [
    "deprecates a field until too early a day",
    [["  weight: Float", '  weight: Float @deprecated(reason: "Gone on 2026-12-24.")']],
    ["dangerous deprecation-ends-too-soon Product.weight", "safe deprecation-added Product.weight"],
    [],
  ],
  [
    "deprecates a field until a late day",
    [["  weight: Float", '  weight: Float @deprecated(reason: "Gone on 2027-12-24.")']],
    ["safe deprecation-added Product.weight"],
  ],
  [
    "takes a deprecation back",
    [[' @deprecated(reason: "No paint.")', ""]],
    ["safe deprecation-removed Colour.BLUE"],
  ],
  [
    "changes a deprecation's reason",
    [["No paint.", "No blue paint."]],
    ["safe deprecation-reason-changed Colour.BLUE"],
  ],
  [
    "deprecates an argument",
    [["limit: Int", 'limit: Int @deprecated(reason: "It is always 10.")']],
    ["safe deprecation-added Query.search(limit:)"],
  ],
  // Since 1 June, which is more than 90 days ago
  [
    "removes a field that was deprecated for long",
    [['  oldest: Product @deprecated(reason: "Use products(sort: OLDEST).")\n', ""]],
    ["dangerous field-removed Query.oldest"],
    [],
  ],
  [
    "removes an input field that was deprecated for long, but may be sent",
    [['  note: String @deprecated(reason: "No client reads it.")\n', ""]],
    ["breaking input-field-removed NewProduct.note"],
    ["till@7: Add"],
  ],
  // Directives and scalars
  [
    "removes a directive's argument",
    [["(times: Int = 1, locale: String)", "(times: Int = 1)"]],
    ["breaking directive-argument-removed @upper(locale:)"],
    [],
  ],
  [
    "removes a directive's argument that is used",
    [["(times: Int = 1, locale: String)", "(locale: String)"]],
    ["breaking directive-argument-removed @upper(times:)"],
    ["till@7: Node"],
  ],
  [
    "adds a required argument to a directive",
    [["locale: String)", "locale: String, way: String!)"]],
    [
      "breaking no-deploy-order products + reviews",
      "breaking required-directive-argument-added @upper(way:)",
    ],
    ["till@7: Node"],
  ],
  [
    "adds an optional argument to a directive",
    [["locale: String)", "locale: String, way: String)"]],
    ["safe directive-argument-added @upper(way:)"],
  ],
  [
    "changes the default of a directive's argument",
    [["times: Int = 1", "times: Int = 2"]],
    [
      "breaking no-deploy-order products + reviews",
      "dangerous directive-argument-default-changed @upper(times:)",
    ],
    ["till@7: Node"],
  ],
  [
    "takes a location from a directive",
    [["repeatable on FIELD | FRAGMENT_SPREAD", "repeatable on FIELD"]],
    ["breaking directive-location-removed @upper"],
    ["till@7: Node"],
  ],
  [
    "gives a directive a location",
    [["FIELD | FRAGMENT_SPREAD", "FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT"]],
    ["safe directive-location-added @upper"],
  ],
  [
    "lets a directive stand once only",
    [["repeatable on", "on"]],
    ["breaking directive-repeatable-removed @upper"],
    ["till@7: Node"],
  ],
  [
    "changes what a scalar means",
    [["money/1", "money/2"]],
    ["dangerous scalar-specification-changed Money"],
    ["web@1.0: ProductPage", "web@1.1: ProductPage"],
  ],
  // Nothing
  ["changes a description", [["type Country {", '"A state."\ntype Country {']], []],
  ["sorts differently", [["  RED\n  GREEN\n", "  GREEN\n  RED\n"]], []],
];

describe("an edit", () => {
  it.each(cases)("that %s", async (_what, edits, found, hits = []) => {
    const report = await checkWith(edits);
    expect(summaryOf(report)).toEqual(found);
    const loud = report.findings.filter(({ severity }) => severity !== "safe");
    expect([...new Set(loud.flatMap((finding) => hitsByRelease(finding.hits ?? [])))].sort()).toEqual(
      [...hits].sort(),
    );
    expect(report.exitCode).toBe(loud.some(({ fails }) => fails) ? 1 : 0);
    expect(loud.filter(({ severity }) => severity === "breaking").every(({ fails }) => fails)).toBe(true);
  });
});
