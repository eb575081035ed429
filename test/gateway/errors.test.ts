/** Errors: one catalogue, the same code from every place, and no internals, which are in the log. */
import type { ServerResponse } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { GraphQLError } from "graphql";
import { createGatewayErrorPresenter } from "../../gateway/http/present-error.js";
import { AppError, errorCodes } from "../../platform/errors.js";
import { createErrorPresenter } from "../../platform/graphql/present-error.js";
import { HttpRefusal } from "../../platform/http/refusal.js";
import type { Logger } from "../../platform/log.js";
import { completeSettings, problemsOf } from "../support/all-settings.js";
import { readProjectFile } from "../support/deployment-files.js";
import { silentLog } from "../support/environment.js";
import type { FaultySubgraph } from "../support/faulty-subgraph.js";
import { startTestGateway, type TestGateway } from "../support/gateway.js";
import { startTwoSubgraphs } from "../support/two-subgraphs.js";

let subgraphs: { user: FaultySubgraph; task: FaultySubgraph };
let gateway: TestGateway;
beforeAll(async () => {
  subgraphs = await startTwoSubgraphs();
  gateway = await startTestGateway([subgraphs.user, subgraphs.task]);
});
afterAll(async () => {
  await gateway.stop();
  await Promise.all([subgraphs.user.stop(), subgraphs.task.stop()]);
});

/** Makes the user subgraph return an error for `hello`. */
const failWith = (error: object) =>
  subgraphs.user.behave((response: ServerResponse) => {
    const answer = { data: { hello: null }, errors: [{ path: ["hello"], ...error }] };
    response.setHeader("content-type", "application/json").end(JSON.stringify(answer));
  });

/** A log that stores its lines. */
function keepingLog(): { log: Logger; kept: unknown[] } {
  const kept: unknown[] = [];
  const keep = (what: unknown) => void kept.push(what);
  return { log: Object.assign(silentLog(), { warn: keep, error: keep }), kept };
}

describe("the catalogue", () => {
  it("is in docs/errors.md, every code", () => {
    const section = readProjectFile("docs/errors.md");
    expect(errorCodes.filter((code) => !section.includes(`\`${code}\``))).toEqual([]);
  });

  it.each(errorCodes.filter((code) => code !== "INTERNAL_SERVER_ERROR"))(
    "%s is the same from a subgraph, from the gateway, and thrown in between",
    async (code) => {
      failWith({ message: "As it is.", extensions: { code } });
      const { errors } = await gateway.client.send("{ hello }");
      expect(errors).toEqual([{ message: "As it is.", path: ["hello"], extensions: { code } }]);

      const [atGateway, atSubgraph] = [
        createGatewayErrorPresenter(silentLog(), { mask: false, suggest: true, passedCodes: [] }),
        createErrorPresenter(silentLog()),
      ];
      const thrown = new AppError(code, "As it is.");
      const wrapped = new GraphQLError("As it is.", { path: ["hello"], originalError: thrown });
      for (const present of [atGateway, atSubgraph]) {
        expect(present({ message: "As it is." }, thrown)).toEqual({
          message: "As it is.",
          extensions: { code },
        });
        expect(present(wrapped.toJSON(), wrapped)).toEqual(errors[0]);
      }
    },
  );

  it("lets through what a client acts on, and no other detail", async () => {
    const details = { field: "title", retryAfterSeconds: 5 };
    failWith({
      message: "No.",
      extensions: { code: "RATE_LIMITED", ...details, serviceName: "user", secret: 1 },
    });
    const { errors } = await gateway.client.send("{ hello }");
    expect(errors[0]!.extensions).toEqual({ code: "RATE_LIMITED", ...details });
  });
});

describe("what is not in the catalogue", () => {
  const masked = {
    message: "Something went wrong on our side.",
    path: ["hello"],
    extensions: { code: "INTERNAL_SERVER_ERROR" },
  };

  it.each([
    ["no code", {}],
    ["a code of its own", { code: "ECONNREFUSED" }],
    [
      "a stack",
      { code: "INTERNAL_SERVER_ERROR", stacktrace: ["Error: at /app/secret.js"], exception: { stack: "x" } },
    ],
    ["its name", { serviceName: "user", code: "DOWNSTREAM_SERVICE_ERROR" }],
    ["a name of JavaScript's own for a code", { code: "__proto__" }],
    ["a code that is no text", { code: { a: 1 } }],
  ])("is masked: an error with %s", async (_what, extensions) => {
    failWith({ message: "connect ECONNREFUSED 10.0.0.7:27017", extensions });
    const { data, errors } = await gateway.client.send("{ hello }");
    expect([data, errors]).toEqual([null, [masked]]);
  });

  it("is masked when it is thrown here, and its cause is in the log, once", () => {
    const { log, kept } = keepingLog();
    const present = createGatewayErrorPresenter(log, { mask: true, suggest: false, passedCodes: [] });
    const error = new TypeError("undefined is not a function");
    const { path: _path, ...plain } = masked;
    expect(present({ message: error.message }, error)).toEqual(plain);
    expect(kept).toEqual([expect.objectContaining({ err: error })]);
  });

  it("has its cause in the log only", () => {
    const { log, kept } = keepingLog();
    const cause = new Error("the database said something");
    const error = new AppError("SERVICE_UNAVAILABLE", "Try again.", {}, { cause });
    const presented = createGatewayErrorPresenter(log, { mask: false, suggest: false, passedCodes: [] })(
      { message: "Try again." },
      error,
    );
    expect(JSON.stringify(presented)).not.toContain("database");
    expect((kept[0] as { err: Error }).err.cause).toBe(cause);
  });
});

describe("GraphQL's own words", () => {
  const invalid = (code: string) => ({
    message: 'Cannot query field "usr" on type "Query". Did you mean "user"?',
    locations: [{ line: 1, column: 3 }],
    extensions: { code },
  });
  const error = new GraphQLError("x");

  it("are shown to developers, with suggestions only where the schema is", () => {
    const shown = (suggest: boolean) =>
      createGatewayErrorPresenter(silentLog(), { mask: false, suggest, passedCodes: [] })(
        invalid("GRAPHQL_VALIDATION_FAILED"),
        error,
      ).message;
    expect(shown(true)).toContain("Did you mean");
    expect(shown(false)).toBe('Cannot query field "usr" on type "Query".');
  });

  it.each(["GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT"])(
    "are not said at all when masked: %s",
    (code) => {
      const present = createGatewayErrorPresenter(silentLog(), {
        mask: true,
        suggest: false,
        passedCodes: [],
      });
      const shown = (written: string[]) =>
        present({ ...invalid(code), extensions: { code, field: "title" } }, error, new Set(written));
      const presented = shown([]);
      expect(Object.keys(presented).sort()).toEqual(["extensions", "message"]);
      expect(presented.message).not.toMatch(/usr|Query/);
      // A field is named where the client has written it.
      const shownCode = code === "GRAPHQL_VALIDATION_FAILED" ? "BAD_USER_INPUT" : code;
      expect(presented.extensions).toEqual({ code: shownCode });
      const { message, extensions } = shown(["title"]);
      expect(extensions).toMatchObject({ code: shownCode, field: "title" });
      if (code === "BAD_USER_INPUT") expect(extensions?.["fields"]).toEqual([{ field: "title", message }]);
      // A service's message about its input is for its user.
      const ours = { message: "title has 1 to 200 characters.", path: ["createTask"], extensions: { code } };
      expect(present(ours, error)).toEqual(ours);
    },
  );

  it("are one error in production, and some in development", async () => {
    const query = "{ a b c d e f g h i j k l m n }";
    expect((await gateway.client.send(query)).errors).toHaveLength(10);
    const production = await startTestGateway([subgraphs.user, subgraphs.task], { MASK_ERRORS: "true" });
    expect((await production.client.send(query)).errors).toEqual([
      { message: "The operation is not valid.", extensions: { code: "GRAPHQL_VALIDATION_FAILED" } },
    ]);
    await production.stop();
  });
});

describe("codes that are let through", () => {
  let passing: TestGateway;
  beforeAll(async () => {
    passing = await startTestGateway([subgraphs.user, subgraphs.task], {
      PASS_ERROR_CODES: "OUT_OF_STOCK,task:TOO_LATE",
      MASK_ERRORS: "true",
    });
  });
  afterAll(() => passing.stop());
  const shown = async (error: object) => {
    failWith(error);
    const { errors } = await passing.client.send("{ hello }");
    return errors.map(({ message, extensions }) => ({ message, extensions }));
  };

  it("keep their messages, but no other detail", async () => {
    const extensions = { code: "OUT_OF_STOCK", warehouse: "secret" };
    expect(await shown({ message: "No more of it.", extensions })).toEqual([
      { message: "No more of it.", extensions: { code: "OUT_OF_STOCK" } },
    ]);
  });

  it.each(["TOO_LATE", "out_of_stock", "INTERNAL_SERVER_ERROR"])("are no others: %s", async (code) => {
    const [error] = await shown({ message: "secret", extensions: { code } });
    expect(error).toMatchObject({ extensions: { code: "INTERNAL_SERVER_ERROR" } });
    expect(error?.message).not.toContain("secret");
  });

  it("are those of the one subgraph that is named", async () => {
    subgraphs.task.behave((response: ServerResponse) => {
      const error = { message: "Too late.", path: ["count"], extensions: { code: "TOO_LATE" } };
      response
        .setHeader("content-type", "application/json")
        .end(JSON.stringify({ data: { count: null }, errors: [error] }));
    });
    const { errors } = await passing.client.send("{ count }");
    subgraphs.task.behave();
    expect(errors).toEqual([{ message: "Too late.", path: ["count"], extensions: { code: "TOO_LATE" } }]);
  });

  it("are codes", () => {
    expect(problemsOf({ ...completeSettings, PASS_ERROR_CODES: "A,x y" })).toEqual([
      expect.stringMatching(/^PASS_ERROR_CODES must list codes/),
    ]);
    expect(problemsOf({ ...completeSettings, PASS_ERROR_CODES: "INTERNAL_SERVER_ERROR" })).toHaveLength(1);
  });
});

describe("what a subgraph's GraphQL says of the whole fetch", () => {
  it("is masked like the gateway's own words", async () => {
    const production = await startTestGateway([subgraphs.user, subgraphs.task], { MASK_ERRORS: "true" });
    const message = 'Variable "$x" got invalid value; Field "secret" is not defined by type "Hidden".';
    for (const code of ["BAD_USER_INPUT", "GRAPHQL_VALIDATION_FAILED"]) {
      subgraphs.user.behave((response: ServerResponse) => {
        const answer = { errors: [{ message, extensions: { code, field: "secret" } }] };
        response.setHeader("content-type", "application/json").end(JSON.stringify(answer));
      });
      const { errors } = await production.client.send("{ hello }");
      expect(JSON.stringify(errors)).not.toMatch(/secret|Hidden/);
      expect(errors).toMatchObject([{ path: ["hello"], extensions: { code: "BAD_USER_INPUT" } }]);
    }
    await production.stop();
  });
});

it("a refusal of HTTP's own has a code like any other", () => {
  const present = createGatewayErrorPresenter(silentLog(), { mask: true, suggest: false, passedCodes: [] });
  const refusal = new HttpRefusal(405, "Send mutations by POST.", "BAD_REQUEST", { allow: "POST" });
  expect(present({ message: "" }, refusal)).toEqual({
    message: "Send mutations by POST.",
    extensions: { code: "BAD_REQUEST" },
  });
});

describe("null by a variable, where only a default lets the variable have it", () => {
  const mutation = 'mutation ($title: String = "t") { createTask(title: $title) { id } }';
  const cases: [string, string, object, (string | number)[], string | undefined][] = [
    ["an argument", "query ($n: Int = 3) { tasks(first: $n) { id } }", { n: null }, [], undefined],
    ["a required argument", mutation, { title: null }, ["createTask"], "title"],
    [
      "an argument of a field within others",
      'query ($id: ID = "u2") { task(id: "1") { owner { id } } mine: user(id: $id) { id } }',
      { id: null },
      ["mine"],
      "id",
    ],
    [
      "@include",
      "query ($x: Boolean = true) { me { id @include(if: $x) } }",
      { x: null },
      ["me", "id"],
      "if",
    ],
    ["@skip", "query ($x: Boolean = true) { hello @skip(if: $x) }", { x: null }, ["hello"], "if"],
    [
      "@skip on a fragment",
      "query ($x: Boolean = true) { me { ... on User @skip(if: $x) { id } } }",
      { x: null },
      ["me"],
      "if",
    ],
    [
      "@include on a spread",
      "query ($x: Boolean = true) { me { id ...F @include(if: $x) } } fragment F on User { name }",
      { x: null },
      ["me"],
      "if",
    ],
    [
      "an argument in a fragment",
      'query ($id: ID = "u2") { ...F } fragment F on Query { user(id: $id) { id } }',
      { id: null },
      ["user"],
      "id",
    ],
  ];

  it.each(cases)(
    "is the client's fault at %s, told at its path and before anything is fetched",
    async (...one) => {
      const [, query, variables, path, field] = one;
      subgraphs.user.behave();
      subgraphs.task.behave();
      const { status, data, errors } = await gateway.client.send(query, variables);
      if (field === undefined) return expect(errors).toEqual([]);
      expect([status, data]).toEqual([422, undefined]);
      expect(errors).toMatchObject([{ path, extensions: { code: "BAD_USER_INPUT", field } }]);
      expect(errors[0]?.message).toContain(`"${field}"`);
      expect([...subgraphs.user.fetches, ...subgraphs.task.fetches]).toEqual([]);
    },
  );

  it("is no fault where it is left out", async () => {
    const query = 'query ($id: ID = "u2", $no: Boolean!) { hello user(id: $id) @include(if: $no) { id } }';
    expect(await gateway.client.data(query, { id: null, no: false })).toEqual({ hello: "hello" });
  });
});
