/** Aliases and variables with names that the planner adds: each field of the response is the selected one. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type FaultySubgraph, startFaultySubgraph } from "../support/faulty-subgraph.js";
import { startTestGateway, type TestGateway } from "../support/gateway.js";
import { startTestSystem, type TestSystem, type TestUser } from "../support/system.js";

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@requires", "@external", "@shareable"])`;
const shopSdl = `${link}
  scalar Json
  type Query { items(first: Int): [Item!]!  item: Item  any: [Any!]!  thing: Thing }
  type Mutation { buy: Item }
  interface Thing { id: ID! label: String }
  union Any = Item | Shop
  type Item implements Thing @key(fields: "id place { town { name } }") {
    id: ID! label: String price: Int weight: Int data: Json place: Place other: Place
  }
  type Shop implements Thing @key(fields: "id") { id: ID! label: String owner: String }
  type Place { town: Town @shareable street: String }
  type Town @shareable { name: String mayor: String }`;
const stockSdl = `${link}
  type Item @key(fields: "id place { town { name } }") {
    id: ID! place: Place price: Int @external weight: Int @external
    cost(factor: Int = 1): Int @requires(fields: "price weight") stock: Int
    fails(representations: Int): Int
  }
  type Shop @key(fields: "id") { id: ID! open: Boolean }
  type Place { town: Town @shareable }
  type Town @shareable { name: String }`;

const placeOf = (name: string) => ({
  street: `street of ${name}`,
  town: { name, mayor: `mayor of ${name}` },
});
const item = {
  __typename: "Item",
  id: "i1",
  label: "spade",
  price: 7,
  weight: 3,
  data: { renamed0: "kept", id: "kept" },
  place: placeOf("here"),
  other: placeOf("there"),
};
const shop = { __typename: "Shop", id: "s1", label: "shop", owner: "Ada" };

describe("a graph with composite keys and @requires", () => {
  let subgraphs: FaultySubgraph[];
  let gateway: TestGateway;
  beforeAll(async () => {
    subgraphs = [
      await startFaultySubgraph("shop", shopSdl, {
        Query: { items: () => [item], item: () => item, any: () => [item, shop], thing: () => shop },
        Mutation: { buy: () => item },
      }),
      await startFaultySubgraph("stock", stockSdl, {
        Item: {
          __resolveReference: (reference: object) => ({ ...reference }),
          cost: ({ price, weight }: { price: number; weight: number }) => price * weight,
          stock: () => 5,
          fails: () => {
            throw new Error("no");
          },
        },
        Shop: { __resolveReference: (reference: object) => reference, open: () => true },
      }),
    ];
    gateway = await startTestGateway(subgraphs, { LIMITS: "off", AUTHORIZATION: "off" });
  });
  afterAll(async () => {
    await gateway.stop();
    await Promise.all(subgraphs.map((one) => one.stop()));
  });

  it.each<[string, unknown]>([
    ["{ item { id: label stock } }", { item: { id: "spade", stock: 5 } }],
    ["{ item { __typename: label stock cost } }", { item: { __typename: "spade", stock: 5, cost: 21 } }],
    ["{ item { price: label weight: id cost } }", { item: { price: "spade", weight: "i1", cost: 21 } }],
    [
      "{ item { place: other { town { name } } stock } }",
      { item: { place: { town: { name: "there" } }, stock: 5 } },
    ],
    [
      "{ item { place { town { name: mayor } } stock } }",
      { item: { place: { town: { name: "mayor of here" } }, stock: 5 } },
    ],
    [
      "{ item { place { town: street } id: stock stock: cost cost: id } }",
      { item: { place: { town: "street of here" }, id: 5, stock: 21, cost: "i1" } },
    ],
    [
      "{ items { _id: label __x: id __proto__: price constructor: weight toString: cost } }",
      { items: [JSON.parse('{"_id":"spade","__x":"i1","__proto__":7,"constructor":3,"toString":21}')] },
    ],
    [
      "{ _entities: items { id: label ...I } } fragment I on Item { representations: stock price__alias_0: cost }",
      { _entities: [{ id: "spade", representations: 5, price__alias_0: 21 }] },
    ],
    [
      "{ any { __typename: __typename ... on Item { id: label stock } ... on Shop { id: owner open } } }",
      {
        any: [
          { __typename: "Item", id: "spade", stock: 5 },
          { __typename: "Shop", id: "Ada", open: true },
        ],
      },
    ],
    ["{ thing { id: label ... on Shop { open } } }", { thing: { id: "shop", open: true } }],
    ["{ id: item { label: id } place: item { stock } }", { id: { label: "i1" }, place: { stock: 5 } }],
    ["{ item { id: id __typename stock } }", { item: { id: "i1", __typename: "Item", stock: 5 } }],
    ["mutation { __typename: buy { id: label stock } }", { __typename: { id: "spade", stock: 5 } }],
    [
      "{ item { id: data renamed0: label data } }",
      { item: { id: item.data, renamed0: "spade", data: item.data } },
    ],
  ])("answers %s as it is asked", async (query, expected) => {
    const { data, errors } = await gateway.client.send(query);
    expect({ data, errors }).toEqual({ data: expected, errors: [] });
    // In the order of the selection.
    expect(JSON.stringify(data)).toBe(JSON.stringify(expected));
  });

  it("names the client's aliases in errors", async () => {
    const { data, errors } = await gateway.client.send("{ __x: item { id: fails place: stock } }");
    expect(data).toEqual({ __x: { id: null, place: 5 } });
    expect(errors.map(({ path }) => path)).toEqual([["__x", "id"]]);
  });

  it("takes a variable of any name", async () => {
    const query = `query ($representations: Int, $first: Int) {
      items(first: $first) { stock cost(factor: $representations) }
    }`;
    const expected = { items: [{ stock: 5, cost: 21 }] };
    expect(await gateway.client.data(query, { representations: 2, first: 1 })).toEqual(expected);
    const { errors } = await gateway.client.send(query, { representations: "two" });
    expect(errors).toEqual([
      expect.objectContaining({
        message: expect.stringContaining('"$representations"'),
        extensions: expect.objectContaining({ code: "BAD_USER_INPUT" }),
      }),
    ]);
  });
});

describe("this graph", () => {
  let system: TestSystem;
  let user: TestUser;
  beforeAll(async () => {
    system = await startTestSystem();
    user = await system.registerUser();
    await user.data('mutation { createTask(input: { title: "Sow" }) { id } }');
  });
  afterAll(() => system.stop());

  it("returns fields under the aliases `id` and `__typename`, in queries, mutations and sign-ins", async () => {
    const { username, password, id } = user;
    expect(await user.data("{ me { id: username lastLoginAt } }")).toEqual({
      me: { id: username, lastLoginAt: expect.any(String) },
    });
    expect(await user.data("{ me { __typename: username displayName } }")).toEqual({
      me: { __typename: username, displayName: username },
    });
    expect(await user.data("{ tasks { id: nodes { id: title owner { id: username key: id } } } }")).toEqual({
      tasks: { id: [{ id: "Sow", owner: { id: username, key: id } }] },
    });
    const query = `mutation ($representations: LoginInput!) {
      id: login(input: $representations) { __typename: tokenType user { id: username __typename: id tasks { id: totalCount } } }
    }`;
    const variables = { representations: { identifier: username, password } };
    expect(await system.anonymous.data(query, variables)).toEqual({
      id: { __typename: "Bearer", user: { id: username, __typename: id, tasks: { id: 1 } } },
    });
  });

  it("refuses by the client's own aliases", async () => {
    const refused = await user.send("{ id: auditEvents { __typename: pageInfo { endCursor } } me { id } }");
    expect(refused.errors).toEqual([expect.objectContaining({ path: ["id"] })]);
  });
});
