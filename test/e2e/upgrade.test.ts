/**
 * The data of an early version, from 22 November 2026: its database, with three users, an admin, four tasks, a session that was
 * ended and others that were not. It is started, and so migrated, by this version.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { type EmbeddedMongo, startEmbeddedMongo } from "@gatehouse/embedded-mongo";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { type Connection, createConnection } from "mongoose";
import { projectRoot } from "../../platform/project-root.js";
import { createClient } from "../support/client.js";
import { temporaryFolder } from "../support/command.js";
import { startTestSystem, type TestSystem } from "../support/system.js";

const pepper = "the-pepper-of-the-fixture-0123456789abcdef";
const password = "correct horse battery staple";
/** Of Bob's sessions: the first was ended by him, the second was not. */
const endedToken = "AaIeoV3fdwO_rV7y4X0oC-ctOiBcRqA0lz-pvLiVPy7dkYtfxKxrqfj-hoacLfqBmP9CPhOOttkfjLKZ8zRmBQ";
const liveToken = "AaIeoWwNcPCWhbmsvbajc8Ut8XN2rhWnXPDm6MqwFBGq4RyHbtyHwZxPqhXfb841eSuV90GOzSB5DkN25QaFJg";

let server: EmbeddedMongo;
let system: TestSystem;
let connection: Connection;
beforeAll(async () => {
  const directory = join(temporaryFolder(), "database");
  mkdirSync(directory);
  const file = join(projectRoot, "test", "support", "data", "database-of-2026-11-22.log.gz");
  writeFileSync(join(directory, "log"), gunzipSync(readFileSync(file)));
  server = await startEmbeddedMongo({ directory });
  connection = await createConnection(server.uri).asPromise();
  // Sessions end with time; these are to be as old as on the day of the fixture.
  const now = new Date();
  const dates = {
    createdAt: now,
    lastUsedAt: now,
    authenticatedAt: now,
    expiresAt: new Date(now.getTime() + 3_600_000),
  };
  await connection.useDb("gatehouse_auth").collection("sessions").updateMany({}, { $set: dates });
  system = await startTestSystem({
    MONGODB_URI: server.uri,
    MONGODB_DATABASE_PREFIX: "gatehouse",
    AUTH_PASSWORD_PEPPER: pepper,
  });
});
afterAll(async () => {
  await connection.close();
  await system.stop();
  await server.stop();
});

const signIn = async (identifier: string, secret = password) => {
  const { login } = await system.anonymous.data<{ login: { accessToken: string } }>(
    "mutation ($input: LoginInput!) { login(input: $input) { accessToken } }",
    { input: { identifier, password: secret } },
  );
  return createClient(system.urls.gateway, login.accessToken);
};

it("signs its users in, and has their tasks, who may see them and how they are found", async () => {
  const ada = await signIn("ada");
  const list =
    "query ($search: String) { tasks(filter: { search: $search }) { edges { node { title enabled assignee { username } } } } }";
  const tasksOf = async (search?: string) =>
    (await ada.data<{ tasks: { edges: { node: object }[] } }>(list, { search })).tasks.edges.map(
      ({ node }) => node,
    );
  expect(await tasksOf()).toHaveLength(3);
  expect(await tasksOf("water")).toEqual([
    { title: "Water the plants", enabled: true, assignee: { username: "bob" } },
  ]);
  expect(await tasksOf("film")).toHaveLength(1);
  expect(await tasksOf("zoë")).toEqual([{ title: "Écrire à Zoë", enabled: false, assignee: null }]);
  const root = await signIn("root", "an admin passphrase here");
  expect(await root.data("{ tasks { totalCount } users { edges { node { username } } } }")).toMatchObject({
    tasks: { totalCount: 4 },
  });
});

it("keeps its sessions as they were: an ended one is refused, and the other goes on", async () => {
  const refresh = "mutation ($input: RefreshInput!) { refresh(input: $input) { accessToken } }";
  const { errors } = await system.anonymous.send(refresh, { input: { refreshToken: endedToken } });
  expect(errors).toMatchObject([{ extensions: { code: "UNAUTHENTICATED" } }]);
  expect(await system.anonymous.data(refresh, { input: { refreshToken: liveToken } })).toMatchObject({
    refresh: { accessToken: expect.any(String) },
  });
});

it("has had every migration, with what each of them changed", async () => {
  const recordsOf = async (name: string) => {
    const records = connection.useDb(`gatehouse_${name}`).collection("migrations").find().sort({ _id: 1 });
    return (await records.toArray()).map(({ _id, documents }) => [String(_id), documents]);
  };
  expect(await recordsOf("auth")).toEqual([
    ["0001-place-accounts", 4],
    ["0002-list-methods", 4],
  ]);
  expect(await recordsOf("task")).toEqual([["0001-fill-search-keys", 4]]);
  expect(await recordsOf("user")).toEqual([]);
});
