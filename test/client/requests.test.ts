/** What @gatehouse/client sends again, and what it never does: over a gateway whose responses are written by hand. */
import { gql } from "@apollo/client";
import { readError, register } from "@gatehouse/client";
import { describe, expect, it } from "@jest/globals";
import { createFrontEnd, createStorage, issueTokens, respond, type SentOperation } from "./front-end.js";

const query = gql`query Tasks { tasks { totalCount } }`;
const mutation = gql`mutation Change { first: enableTask(id: "1") { id } second: disableTask(id: "2") { id } }`;
const user = { id: "user", username: "ada" };
const expired = (...path: string[]) => ({ message: "expired", path, extensions: { code: "TOKEN_EXPIRED" } });

type Answer = object | Response | Error;

/** A front end whose session is stored, and a gateway that gives these answers by the operation's name, in turn. */
function createPage(answers: Record<string, Answer[]>, expiresIn?: number) {
  const storage = createStorage();
  storage.setItem("gatehouse-refresh-token:http://gateway/graphql", "first");
  const left = structuredCloneOf(answers);
  const page = createFrontEnd("http://gateway", {
    storage,
    fetch: async (_input, init) => {
      const { operationName } = JSON.parse(String(init?.body)) as SentOperation;
      const answer = left[operationName]?.shift() ?? { data: { refresh: issueTokens(expiresIn) } };
      if (answer instanceof Error) throw answer;
      return answer instanceof Response ? answer : respond(answer);
    },
  });
  return { ...page, storage };
}
const structuredCloneOf = (answers: Record<string, Answer[]>) =>
  Object.fromEntries(Object.entries(answers).map(([name, list]) => [name, [...list]]));
const tasks = { data: { tasks: { totalCount: 1 } } };

describe("after TOKEN_EXPIRED", () => {
  it("a mutation is sent again if each of its root fields was refused", async () => {
    const refused = { data: null, errors: [expired("first"), expired("second")] };
    const done = { data: { first: { id: "1" }, second: { id: "2" } } };
    const { client, names } = createPage({ Change: [refused, done] });
    expect((await client.mutate({ mutation })).data).toMatchObject(done.data);
    expect(names()).toEqual(["Refresh", "Change", "Refresh", "Change"]);
  });

  it.each([
    ["one field was executed", { data: { first: { id: "1" }, second: null }, errors: [expired("second")] }],
    ["one field's data was null for it", { data: null, errors: [expired("second")] }],
    [
      "it happened below the fields",
      { data: null, errors: [expired("first", "owner"), expired("second", "owner")] },
    ],
    ["the error has no path", { data: null, errors: [expired()] }],
  ])("a mutation is not sent again if %s", async (_what, answer) => {
    const { client, names } = createPage({ Change: [answer] });
    expect(await client.mutate({ mutation }).catch(readError)).toMatchObject({ code: "TOKEN_EXPIRED" });
    expect(names()).toEqual(["Refresh", "Change"]);
  });

  it("a query is sent again once, and not for ever", async () => {
    const refused = { data: null, errors: [expired("tasks")] };
    const { client, names } = createPage({ Tasks: [refused, refused, refused] });
    expect(await client.query({ query }).catch(readError)).toMatchObject({ code: "TOKEN_EXPIRED" });
    expect(names()).toEqual(["Refresh", "Tasks", "Refresh", "Tasks"]);
  });
});

describe("a refresh", () => {
  it("comes before a request whose token has expired, and beside one whose token expires soon", async () => {
    const { client, sent, names } = createPage({ Tasks: [tasks, tasks] }, 0);
    await client.query({ query, fetchPolicy: "network-only" });
    await client.query({ query, fetchPolicy: "network-only" });
    expect(names()).toEqual(["Refresh", "Tasks", "Refresh", "Tasks"]);
    expect(new Set(sent.map(({ authorization }) => authorization)).size).toBe(3);
  });

  it("is repeated with the same token when its response was lost: the server repeats its successor", async () => {
    const { client, sent, storage } = createPage({
      Refresh: [new TypeError("Failed to fetch"), new TypeError("Failed to fetch")],
      Tasks: [tasks],
    });
    expect((await client.query({ query })).data).toEqual({ tasks: { totalCount: 1 } });
    expect(sent.map(({ variables }) => variables["input"])).toEqual([
      { refreshToken: "first" },
      { refreshToken: "first" },
      { refreshToken: "first" },
      undefined,
    ]);
    expect(storage.values()).toEqual(["next"]);
  });

  it("that the server is too busy for ends no session", async () => {
    const busy = {
      errors: [{ message: "busy", extensions: { code: "RATE_LIMITED", retryAfterSeconds: 60 } }],
    };
    const { client, storage } = createPage({ Refresh: [busy] });
    expect(await client.query({ query }).catch(readError)).toMatchObject({
      code: "RATE_LIMITED",
      retryAfterSeconds: 60,
    });
    expect(client.session.state).toMatchObject({ status: "unknown", error: { code: "RATE_LIMITED" } });
    expect(storage.values()).toEqual(["first"]);
  });
});

describe("after Retry-After", () => {
  const limited = (seconds: number) => ({
    data: null,
    errors: [{ message: "slowly", extensions: { code: "RATE_LIMITED", retryAfterSeconds: seconds } }],
  });
  const proxy = new Response("<h1>Busy</h1>", { status: 503, headers: { "retry-after": "0" } });

  it("a query is sent again, whether the gateway says so or a proxy before it", async () => {
    const { client, names } = createPage({ Tasks: [limited(0), proxy, tasks] });
    expect((await client.query({ query })).data).toEqual({ tasks: { totalCount: 1 } });
    expect(names()).toEqual(["Refresh", "Tasks", "Tasks", "Tasks"]);
  });

  it("no more often than is set, and not after a long time", async () => {
    const often = createPage({ Tasks: [limited(0), limited(0), limited(0), tasks] });
    expect(await often.client.query({ query }).catch(readError)).toMatchObject({ code: "RATE_LIMITED" });
    expect(often.names()).toEqual(["Refresh", "Tasks", "Tasks", "Tasks"]);
    const long = createPage({ Tasks: [limited(3600), tasks] });
    expect(await long.client.query({ query }).catch(readError)).toMatchObject({ retryAfterSeconds: 3600 });
  });

  it("a mutation is not sent again", async () => {
    const { client, names } = createPage({ Change: [limited(0)] });
    expect(await client.mutate({ mutation }).catch(readError)).toMatchObject({ code: "RATE_LIMITED" });
    expect(names()).toEqual(["Refresh", "Change"]);
  });
});

describe("without an answer of the graph", () => {
  it("the error is NETWORK, with the status of what answered", async () => {
    const page = new Response("<h1>Not here</h1>", { status: 404, headers: { "content-type": "text/html" } });
    const { client } = createPage({ Tasks: [page] });
    expect(await client.query({ query }).catch(readError)).toMatchObject({ code: "NETWORK", status: 404 });
  });

  it("a flow fails with a value and does not throw", async () => {
    const { client } = createPage({ Register: [new TypeError("Failed to fetch")] });
    const input = { username: user.username, email: "ada@example.com", password: "x" };
    expect(await register(client, input)).toMatchObject({ status: "failed", error: { code: "NETWORK" } });
  });
});
