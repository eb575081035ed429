/** @gatehouse/client against the real graph: signing in and out, tokens, and what ends a session. */
import { gql } from "@apollo/client";
import {
  changeEmail,
  changePassword,
  deleteAccount,
  endAllSessions,
  endSession,
  login,
  readError,
  register,
  removeTotp,
  replaceRecoveryCodes,
  requestEmailVerification,
  requestPasswordReset,
  resetPassword,
  sessionsQuery,
  setUpTotp,
  signOut,
  verifyEmail,
  viewerQuery,
} from "@gatehouse/client";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { TOTP } from "otpauth";
import { awaitMail, tokenIn } from "../support/mailbox.js";
import { startTestSystem, type TestSystem, type TestUser } from "../support/system.js";
import { createFrontEnd as createFor, createStorage } from "./front-end.js";

const me = gql`query Me { me { id username } }`;
const directory = gql`query Users { users(first: 1) { edges { node { id } } } }`;
const createTask = gql`mutation CreateTask { createTask(input: { title: "Once" }) { id } }`;
const listTasks = gql`query Tasks($after: String) { tasks(first: 2, after: $after) {
  edges { node { id title } } pageInfo { hasNextPage endCursor } totalCount
} }`;
const setRoles = `mutation ($id: ID!, $roles: [Role!]!) { setUserRoles(id: $id, roles: $roles) { id } }`;
const password = "a fine passphrase for a test";

let system: TestSystem;
let admin: TestUser;
beforeAll(async () => {
  system = await startTestSystem();
  admin = await system.registerAdmin();
});
afterAll(() => system.stop());

const createFrontEnd = (options = {}) => createFor(system.urls.gateway, options);
const newcomer = (username: string) => ({ username, email: `${username}@example.com`, password });

/** A front end whose user has just registered. */
async function registerFrontEnd(username: string, options = {}) {
  const frontEnd = createFrontEnd(options);
  const result = await register(frontEnd.client, newcomer(username));
  if (result.status !== "signedIn") throw new Error(JSON.stringify(result));
  return { ...frontEnd, viewer: result.viewer };
}
const failure = (code: string) => ({ status: "failed", error: { code } });

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
    const again = await login(client, { identifier: "kit-ada", password });
    expect(again).toMatchObject({ status: "signedIn", viewer: { username: "kit-ada" } });
  });

  it("has the user in the cache as soon as the sign-in is done, and no token", async () => {
    const { client, names } = await registerFrontEnd("kit-cached");
    expect(client.readQuery({ query: viewerQuery })).toMatchObject({ me: { username: "kit-cached" } });
    expect(JSON.stringify(client.cache.extract())).not.toMatch(/accessToken|refreshToken/);
    await client.query({ query: viewerQuery });
    expect(names()).toEqual(["Register"]);
  });

  it("gets errors by their code, with what each one says", async () => {
    const { client } = createFrontEnd();
    expect(await login(client, { identifier: "kit-stranger", password: "wrong" })).toMatchObject(
      failure("INVALID_CREDENTIALS"),
    );
    expect(await register(client, { ...newcomer("x"), password: "short" })).toMatchObject({
      status: "failed",
      error: { code: "BAD_USER_INPUT", fields: [{ field: "username" }, { field: "password" }] },
    });
    expect(await client.query({ query: me }).catch(readError)).toMatchObject({
      code: "UNAUTHENTICATED",
      path: ["me"],
    });
  });

  it("joins the pages of a list by its edges, one list for each filter and order", async () => {
    const { client } = await registerFrontEnd("kit-pages");
    for (const _ of [1, 2, 3]) await client.mutate({ mutation: createTask });
    const { data } = await client.query({ query: listTasks });
    const { endCursor } = (data as { tasks: { pageInfo: { endCursor: string } } }).tasks.pageInfo;
    const list = client.watchQuery({ query: listTasks });
    const shown = list.subscribe({});
    await list.fetchMore({ variables: { after: endCursor } });
    shown.unsubscribe();
    expect(client.readQuery({ query: listTasks })).toMatchObject({
      tasks: { edges: [{}, {}, {}], pageInfo: { hasNextPage: false }, totalCount: 3 },
    });
  });
});

describe("an access token", () => {
  it("that is refused as expired is replaced once, however many requests wait, and each is repeated", async () => {
    const { client, sent, viewer } = await registerFrontEnd("kit-demoted");
    await admin.data(setRoles, { id: viewer.id, roles: ["USER", "ADMIN"] });
    await client.session.refresh();
    expect(client.session.state).toMatchObject({ roles: ["USER", "ADMIN"] });
    // A token with a role that the account no longer has is TOKEN_EXPIRED.
    await admin.data(setRoles, { id: viewer.id, roles: ["USER"] });
    sent.length = 0;
    const results = await Promise.all([
      client.query({ query: me, fetchPolicy: "network-only" }),
      client.query({ query: directory }),
      client.mutate({ mutation: createTask }),
    ]);
    expect(results.map(({ error }) => error)).toEqual([undefined, undefined, undefined]);
    expect(sent.map(({ operationName }) => operationName).sort()).toEqual(
      ["CreateTask", "CreateTask", "Me", "Me", "Refresh", "Users", "Users"].sort(),
    );
    expect(client.session.state).toMatchObject({ status: "signedIn", roles: ["USER"] });
    expect((await client.query({ query: listTasks })).data).toMatchObject({ tasks: { totalCount: 1 } });
  });

  it("is found again by the refresh token that a storage has kept, and lost with the page without one", async () => {
    const storage = createStorage();
    await registerFrontEnd("kit-stored", { storage });
    const { client, names } = createFrontEnd({ storage });
    expect(await client.session.ready()).toMatchObject({ status: "signedIn" });
    expect((await client.query({ query: me })).data).toMatchObject({ me: { username: "kit-stored" } });
    expect(names()).toEqual(["Refresh", "Me"]);
    await signOut(client);
    expect(storage.values()).toEqual([]);
    expect(await createFrontEnd({ storage }).client.session.ready()).toEqual({ status: "signedOut" });
  });
});

describe("a session ends", () => {
  it("for a banned user: at the next request, which says so, and the page hears of it", async () => {
    const { client, viewer, names } = await registerFrontEnd("kit-banned");
    const heard: string[] = [];
    client.session.subscribe(() => heard.push(client.session.state.status));
    await admin.data("mutation ($id: ID!) { disableUser(id: $id) { id } }", { id: viewer.id });
    expect(await client.query({ query: listTasks }).catch(readError)).toMatchObject({
      code: "UNAUTHENTICATED",
    });
    expect(client.session.state).toEqual({ status: "signedOut", reason: "ended" });
    expect([heard, names()]).toEqual([["signedOut"], ["Register", "Tasks", "Refresh"]]);
    // It does not ask again and again.
    await client.query({ query: directory }).catch(() => {});
    expect(names()).toEqual(["Register", "Tasks", "Refresh", "Users"]);
  });

  it("when its refresh token was used by another client", async () => {
    const storage = createStorage();
    const { client } = await registerFrontEnd("kit-robbed", { storage });
    const [stolen] = storage.values();
    const thief = createFrontEnd({ headers: { "user-agent": "a thief's device" }, storage: createStorage() });
    await fetch(`${system.urls.gateway}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", "user-agent": "a thief's device" },
      body: JSON.stringify({
        query: `mutation { refresh(input: { refreshToken: "${stolen}" }) { accessToken } }`,
      }),
    });
    expect(await client.session.refresh()).toEqual({ status: "signedOut", reason: "reused" });
    expect(storage.values()).toEqual([]);
    thief.client.session.close();
  });

  it("by the list of sessions: another one, this one, or all of them", async () => {
    const laptop = await registerFrontEnd("kit-devices");
    const telephone = createFrontEnd();
    await login(telephone.client, { identifier: "kit-devices", password });
    const { data } = await laptop.client.query({ query: sessionsQuery });
    const other = data?.sessions.find(({ current }) => !current);
    expect(data?.sessions).toHaveLength(2);
    expect(await endSession(laptop.client, { id: other!.id })).toEqual({ status: "done" });
    expect(laptop.client.readQuery({ query: sessionsQuery })?.sessions).toEqual([
      expect.objectContaining({ current: true }),
    ]);
    expect(await telephone.client.session.refresh()).toMatchObject({ status: "signedOut", reason: "ended" });
    expect(await endAllSessions(laptop.client)).toEqual({ status: "signedOut" });
    expect(laptop.client.session.state).toEqual({ status: "signedOut", reason: "signedOut" });
  });

  it("not for a server that cannot be reached: the page may say so, and sign out later", async () => {
    let isOffline = false;
    const { client } = await registerFrontEnd("kit-tunnel", {
      fetch: (...request: Parameters<typeof fetch>) =>
        isOffline ? Promise.reject(new TypeError("Failed to fetch")) : fetch(...request),
    });
    isOffline = true;
    expect(await signOut(client)).toMatchObject(failure("NETWORK"));
    expect(await client.query({ query: listTasks }).catch(readError)).toMatchObject({ code: "NETWORK" });
    isOffline = false;
    expect(client.session.state.status).toBe("signedIn");
    expect(await signOut(client)).toEqual({ status: "signedOut" });
  });
});

describe("an account", () => {
  it("proves its address, gets an authenticator app, signs in with a code, and removes the app", async () => {
    const { client } = await registerFrontEnd("kit-careful");
    expect(await setUpTotp(client, password)).toMatchObject(failure("EMAIL_NOT_VERIFIED"));
    expect(await requestEmailVerification(client)).toEqual({ status: "done" });
    const mail = await awaitMail(system, "kit-careful@example.com", /^Confirm your e-mail/);
    expect(await verifyEmail(client, tokenIn(mail))).toEqual({
      status: "verified",
      email: "kit-careful@example.com",
    });
    expect(client.readQuery({ query: viewerQuery })?.me).toMatchObject({ emailVerified: true });
    const begun = await setUpTotp(client, password);
    if (begun.status !== "begun") throw new Error(JSON.stringify(begun));
    const generator = new TOTP({ secret: begun.secret });
    const codes = await begun.confirm(generator.generate());
    if (codes.status !== "recoveryCodes") throw new Error(JSON.stringify(codes));
    expect(codes.codes).toHaveLength(10);
    expect(client.readQuery({ query: viewerQuery })?.me).toMatchObject({ secondFactorEnabled: true });

    const other = createFrontEnd().client;
    const step = await login(other, { identifier: "kit-careful", password });
    if (step.status !== "codeNeeded") throw new Error(JSON.stringify(step));
    expect(step.factors).toEqual(["TOTP", "RECOVERY_CODE"]);
    expect(await step.confirm("000000")).toMatchObject({
      status: "failed",
      error: { code: "INVALID_CREDENTIALS", field: "code" },
    });
    expect(await step.confirm(codes.codes[0]!)).toMatchObject({ status: "signedIn" });
    const proof = { currentPassword: password, code: codes.codes[1]! };
    const renewed = await replaceRecoveryCodes(other, proof);
    if (renewed.status !== "recoveryCodes") throw new Error(JSON.stringify(renewed));
    expect(await removeTotp(other, { ...proof, code: renewed.codes[0]! })).toEqual({ status: "done" });
    expect(other.readQuery({ query: viewerQuery })?.me).toMatchObject({ secondFactorEnabled: false });
  });

  it("changes its password and address, resets the password by mail, and is deleted", async () => {
    const { client } = await registerFrontEnd("kit-restless");
    const next = "another fine passphrase";
    const wrong = await changePassword(client, { currentPassword: "wrong", newPassword: next });
    expect(wrong).toMatchObject(failure("INVALID_CREDENTIALS"));
    expect(await changePassword(client, { currentPassword: password, newPassword: next })).toEqual({
      status: "done",
    });
    expect(await client.session.refresh()).toMatchObject({ status: "signedIn" });
    const change = { currentPassword: next, newEmail: "kit-new@example.com" };
    expect(await changeEmail(client, change)).toEqual({ status: "done" });
    const mail = await awaitMail(system, "kit-new@example.com", /./);
    expect(await verifyEmail(client, tokenIn(mail))).toMatchObject({ email: "kit-new@example.com" });

    expect(await requestPasswordReset(client, "kit-restless")).toEqual({ status: "done" });
    const token = tokenIn(await awaitMail(system, "kit-new@example.com", /password/i));
    expect(await resetPassword(client, { token, newPassword: password })).toEqual({ status: "done" });
    expect(client.session.state).toEqual({ status: "signedOut", reason: "ended" });
    await login(client, { identifier: "kit-new@example.com", password });
    expect(await deleteAccount(client, { currentPassword: password })).toEqual({ status: "signedOut" });
    expect(await login(client, { identifier: "kit-restless", password })).toMatchObject(
      failure("INVALID_CREDENTIALS"),
    );
  });
});
