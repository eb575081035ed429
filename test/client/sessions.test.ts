/** @gatehouse/client against the real graph: signing in and out, tokens, and what is repeated. */
import { gql } from "@apollo/client";
import {
  createGatehouseClient,
  type GatehouseClientOptions,
  login,
  register,
  signOut,
} from "@gatehouse/client";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { startTestSystem, type TestSystem } from "../support/system.js";

const me = gql`query Me { me { id username } }`;

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem();
});
afterAll(() => system.stop());

/** A client, and the operations that it has sent, by name. */
function createFrontEnd(options: GatehouseClientOptions = {}) {
  const sent: string[] = [];
  const client = createGatehouseClient({
    url: `${system.urls.gateway}/graphql`,
    fetch: (input, init) => {
      sent.push((JSON.parse(String(init?.body)) as { operationName: string }).operationName);
      return fetch(input, init);
    },
    ...options,
  });
  return { client, sent };
}

const newcomer = (username: string) => ({
  username,
  email: `${username}@example.com`,
  password: "a fine passphrase for a test",
});

describe("a front end", () => {
  it("registers, asks as the user, signs out and in again", async () => {
    const { client } = createFrontEnd();
    expect(client.session.state).toEqual({ status: "unknown" });
    expect(await client.session.ready()).toEqual({ status: "signedOut" });
    const result = await register(client, newcomer("kit-ada"));
    expect(result).toMatchObject({
      status: "signedIn",
      viewer: { username: "kit-ada", emailVerified: false },
    });
    expect(client.session.state).toMatchObject({ status: "signedIn", roles: ["USER"] });
    expect((await client.query({ query: me })).data).toMatchObject({ me: { username: "kit-ada" } });
    expect(await signOut(client)).toEqual({ status: "signedOut" });
    expect(client.session.state).toEqual({ status: "signedOut", reason: "signedOut" });
    expect(client.cache.extract()).toEqual({});
    const again = await login(client, { identifier: "kit-ada", password: newcomer("x").password });
    expect(again).toMatchObject({ status: "signedIn", viewer: { username: "kit-ada" } });
  });

  it("gets errors by their code, with what each one says", async () => {
    const { client } = createFrontEnd();
    expect(await login(client, { identifier: "kit-nobody", password: "wrong" })).toMatchObject({
      status: "failed",
      error: { code: "INVALID_CREDENTIALS" },
    });
    expect(await register(client, { ...newcomer("x"), password: "short" })).toMatchObject({
      status: "failed",
      error: { code: "BAD_USER_INPUT", fields: [{ field: "username" }, { field: "password" }] },
    });
  });
});
