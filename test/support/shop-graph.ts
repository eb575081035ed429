/** A foreign graph with every kind of type, for tests of the schema check. */
import { writeManifest } from "./schema-repository.js";

const federation = "https://specs.apollo.dev/federation/v2.9";

// A directive of operations reaches the API where all subgraphs define it.
const link = `extend schema @link(url: "${federation}", import: ["@key"])

directive @upper(times: Int = 1, locale: String) repeatable on FIELD | FRAGMENT_SPREAD
`;

export const products = `${link}
scalar Money @specifiedBy(url: "https://shop.example/money/1")

type Query {
  product(id: ID!): Product
  products(first: Int = 20, filter: ProductFilter, sort: Sort! = NEWEST): [Product!]!
  search(text: String!, limit: Int): [Result!]!
  node(id: ID!): Node
  oldest: Product @deprecated(reason: "Use products(sort: OLDEST).")
}

type Mutation {
  addProduct(input: NewProduct!): Product!
  find(by: Finder!): Product
}

interface Node {
  id: ID!
}

union Result = Product | Brand

enum Sort {
  NEWEST
  OLDEST
}

enum Colour {
  RED
  GREEN
  BLUE @deprecated(reason: "No paint.")
}

type Product implements Node @key(fields: "id") {
  id: ID!
  name: String!
  price(currency: String = "EUR"): Money
  colour: Colour
  tags: [String!]
  brand: Brand
  weight: Float
}

type Brand implements Node @key(fields: "id") {
  id: ID!
  name: String!
  country: Country
}

type Country {
  code: String!
}

input ProductFilter {
  colour: Colour
  under: Float
  words: [String!]
  brand: BrandFilter
}

input BrandFilter {
  name: String = "any"
}

input NewProduct {
  name: String!
  amount: Int! = 1
  note: String @deprecated(reason: "No client reads it.")
}

input Finder {
  id: ID
  name: String
}
`;

export const reviews = `${link}
type Product @key(fields: "id") {
  id: ID!
  reviews(first: Int!): [Review!]!
}

type Review {
  stars: Int!
  text: String
}
`;

/** Operations of two releases of a web client and one of another client. */
const webOld = {
  ProductPage: "query ProductPage($id: ID!) { product(id: $id) { id name price brand { name } } }",
  List: "query List { products { id tags colour } }",
};
const webNew = {
  ProductPage:
    'query ProductPage($id: ID!) { product(id: $id) { id name price(currency: "USD") reviews(first: 3) { stars } } }',
  Filtered:
    "query Filtered($filter: ProductFilter) { products(filter: $filter, first: 5, sort: OLDEST) { id } }",
  Literal: "query Literal { products(filter: { colour: RED, under: 5 }) { id } }",
  Search:
    "query Search($text: String!) { search(text: $text) { ... on Brand { name } ... on Product { name } } }",
};
const till = {
  Add: "mutation Add($input: NewProduct!) { addProduct(input: $input) { id } }",
  Find: 'mutation Find { find(by: { id: "1" }) { id } }',
  Node: "query Node { node(id: 1) { id ...Name @upper } } fragment Name on Product { name @upper(times: 2) @upper }",
};

/** The whole repository: SDL and manifests. */
export const shopFiles: Readonly<Record<string, string>> = {
  "schema/products.graphql": products,
  "schema/reviews.graphql": reviews,
  "operations/web@1.0.json": writeManifest(webOld),
  "operations/web@1.1.json": writeManifest(webNew),
  "operations/till@7.json": writeManifest(till),
};
