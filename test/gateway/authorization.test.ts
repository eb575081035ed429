/**
 * The gateway denies by the schema's directives before it fetches: over real sockets, with subgraphs that would return
 * everything.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { startBlogSubgraphs } from "../support/blog-subgraphs.js";
import { createClient, type GraphClient } from "../support/client.js";
import type { FaultySubgraph } from "../support/faulty-subgraph.js";
import { composeSupergraph, startTestGateway, type TestGateway } from "../support/gateway.js";
import { startTokenIssuer, type TokenIssuer } from "../support/token-issuer.js";

let issuer: TokenIssuer;
let subgraphs: FaultySubgraph[];
let gateway: TestGateway;
let anonymous: GraphClient;
let user: GraphClient;
let admin: GraphClient;
beforeAll(async () => {
  [issuer, subgraphs] = await Promise.all([startTokenIssuer(), startBlogSubgraphs()]);
  gateway = await startTestGateway(subgraphs, { AUTH_URL: issuer.url, INTROSPECTION: "true" });
  anonymous = gateway.client;
  user = createClient(gateway.url, issuer.tokenFor(["USER"]));
  admin = createClient(gateway.url, issuer.tokenFor(["USER", "ADMIN"]));
});
afterAll(async () => {
  await gateway.stop();
  await Promise.all([issuer, ...subgraphs].map((one) => one.stop()));
});
beforeEach(() => {
  for (const subgraph of subgraphs) subgraph.behave();
});

const fetches = () => subgraphs.flatMap((subgraph) => subgraph.fetches.map(({ query }) => query));

/** Data and errors, these as `CODE at.path`. */
async function ask(client: GraphClient, query: string, variables?: object) {
  const { data, errors } = await client.send(query, variables);
  return { data, errors: errors.map(({ extensions, path }) => `${extensions.code} ${path?.join(".")}`) };
}

describe("a change", () => {
  it("that is denied makes no request to any subgraph, whichever permitted field is selected beside it", async () => {
    expect(await ask(anonymous, 'mutation { publish(text: "x") { id } }')).toEqual({
      data: null,
      errors: ["UNAUTHENTICATED publish"],
    });
    expect(await ask(user, 'mutation { a: write(text: "x") { id } b: purge c: write { id } }')).toEqual({
      data: null,
      errors: ["FORBIDDEN b"],
    });
    expect(await ask(anonymous, "mutation { publish { id } p: purge ... on Mutation { q: purge } }")).toEqual(
      {
        data: null,
        errors: ["UNAUTHENTICATED publish", "UNAUTHENTICATED p", "UNAUTHENTICATED q"],
      },
    );
    expect(fetches()).toEqual([]);
  });

  it("that is permitted is executed, with null where its result contains a denied field", async () => {
    expect(await ask(user, "mutation { publish { id risk } }")).toEqual({
      data: { publish: { id: "b1", risk: null } },
      errors: ["FORBIDDEN publish.risk"],
    });
    expect(await ask(admin, "mutation { purge publish { risk } }")).toEqual({
      data: { purge: 1, publish: { risk: 7 } },
      errors: [],
    });
    expect(fetches().join()).toMatch(/risk/);
  });

  it("is held to what is carried out of it, by its variables", async () => {
    const change = "mutation ($purge: Boolean!) { write { id } purge @include(if: $purge) }";
    expect(await ask(anonymous, change, { purge: false })).toEqual({
      data: { write: { id: "b1" } },
      errors: [],
    });
    expect(await ask(anonymous, change, { purge: true })).toEqual({
      data: null,
      errors: ["UNAUTHENTICATED purge"],
    });
    expect(fetches()).toHaveLength(1);
  });
});

describe("a query", () => {
  it("is executed as far as it is permitted, and the rest is not fetched", async () => {
    expect(await ask(anonymous, "{ open mood report { text } blog { id draft } }")).toEqual({
      data: { open: "open", mood: null, report: null, blog: { id: "b1", draft: null } },
      errors: ["UNAUTHENTICATED mood", "UNAUTHENTICATED report", "UNAUTHENTICATED blog.draft"],
    });
    expect(fetches()).toHaveLength(1);
    expect(fetches().join()).not.toMatch(/mood|report|draft/);
  });

  it("of which nothing remains makes no request", async () => {
    expect(await ask(anonymous, "{ mood m: mood report { __typename text } __typename }")).toEqual({
      data: { mood: null, m: null, report: null, __typename: "Query" },
      errors: ["UNAUTHENTICATED mood", "UNAUTHENTICATED m", "UNAUTHENTICATED report"],
    });
    expect(fetches()).toEqual([]);
  });

  it("distinguishes callers who are not signed in from callers who lack grants", async () => {
    const query = "{ report { text } }";
    expect((await ask(anonymous, query)).errors).toEqual(["UNAUTHENTICATED report"]);
    expect((await ask(user, query)).errors).toEqual(["FORBIDDEN report"]);
    expect(await ask(admin, query)).toEqual({ data: { report: { text: "all is well" } }, errors: [] });
    const expired = createClient(gateway.url, issuer.tokenFor(["USER"], -60));
    expect((await ask(expired, query)).errors).toEqual(["TOKEN_EXPIRED report"]);
    expect((await ask(createClient(gateway.url, "forged"), query)).errors).toEqual([
      "UNAUTHENTICATED report",
    ]);
  });

  it("gets the same result for the same text from the planner's cache only for the same kind of caller", async () => {
    const query = "{ blog { id draft risk } }";
    const answers = async () => [
      await ask(admin, query),
      await ask(anonymous, query),
      await ask(user, query),
    ];
    const [first, second] = [await answers(), await answers()];
    expect(second).toEqual(first);
    expect(first).toEqual([
      { data: { blog: { id: "b1", draft: "draft b1", risk: 7 } }, errors: [] },
      {
        data: { blog: { id: "b1", draft: null, risk: null } },
        errors: ["UNAUTHENTICATED blog.draft", "UNAUTHENTICATED blog.risk"],
      },
      { data: { blog: { id: "b1", draft: "draft b1", risk: null } }, errors: ["FORBIDDEN blog.risk"] },
    ]);
  });

  it("propagates nulls from non-null fields, in lists of lists as the specification says", async () => {
    expect(await ask(anonymous, "{ pages { id next { must } } }")).toEqual({
      data: {
        pages: [
          [
            { id: "b1", next: null },
            { id: "b2", next: null },
          ],
          null,
          [],
        ],
      },
      errors: ["UNAUTHENTICATED pages.0.0.next.must"],
    });
    expect(await ask(anonymous, "{ pages { id must } }")).toEqual({
      data: { pages: [null, null, []] },
      errors: ["UNAUTHENTICATED pages.0.0.must", "UNAUTHENTICATED pages.0.1.must"],
    });
  });

  it("keeps the names of the client's aliases, however they look", async () => {
    const { data, errors } = await ask(
      anonymous,
      "{ __proto__: mood constructor: blog { __proto__: draft toString: id gatehouseType: draft } }",
    );
    expect(Object.entries(data!)).toEqual([
      ["__proto__", null],
      ["constructor", expect.anything()],
    ]);
    expect(Object.entries(data!["constructor"] as object)).toEqual([
      ["__proto__", null],
      ["toString", "b1"],
      ["gatehouseType", null],
    ]);
    expect(errors).toEqual([
      "UNAUTHENTICATED __proto__",
      "UNAUTHENTICATED constructor.__proto__",
      "UNAUTHENTICATED constructor.gatehouseType",
    ]);
  });

  it("needs its variables to be good, also those of what is refused, and sends only the others on", async () => {
    const query = "query ($id: ID!, $no: Boolean!) { blog(id: $id) { id draft @skip(if: $no) } }";
    expect((await anonymous.send(query, { id: "b2" })).errors).toMatchObject([
      { extensions: { code: "BAD_USER_INPUT" } },
    ]);
    expect(await ask(anonymous, query, { id: "b2", no: false })).toEqual({
      data: { blog: { id: "b2", draft: null } },
      errors: ["UNAUTHENTICATED blog.draft"],
    });
    expect(await ask(anonymous, query, { id: "b2", no: true })).toEqual({
      data: { blog: { id: "b2" } },
      errors: [],
    });
    expect(fetches().join()).not.toContain("$no");
  });

  it("hears of what is refused also when the rest could not be had", async () => {
    subgraphs[0]!.behave((response) => void response.writeHead(500).end());
    expect(await ask(anonymous, "{ mood open }")).toEqual({
      data: null,
      errors: ["SERVICE_UNAVAILABLE open", "UNAUTHENTICATED mood"],
    });
  });
});

describe("interfaces and unions", () => {
  it("ask through the interface for all that its implementations ask for, and by their fragments for their own", async () => {
    expect(await ask(anonymous, "{ posts { id title } }")).toEqual({
      data: { posts: null },
      errors: [0, 1, 2].map((index) => `UNAUTHENTICATED posts.${index}.title`),
    });
    expect(fetches().join()).not.toContain("title");
    expect(
      await ask(
        anonymous,
        "{ posts { id ... on Blog { title draft } ... on PrivateBlog { viewers { id } } } }",
      ),
    ).toEqual({
      data: { posts: null },
      errors: [
        "UNAUTHENTICATED posts.0.draft",
        "UNAUTHENTICATED posts.1.viewers",
        "UNAUTHENTICATED posts.2.draft",
      ],
    });
  });

  it("are recognized by their type, which the response contains only when it is selected", async () => {
    expect(await ask(user, "{ posts { ... on Blog { risk } ... on PrivateBlog { id } } }")).toEqual({
      data: { posts: [{ risk: null }, { id: "p1" }, { risk: null }] },
      errors: ["FORBIDDEN posts.0.risk", "FORBIDDEN posts.2.risk"],
    });
  });

  it("tell the types of a union's members, and nothing of those that are refused", async () => {
    const query =
      "{ found { __typename ... on Blog { id } ...R ... on Author { id email } } } fragment R on Report { text kind: __typename }";
    expect(await ask(anonymous, query)).toEqual({
      data: {
        found: [
          { __typename: "Blog", id: "b1" },
          { __typename: "Report", text: null, kind: "Report" },
          { __typename: "Author", id: "a1", email: null },
        ],
      },
      errors: ["UNAUTHENTICATED found.1.text", "UNAUTHENTICATED found.2.email"],
    });
    expect(fetches().join()).not.toMatch(/text|email/);
  });

  it("give a field that is refused in one place and allowed in another, and nothing below the first alone", async () => {
    expect(
      await ask(anonymous, "{ posts { id ... on Blog { title } ... on Post @skip(if: true) { title } } }"),
    ).toEqual({
      data: { posts: [{ id: "b1", title: "Blog b1" }, { id: "p1" }, { id: "b2", title: "Blog b2" }] },
      errors: [],
    });
    expect(await ask(anonymous, "{ posts { id title ... on Blog { title } } }")).toMatchObject({
      errors: ["UNAUTHENTICATED posts.1.title"],
    });
  });
});

describe("fields of several subgraphs", () => {
  const query = "{ posts { id author { name greeting } } }";

  it("are refused wherever they come from, and what they need is not fetched", async () => {
    const { data, errors } = await ask(anonymous, query);
    expect(data).toMatchObject({
      posts: [{ author: { name: "Name of a1", greeting: null } }, { author: null }, {}],
    });
    expect(errors).toEqual([
      "UNAUTHENTICATED posts.0.author.greeting",
      "UNAUTHENTICATED posts.2.author.greeting",
    ]);
    expect(fetches().join()).not.toMatch(/rank|greeting/);
    expect((await ask(user, query)).data).toMatchObject({
      posts: [{ author: { greeting: "You are number 3" } }, {}, {}],
    });
  });
});

describe("a supergraph that was composed without the later rules", () => {
  it("is no way around them: neither by an interface nor by @requires", async () => {
    const composed = composeSupergraph(subgraphs);
    const older = composed
      .replace(/(interface Post[\s\S]*?title: String!) @authenticated/, "$1")
      .replace(/(greeting: String @join__field\([^)]*\)) @authenticated/, "$1");
    expect(older.length).toBe(composed.length - 2 * " @authenticated".length);
    const folder = mkdtempSync(join(tmpdir(), "gatehouse-older-"));
    const path = join(folder, "supergraph.graphql");
    writeFileSync(path, older);
    const second = await startTestGateway(subgraphs, { AUTH_URL: issuer.url, SUPERGRAPH_PATH: path });
    try {
      expect((await ask(second.client, "{ posts { id t: title } }")).errors).toContain(
        "UNAUTHENTICATED posts.1.t",
      );
      expect((await ask(second.client, "{ posts { author { greeting } } }")).errors).toContain(
        "UNAUTHENTICATED posts.0.author.greeting",
      );
      expect(fetches().join()).not.toMatch(/title|rank|greeting/);
    } finally {
      await second.stop();
      rmSync(folder, { recursive: true });
    }
  });
});

describe("introspection", () => {
  it("shows no directive of the schema's protection, nor its scalars, beside what is refused", async () => {
    const query = '{ __schema { types { name } directives { name } } __type(name: "Blog") { name } mood }';
    const { data, errors } = await ask(anonymous, query);
    expect(errors).toEqual(["UNAUTHENTICATED mood"]);
    const { __schema: schema, __type: type } = data as {
      __schema: { types: { name: string }[]; directives: { name: string }[] };
      __type: object;
    };
    expect(type).toEqual({ name: "Blog" });
    expect(JSON.stringify(schema.directives)).not.toMatch(/authenticated|requires|policy|join|link/i);
    expect(JSON.stringify(schema.types)).not.toMatch(/scope|policy|join|link/i);
  });
});
