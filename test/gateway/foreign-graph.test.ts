/** The gateway with a foreign graph: any supergraph file, any addresses, no auth service. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { gatewaySecretHeader } from "../../platform/http/gateway-secret.js";
import { completeSettings, problemsOf } from "../support/all-settings.js";
import { createClient } from "../support/client.js";
import { type FaultySubgraph, startFaultySubgraph } from "../support/faulty-subgraph.js";
import { composeSupergraph } from "../support/gateway.js";
import { findFreePort, type ServiceProcess, startService } from "../support/service-process.js";
import { startTokenIssuer } from "../support/token-issuer.js";

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@authenticated", "@key"])`;
const userSdl = `${link} type Query { user: User } type User @key(fields: "id") { id: ID! name: String @authenticated }`;
const reviewsSdl = `${link}
  type Query { reviews: [Review!]! }
  type Review { text: String! by: User }
  type User @key(fields: "id") { id: ID! }`;

const folder = mkdtempSync(join(tmpdir(), "gatehouse-foreign-"));
const path = join(folder, "supergraph.graphql");
const settings = { SUPERGRAPH_PATH: path, DATA_DIR: join(folder, "data"), LOG_DIR: join(folder, "logs") };
let user: FaultySubgraph;
let reviews: FaultySubgraph;
beforeAll(async () => {
  // A name that one of this project's services has as well.
  user = await startFaultySubgraph("user", userSdl, {
    Query: { user: () => ({ id: "u1" }) },
    User: { __resolveReference: ({ id }: { id: string }) => ({ id, name: `Name of ${id}` }) },
  });
  reviews = await startFaultySubgraph("reviews", reviewsSdl, {
    Query: { reviews: () => [{ text: "Good.", by: { __typename: "User", id: "u1" } }] },
  });
  const supergraph = composeSupergraph([
    { ...user, url: `${user.url}/deep/path?version=2` },
    { ...reviews, url: "http://127.0.0.1:1/closed/port" },
  ]);
  writeFileSync(path, supergraph);
});
afterAll(async () => {
  await Promise.all([user.stop(), reviews.stop()]);
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  user.behave();
  reviews.behave();
});

const query = "{ reviews { text by { name } } }";
const answer = { reviews: [{ text: "Good.", by: { name: "Name of u1" } }] };

describe("with authorization off", () => {
  let gateway: ServiceProcess;
  let url: string;
  beforeAll(async () => {
    const port = await findFreePort();
    url = `http://127.0.0.1:${port}`;
    gateway = await startService("gateway", {
      ...settings,
      PORT: String(port),
      AUTHORIZATION: "off",
      SUBGRAPH_URLS: `reviews=${reviews.url}/graphql`,
    });
  });
  afterAll(() => gateway.stop());

  it("needs nothing but the file and a port, and says loudly that it is off", async () => {
    expect(gateway.output()).toContain("AUTHORIZATION is off");
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    expect(await createClient(url).data(query)).toEqual(answer);
  });

  it("asks each subgraph where the settings or else the supergraph say, and gives it no secret of ours", async () => {
    await createClient(url).data(query);
    expect(user.fetches.map((fetch) => fetch.path)).toEqual(["/deep/path?version=2"]);
    expect(reviews.fetches.map((fetch) => fetch.path)).toEqual(["/graphql"]);
    for (const { headers } of [...user.fetches, ...reviews.fetches])
      expect(headers[gatewaySecretHeader]).toBeUndefined();
  });

  it("passes the token on as it is, for the subgraphs to judge", async () => {
    await createClient(url, "anything.at.all").data(query);
    expect(user.fetches[0]?.headers.authorization).toBe("Bearer anything.at.all");
  });

  it("takes no token from a subgraph that is none of ours", async () => {
    reviews.behave((response, respond) => {
      response.setHeader("x-gatehouse-continue-as", "another.user");
      return respond();
    });
    await createClient(url).data(query);
    expect(user.fetches[0]?.headers.authorization).toBeUndefined();
  });
});

describe("with authorization on", () => {
  let gateway: ServiceProcess;
  let url: string;
  beforeAll(async () => {
    const port = await findFreePort();
    url = `http://127.0.0.1:${port}`;
    gateway = await startService("gateway", {
      ...settings,
      PORT: "1",
      GATEWAY_PORT: String(port),
      AUTH_URL: "http://127.0.0.1:1",
      SUBGRAPH_URLS: `reviews=${reviews.url}`,
    });
  });
  afterAll(() => gateway.stop());

  it("serves what is open while auth is away, and is ready", async () => {
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    const { data, errors } = await createClient(url).send(query);
    expect(data).toEqual({ reviews: [{ text: "Good.", by: { name: null } }] });
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(["UNAUTHENTICATED"]);
    expect(user.fetches).toEqual([]);
  });

  it("believes no token that cannot be verified", async () => {
    const issuer = await startTokenIssuer();
    await issuer.stop();
    const { status, errors } = await createClient(url, issuer.tokenFor(["ADMIN"])).send(query);
    expect([status, errors.map(({ extensions }) => extensions.code)]).toEqual([503, ["SERVICE_UNAVAILABLE"]]);
    expect(user.fetches).toEqual([]);
  });
});

describe("settings", () => {
  it("turn authorization off in production for other graphs only", () => {
    const off = { ...completeSettings, AUTHORIZATION: "off" };
    expect(problemsOf(off)).toEqual([expect.stringMatching(/^AUTHORIZATION may be off in production only/)]);
    expect(problemsOf({ ...off, SUPERGRAPH_PATH: path })).toEqual([]);
    expect(problemsOf({ ...completeSettings, AUTHORIZATION: "no" })).toEqual([
      expect.stringMatching(/^AUTHORIZATION must be one of on, off/),
    ]);
  });

  it.each(["reviews", "reviews=ftp://x", "reviews=http://", "=http://x", "reviews=http://x y"])(
    "take no SUBGRAPH_URLS like %s",
    (entry) => {
      expect(problemsOf({ ...completeSettings, SUBGRAPH_URLS: `user=http://user/graphql,${entry}` })).toEqual(
        [`SUBGRAPH_URLS must list entries like task=http://127.0.0.1:4003/graphql; "${entry}" is none.`],
      );
    },
  );
});
