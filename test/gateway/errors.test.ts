/** Errors: one catalogue, the same code wherever it comes from, and nothing of the inside, which is in the log. */
import type { ServerResponse } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { GraphQLError } from "graphql";
import { createGatewayErrorPresenter } from "../../gateway/http/present-error.js";
import { AppError, errorCodes } from "../../platform/errors.js";
import { createErrorPresenter } from "../../platform/graphql/present-error.js";
import { HttpRefusal } from "../../platform/http/refusal.js";
import type { Logger } from "../../platform/log.js";
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

/** The user subgraph answers `hello` with an error. */
const failWith = (error: object) =>
  subgraphs.user.behave((response: ServerResponse) => {
    const answer = { data: { hello: null }, errors: [{ path: ["hello"], ...error }] };
    response.setHeader("content-type", "application/json").end(JSON.stringify(answer));
  });

/** A log that keeps what it is told. */
function keepingLog(): { log: Logger; kept: unknown[] } {
  const kept: unknown[] = [];
  const keep = (what: unknown) => void kept.push(what);
  return { log: Object.assign(silentLog(), { warn: keep, error: keep }), kept };
}

describe("the catalogue", () => {
  it("is in the README, every code", () => {
    const [, section = ""] = /^## Errors$([\s\S]*?)^## /m.exec(readProjectFile("README.md")) ?? [];
    expect(errorCodes.filter((code) => !section.includes(`\`${code}\``))).toEqual([]);
  });

  it.each(errorCodes.filter((code) => code !== "INTERNAL_SERVER_ERROR"))(
    "%s is the same from a subgraph, from the gateway, and thrown in between",
    async (code) => {
      failWith({ message: "As it is.", extensions: { code } });
      const { errors } = await gateway.client.send("{ hello }");
      expect(errors).toEqual([{ message: "As it is.", path: ["hello"], extensions: { code } }]);

      const [atGateway, atSubgraph] = [
        createGatewayErrorPresenter(silentLog(), { mask: false, suggest: true }),
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
    const present = createGatewayErrorPresenter(log, { mask: true, suggest: false });
    const error = new TypeError("undefined is not a function");
    const { path: _path, ...plain } = masked;
    expect(present({ message: error.message }, error)).toEqual(plain);
    expect(kept).toEqual([expect.objectContaining({ err: error })]);
  });

  it("has its cause in the log only", () => {
    const { log, kept } = keepingLog();
    const cause = new Error("the database said something");
    const error = new AppError("SERVICE_UNAVAILABLE", "Try again.", {}, { cause });
    const presented = createGatewayErrorPresenter(log, { mask: false, suggest: false })(
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
      createGatewayErrorPresenter(silentLog(), { mask: false, suggest })(
        invalid("GRAPHQL_VALIDATION_FAILED"),
        error,
      ).message;
    expect(shown(true)).toContain("Did you mean");
    expect(shown(false)).toBe('Cannot query field "usr" on type "Query".');
  });

  it.each(["GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT"])(
    "are not said at all when masked: %s",
    (code) => {
      const present = createGatewayErrorPresenter(silentLog(), { mask: true, suggest: false });
      const presented = present({ ...invalid(code), extensions: { code, field: "title" } }, error);
      expect(Object.keys(presented).sort()).toEqual(["extensions", "message"]);
      expect(presented.message).not.toMatch(/usr|Query/);
      expect(presented.extensions).toEqual({
        code: code === "GRAPHQL_VALIDATION_FAILED" ? "BAD_USER_INPUT" : code,
        field: "title",
      });
      // What a service says of its input is meant for its user.
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

it("a refusal of HTTP's own has a code like any other", () => {
  const present = createGatewayErrorPresenter(silentLog(), { mask: true, suggest: false });
  const refusal = new HttpRefusal(405, "Changes are made by POST.", "BAD_REQUEST", { allow: "POST" });
  expect(present({ message: "" }, refusal)).toEqual({
    message: "Changes are made by POST.",
    extensions: { code: "BAD_REQUEST" },
  });
});
