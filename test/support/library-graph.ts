/** A foreign graph of three subgraphs: nested interfaces, an interface object, unions, @requires, enums and scalars. */

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@requires", "@external", "@shareable", "@interfaceObject", "@authenticated"])`;

/** SDL by subgraph. */
export const libraryGraph: ReadonlyMap<string, string> = new Map([
  [
    "catalogue",
    `${link}
    type Query { media: [Media!]! item(id: ID!): Item anything: [Anything!]! reader: Reader newest: Book! }
    type Mutation { lend(id: ID!): Loan rename(id: ID!, title: String!): Media }
    interface Item @key(fields: "id") { id: ID! label: String }
    interface Media implements Item @key(fields: "id") { id: ID! label: String title: String author: Author }
    type Book implements Media & Item @key(fields: "id")
    { id: ID! label: String title: String author: Author pages: Int format: Format }
    type Film implements Media & Item @key(fields: "id")
    { id: ID! label: String title: String! author: Author minutes: Int released: Stamp }
    type Chair implements Item @key(fields: "id") { id: ID! label: String legs: Int }
    type Author @key(fields: "name") { name: String! born: Stamp books: [Book!]! }
    type Reader @key(fields: "id") { id: ID! name: String! loans: [Loan!]! card: String }
    type Loan { item: Item until: Stamp reader: Reader! }
    union Anything = Book | Author | Loan | Chair
    enum Format { PAPER AUDIO }
    scalar Stamp`,
  ],
  [
    "prices",
    `${link}
    type Media @key(fields: "id") @interfaceObject { id: ID! price: Price }
    type Price { amount: Int! tax: Int }
    type Author @key(fields: "name") { name: String! fee: Int born: Stamp @external seniority: Int @requires(fields: "born") }
    scalar Stamp`,
  ],
  [
    "readers",
    `${link}
    type Query { me: Reader }
    type Reader @key(fields: "id") { id: ID! card: String @external score: Int @requires(fields: "card") friends: [Reader!] }`,
  ],
]);
