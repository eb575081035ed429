/**
 * The limits on one operation: the largest valid one passes each limit and the next one is refused, before anything is
 * fetched.
 */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { getIntrospectionQuery } from "graphql";
import { startTestSystem, type TestSystem, type TestUser } from "../support/system.js";

let system: TestSystem;
let user: TestUser;
beforeAll(async () => {
  system = await startTestSystem({ LIMIT_TOKENS: "1000" });
  user = await system.registerUser();
});
afterAll(() => system.stop());

const times = (count: number, one: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => one(index)).join(" ");

/** A chain of nested fields, `levels` deep, each list of one entry. */
const chain = (levels: number): string => {
  const steps = ["tasks(first: 1)", "nodes", "owner"];
  let inner = "__typename";
  for (let level = levels - 2; level >= 0; level--) inner = `${steps[level % 3]} { ${inner} }`;
  return `{ ${inner} }`;
};

const nested = (first: number | string, variables = "") =>
  `query ${variables} { users(first: ${first}) { nodes { tasks(first: ${first}) { nodes { title } } } } }`;

/** The operation at each limit, the one just above it, and the code of the refusal. */
const cases: [string, string, string, string][] = [
  ["depth", chain(12), chain(13), "DEPTH_LIMIT_EXCEEDED"],
  [
    "depth through fragments",
    `${chain(11).replace("__typename", "...F")} fragment F on User { username }`,
    `${chain(12).replace("__typename", "... on Task { ...F }")} fragment F on Task { owner { username } }`,
    "DEPTH_LIMIT_EXCEEDED",
  ],
  [
    "fields",
    `{ me { ${times(199, () => "id")} } }`,
    `{ me { ${times(200, () => "id")} } }`,
    "FIELDS_LIMIT_EXCEEDED",
  ],
  [
    "fields that fragments multiply",
    `{ me { ...A } } fragment A on User { ${times(90, () => "id")} }`,
    `{ me { ${times(12, () => "...A")} } } fragment A on User { ${times(90, () => "id")} }`,
    "FIELDS_LIMIT_EXCEEDED",
  ],
  [
    "root fields",
    `{ ${times(20, () => "__typename")} }`,
    `{ ${times(21, () => "__typename")} }`,
    "ROOT_FIELDS_LIMIT_EXCEEDED",
  ],
  [
    "root fields in fragments",
    `{ ...A } fragment A on Query { ${times(20, () => "__typename")} }`,
    `{ ...A ... { ...A } } fragment A on Query { ${times(11, () => "__typename")} }`,
    "ROOT_FIELDS_LIMIT_EXCEEDED",
  ],
  [
    "aliases",
    `{ me { ${times(15, (i) => `a${i}: id`)} } }`,
    `{ me { ${times(16, (i) => `a${i}: __typename`)} } }`,
    "ALIASES_LIMIT_EXCEEDED",
  ],
  [
    "aliases in fragments",
    `{ me { ...A } } fragment A on User { ${times(15, (i) => `a${i}: id`)} }`,
    `{ me { b: id ...A } } fragment A on User { ${times(15, (i) => `a${i}: id`)} }`,
    "ALIASES_LIMIT_EXCEEDED",
  ],
  [
    "directives",
    `{ me { ${times(5, () => "id @include(if: true)")} } }`,
    `{ me { ${times(6, () => "id @include(if: true)")} } }`,
    "DIRECTIVES_LIMIT_EXCEEDED",
  ],
  [
    "directives at one place",
    "{ me { id } }",
    `{ __typename ${times(10, () => "@aa")} }`,
    "DIRECTIVES_LIMIT_EXCEEDED",
  ],
  [
    "tokens",
    `{ users(filter: { usernamePrefix: "${"x ".repeat(2_000)}" }) { totalCount } }`,
    `{ me { ${times(1_000, () => "id")} } }`,
    "TOKENS_LIMIT_EXCEEDED",
  ],
  [
    "the length of an alias",
    `{ me { ${"a".repeat(128)}: id } }`,
    `{ me { ${"a".repeat(129)}: id } }`,
    "NAME_LENGTH_LIMIT_EXCEEDED",
  ],
  ...(["query %s { me { id } }", "query ($%s: ID = 1) { user(id: $%s) { id } }"] as const).map(
    (text): [string, string, string, string] => [
      `the length of a name, as in ${text}`,
      text.replaceAll("%s", "n".repeat(128)),
      text.replaceAll("%s", "n".repeat(129)),
      "NAME_LENGTH_LIMIT_EXCEEDED",
    ],
  ),
  [
    "the length of a name that the schema does not have",
    "{ me { id } }",
    `{ me { id } tasks(filter: { ${"f".repeat(129)}: 1 }) { nodes { id } } }`,
    "NAME_LENGTH_LIMIT_EXCEEDED",
  ],
  [
    "a document, in bytes",
    `{ me { id } } #${"x".repeat(65_536 - 15)}`,
    `{ me { id } } #${"x".repeat(65_536 - 14)}`,
    "DOCUMENT_LIMIT_EXCEEDED",
  ],
  [
    "cost, where aliases are long in long lists",
    nested(60),
    nested(60).replace("title", `title ${times(10, (i) => `${"a".repeat(100)}${i}: title`)}`),
    "COST_LIMIT_EXCEEDED",
  ],
  [
    "cost, where much is counted",
    "{ users(first: 100) { totalCount nodes { tasks(first: 1) { totalCount } } } }",
    "{ users(first: 100) { nodes { tasks(first: 1) { totalCount more: totalCount } } } }",
    "COST_LIMIT_EXCEEDED",
  ],
  [
    "cost, where the schema is described over and over",
    "{ __schema { types { name fields { name } } } }",
    `{ __schema { types { ${times(15, (i) => `${"n".repeat(120)}${i}: name`)} } } }`,
    "COST_LIMIT_EXCEEDED",
  ],
  ["first", nested(40), nested(1_001), "FIRST_LIMIT_EXCEEDED"],
  ["cost", nested(65), nested(75), "COST_LIMIT_EXCEEDED"],
];

describe("the limit of", () => {
  it.each(cases)("%s", async (_what, good, bad, code) => {
    expect((await user.codes(good)).filter((one) => one.endsWith("LIMIT_EXCEEDED"))).toEqual([]);
    const { status, errors, data } = await user.send(bad);
    expect(errors).toEqual([{ message: expect.stringMatching(/\d|Ask for fewer/), extensions: { code } }]);
    expect([status, data]).toEqual([422, undefined]);
  });

  it("first and cost, in variables and their defaults", async () => {
    const withVariable = nested("$n", "($n: Int)");
    expect(await user.codes(withVariable, { n: 40 })).toEqual([]);
    expect(await user.codes(withVariable, { n: 75 })).toEqual(["COST_LIMIT_EXCEEDED"]);
    expect(await user.codes(withVariable, { n: 1_001 })).toEqual(["FIRST_LIMIT_EXCEEDED"]);
    expect(await user.codes(nested("$n", "($n: Int = 75)"))).toEqual(["COST_LIMIT_EXCEEDED"]);
    // Left out, it is the schema's default.
    expect(await user.codes(withVariable)).toEqual([]);
  });

  it("variables, in bytes and in levels", async () => {
    const prefix = "query ($filter: UserFilter) { users(filter: $filter) { totalCount } }";
    const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);
    const codeOf = async (filter: unknown) => (await user.codes(prefix, { filter }))[0];
    expect(await codeOf({ usernamePrefix: "x".repeat(100_000) })).not.toBe("VARIABLES_LIMIT_EXCEEDED");
    expect(await codeOf({ usernamePrefix: "x".repeat(131_072) })).toBe("VARIABLES_LIMIT_EXCEEDED");
    expect(await codeOf(Array(70_000).fill(0))).toBe("VARIABLES_LIMIT_EXCEEDED");
    expect(await codeOf(deep(9))).toBe("BAD_USER_INPUT");
    expect(await codeOf(deep(10))).toBe("VARIABLES_DEPTH_LIMIT_EXCEEDED");
  });

  it("a body, in bytes", async () => {
    const send = (length: number) =>
      system.anonymous
        .send(`{ __typename } # ${"x".repeat(length)}`)
        .then(({ status, errors }) => [status, errors[0]?.extensions.code]);
    expect(await send(200_000)).toEqual([422, "DOCUMENT_LIMIT_EXCEEDED"]);
    expect(await send(262_144)).toEqual([413, "BODY_LIMIT_EXCEEDED"]);
  });

  it("operations in one request: one, and no array of it", async () => {
    const answer = await fetch(`${system.urls.gateway}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify([{ query: "{ __typename }" }]),
    });
    expect([answer.status, await answer.json()]).toEqual([
      422,
      {
        errors: [
          { message: expect.stringContaining("one operation"), extensions: { code: "BATCH_LIMIT_EXCEEDED" } },
        ],
      },
    ]);
  });
});

describe("within the limits", () => {
  it("tools may read the schema", async () => {
    const everything = getIntrospectionQuery({
      descriptions: true,
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      schemaDescription: true,
      inputValueDeprecation: true,
      oneOf: true,
    });
    expect(await system.anonymous.codes(everything)).toEqual([]);
  });

  it("a cycle of fragments and an unknown fragment are reported as such, and quickly", async () => {
    const rings = times(30, (i) => `fragment F${i} on User { ...F${(i + 1) % 30} ...F${(i + 7) % 30} }`);
    expect(await user.codes(`{ me { ...F0 } } ${rings}`)).toContain("GRAPHQL_VALIDATION_FAILED");
    expect(await user.codes("{ me { ...Nowhere } }")).toEqual(["GRAPHQL_VALIDATION_FAILED"]);
  });

  it("a value is quoted in part, and not for each of its mistakes", async () => {
    const mistakes = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`unknown${index}`, 1]));
    const input = { username: "x".repeat(50_000), ...mistakes };
    const register = "mutation ($input: RegisterInput!) { register(input: $input) { expiresIn } }";
    const { errors } = await system.anonymous.send(register, { input });
    expect(errors).toHaveLength(10);
    for (const { message, extensions } of errors) {
      expect(message.length).toBeLessThanOrEqual(1_001);
      expect(extensions.code).toBe("BAD_USER_INPUT");
    }
    const literal = await user.send(
      `{ user(id: "1") { tasks(first: "${"x".repeat(50_000)}") { totalCount } } }`,
    );
    expect(literal.errors[0]?.message.length).toBeLessThanOrEqual(1_001);
  });

  it("what fragments multiply to a million fields is refused by a glance at each", async () => {
    const levels = 40;
    const fragments = times(levels, (i) => `fragment F${i} on User { ...F${i + 1} ... { ...F${i + 1} } }`);
    const { errors } = await user.send(`{ me { ...F0 } } ${fragments} fragment F${levels} on User { id }`);
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(["FIELDS_LIMIT_EXCEEDED"]);
  });

  it("a variable called __proto__ or constructor is a variable like any other", async () => {
    for (const name of ["__proto__", "constructor"]) {
      const query = `query ($${name}: Int) { users(first: $${name}) { nodes { id } } }`;
      expect(await user.codes(query, JSON.parse(`{"${name}": 2000}`))).toEqual(["FIRST_LIMIT_EXCEEDED"]);
      expect(await user.codes(query)).toEqual([]);
    }
  });
});

describe("with LIMITS=off", () => {
  it("an operation may be as large as it likes", async () => {
    const free = await startTestSystem({ LIMITS: "off", LIMIT_BODY_BYTES: "16777216" });
    try {
      const codes = await Promise.all(cases.map(([, , bad]) => free.anonymous.codes(bad)));
      expect(codes.flat().filter((code) => code.endsWith("LIMIT_EXCEEDED"))).toEqual([]);

      // Except for depth, which is limited in any case, because the code that visits a document or a value is
      // recursive.
      const times = (count: number, text: string) => text.repeat(count);
      const nest = (count: number, open: string, inner: string, close: string) =>
        times(count, open) + inner + times(count, close);
      const users = "query ($filter: UserFilter) { users(filter: $filter) { totalCount } }";
      const refuse = async (query: string, variables = "{}") => {
        const answer = await fetch(`${free.urls.gateway}/graphql`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: `{"query":${JSON.stringify(query)},"variables":${variables}}`,
        });
        const { errors } = (await answer.json()) as { errors: { extensions: { code: string } }[] };
        return [answer.status, errors[0]?.extensions.code];
      };
      const [document, values] = ["DEPTH_LIMIT_EXCEEDED", "VARIABLES_DEPTH_LIMIT_EXCEEDED"];
      for (const levels of [250, 2_000, 20_000]) {
        expect(await refuse(users, `{"filter":${nest(levels, '{"a":', "1", "}")}}`)).toEqual([422, values]);
        expect(await refuse(users, `{"filter":${nest(levels, "[", "1", "]")}}`)).toEqual([422, values]);
        expect(await refuse(nest(levels, "{ me ", "", "}"))).toEqual([
          422,
          expect.stringMatching(/LIMIT|PARSE/),
        ]);
        for (const query of [
          `{ me { ${nest(levels, "tasks{nodes{owner{", "id", "}}}")} } }`,
          `{ users(filter: ${nest(levels, "{a:", "1", "}")}) { totalCount } }`,
          `{ users(filter: ${nest(levels, "[", "1", "]")}) { totalCount } }`,
          `query ($x: ${nest(levels, "[", "Int", "]")}) { me { id } }`,
          `{ ${nest(levels, "... {", "me { id }", "}")} }`,
        ])
          expect(await refuse(query)).toEqual([422, document]);
      }
      const chain = Array.from(
        { length: 5_000 },
        (_, index) => `fragment F${index} on User { tasks { nodes { owner { ...F${index + 1} } } } }`,
      ).join("");
      const last = "fragment F5000 on User { id }";
      expect(await refuse(`{ me { ...F0 } } ${chain} ${last}`)).toEqual([422, document]);
      // No operation spreads it; it is visited all the same.
      expect((await refuse(`{ me { id } } ${chain} ${last}`))[0]).toBe(422);
    } finally {
      await free.stop();
    }
  });
});
