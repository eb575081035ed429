/** @gatehouse/client at a gateway that runs registered operations only, and by hash at one that learns them. */
import { gql } from "@apollo/client";
import { type GatehouseClientOptions, login, readError, register, viewerQuery } from "@gatehouse/client";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { startTestSystem, type TestSystem } from "../support/system.js";
import { createFrontEnd } from "./front-end.js";

let strict: TestSystem;
let learning: TestSystem;
beforeAll(async () => {
  const settings = { PERSISTED_OPERATIONS: "enforce", OPERATIONS_MANIFEST: "operations" };
  [strict, learning] = await Promise.all([startTestSystem(settings), startTestSystem()]);
});
afterAll(() => Promise.all([strict.stop(), learning.stop()]));

/** A front end, and which parts of each request it has sent: the text, the hash or both. */
function createObserved({ urls }: TestSystem, options: GatehouseClientOptions) {
  const parts: string[] = [];
  const { client } = createFrontEnd(urls.gateway, {
    ...options,
    fetch: (input, init) => {
      const { query, extensions } = JSON.parse(String(init?.body)) as { query?: string; extensions?: object };
      parts.push([...(query ? ["text"] : []), ...(extensions ? ["hash"] : [])].join(" and "));
      return fetch(input, init);
    },
  });
  return { client, parts };
}
const credentials = { identifier: "kit-strict", password: "a fine passphrase for a test" };
const newcomer = { username: "kit-strict", email: "s@example.com", password: credentials.password };

describe("registered operations", () => {
  it("are sent by hash alone: the kit's own are in operations/, and no other runs", async () => {
    const { client, parts } = createObserved(strict, { operations: "registered" });
    expect(await register(client, newcomer)).toMatchObject({ status: "signedIn" });
    expect(await client.session.refresh()).toMatchObject({ status: "signedIn" });
    await client.query({ query: viewerQuery, fetchPolicy: "network-only" });
    expect(new Set(parts)).toEqual(new Set(["hash"]));
    const other = client.query({ query: gql`query Own { users { totalCount } }` });
    expect(await other.catch(readError)).toMatchObject({ code: "OPERATION_NOT_REGISTERED" });
  });

  it("run by their text as well", async () => {
    const { client } = createObserved(strict, { operations: "text" });
    expect(await login(client, credentials)).toMatchObject({ status: "signedIn" });
  });
});

describe("automatic persisted queries", () => {
  it("are sent by hash, and with their text where the gateway does not know them", async () => {
    const { client, parts } = createObserved(learning, { operations: "automatic" });
    expect(await register(client, newcomer)).toMatchObject({ status: "signedIn" });
    await client.query({ query: viewerQuery, fetchPolicy: "network-only" });
    await client.query({ query: viewerQuery, fetchPolicy: "network-only" });
    expect(parts).toEqual(["hash", "text and hash", "hash", "text and hash", "hash"]);
  });
});
