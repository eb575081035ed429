/** Two subgraphs that are protected by directives alone: no resolver checks the caller. */
import { type FaultySubgraph, startFaultySubgraph } from "./faulty-subgraph.js";

const link = `extend schema @link(
  url: "https://specs.apollo.dev/federation/v2.9"
  import: ["@authenticated", "@external", "@key", "@policy", "@requires", "@requiresScopes"]
)`;

const postsSdl = `${link}
  type Query {
    open: String!
    posts(first: Int): [Post!]
    pages: [[Blog!]]!
    found: [Found!]
    blog(id: ID! = "b1"): Blog
    report: Report @policy(policies: [["operations"]])
    mood: Mood
  }
  type Mutation {
    write(text: String): Blog
    publish(text: String): Blog! @authenticated
    purge: Int! @requiresScopes(scopes: [["admin"]])
  }
  interface Post { id: ID! title: String! author: Author }
  type Blog implements Post @key(fields: "id") {
    id: ID! title: String! author: Author
    draft: String @authenticated
    must: String! @authenticated
    next: Blog
    risk: Risk
  }
  type PrivateBlog implements Post @key(fields: "id") {
    id: ID! title: String! @authenticated author: Author
    viewers: [Author!]! @requiresScopes(scopes: [["admin"]])
  }
  type Author @key(fields: "id") { id: ID! }
  type Report @policy(policies: [["operations"]]) { text: String }
  union Found = Blog | Report | Author
  enum Mood @authenticated { GOOD }
  scalar Risk @requiresScopes(scopes: [["admin"]])
`;

const peopleSdl = `${link}
  type Query { me: Author }
  type Author @key(fields: "id") {
    id: ID!
    name: String
    email: String @authenticated
    greeting: String @authenticated @requires(fields: "rank")
    rank: Int @external
  }
`;

const ranksSdl = `${link}
  type Author @key(fields: "id") { id: ID! rank: Int @authenticated }
`;

const author = { __typename: "Author", id: "a1" };
const blogs: Record<string, object> = {};
for (const [id, next] of [
  ["b1", "b2"],
  ["b2", null],
] as const) {
  blogs[id] = {
    __typename: "Blog",
    id,
    title: `Blog ${id}`,
    author,
    draft: `draft ${id}`,
    must: `must ${id}`,
    risk: 7,
    next: () => (next === null ? null : blogs[next]),
  };
}
const hidden = { __typename: "PrivateBlog", id: "p1", title: "Hidden", author: null, viewers: [author] };
const report = { __typename: "Report", text: "all is well" };

/** Starts `posts`, `people` and `ranks`. */
export async function startBlogSubgraphs(): Promise<FaultySubgraph[]> {
  const posts = await startFaultySubgraph("posts", postsSdl, {
    Query: {
      open: () => "open",
      posts: () => [blogs["b1"], hidden, blogs["b2"]],
      pages: () => [[blogs["b1"], blogs["b2"]], null, []],
      found: () => [blogs["b1"], report, author],
      blog: (_: unknown, { id }: { id: string }) => blogs[id] ?? null,
      report: () => report,
      mood: () => "GOOD",
    },
    Mutation: { write: () => blogs["b1"], publish: () => blogs["b1"], purge: () => 1 },
  });
  const people = await startFaultySubgraph("people", peopleSdl, {
    Query: { me: () => author },
    Author: {
      __resolveReference: ({ id, rank }: { id: string; rank?: number }) => ({
        id,
        name: `Name of ${id}`,
        email: `${id}@example.com`,
        greeting: `You are number ${rank}`,
      }),
    },
  });
  const ranks = await startFaultySubgraph("ranks", ranksSdl, {
    Author: { __resolveReference: ({ id }: { id: string }) => ({ id, rank: 3 }) },
  });
  return [posts, people, ranks];
}
