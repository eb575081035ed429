/** Accounts, sessions and tokens, over HTTP. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import jwt from "jsonwebtoken";
import { subgraphNames } from "../../schema/services.js";
import { createClient } from "../support/client.js";
import { startTestSystem, type TestSystem, type TestUser } from "../support/system.js";

const register = `mutation ($input: RegisterInput!) {
  register(input: $input) { accessToken refreshToken tokenType expiresIn user { id username email roles enabled lastLoginAt } }
}`;
const login = `mutation ($input: LoginInput!) { login(input: $input) { accessToken refreshToken user { id username email } } }`;
const refresh = `mutation ($token: String!) { refresh(input: { refreshToken: $token }) { accessToken refreshToken user { roles } } }`;
const password = "a fine passphrase for a test";

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem();
});
afterAll(() => system.stop());

const tokensOf = async (user: TestUser) =>
  (
    await system.anonymous.data<{ login: { accessToken: string; refreshToken: string } }>(login, {
      input: { identifier: user.username, password: user.password },
    })
  ).login;
const refreshed = async (token: string) =>
  (
    await system.anonymous.data<{
      refresh: { accessToken: string; refreshToken: string; user: { roles: string[] } };
    }>(refresh, { token })
  ).refresh;
const withToken = (token: string) => createClient(system.urls.gateway, token);

describe("register", () => {
  it("opens an account, trims, and signs it in", async () => {
    const input = { username: " Katherine ", email: "Katherine@Example.com", password };
    const data = await system.anonymous.data<{ register: Record<string, unknown> }>(register, { input });
    expect(data.register).toMatchObject({
      tokenType: "Bearer",
      expiresIn: 300,
      user: {
        username: "Katherine",
        email: "Katherine@Example.com",
        roles: ["USER"],
        enabled: true,
        lastLoginAt: expect.any(String),
      },
    });
  });

  it.each([
    ["username", { username: "KATHERINE", email: "other@example.com" }],
    ["email", { username: "another", email: "katherine@EXAMPLE.com" }],
  ])("names the %s that is taken, in whatever case", async (field, taken) => {
    const { errors } = await system.anonymous.send(register, { input: { ...taken, password } });
    expect(errors).toMatchObject([{ extensions: { code: "CONFLICT", field } }]);
  });

  it("names everything that is wrong at once", async () => {
    const input = { username: "a b", email: "nowhere", password: "short", displayName: " " };
    const { errors } = await system.anonymous.send(register, { input });
    expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT", field: "username" } }]);
    const { fields = [] } = errors[0]!.extensions;
    expect(fields.map(({ field }) => field)).toEqual(["username", "email", "displayName", "password"]);
    expect(fields.every(({ message }) => message.length > 10)).toBe(true);
  });

  it.each([
    ["username", { username: "a b" }],
    ["email", { email: "nowhere" }],
    ["password", { password: "short" }],
    ["password", { password: "passwordpassword" }],
    ["displayName", { displayName: "   " }],
    ["displayName", { displayName: "x".repeat(101) }],
  ])("names the %s that is wrong", async (field, wrong) => {
    const input = { username: "valid", email: "valid@example.com", password, ...wrong };
    const { errors } = await system.anonymous.send(register, { input });
    expect(errors).toMatchObject([{ path: ["register"], extensions: { code: "BAD_USER_INPUT", field } }]);
  });

  it("gives one name to one of many that ask for it at once", async () => {
    const attempts = Array.from({ length: 10 }, (_, index) =>
      system.anonymous.codes(register, {
        input: { username: "Highlander", email: `h${index}@example.com`, password },
      }),
    );
    const codes = (await Promise.all(attempts)).flat();
    expect(codes).toEqual(Array(9).fill("CONFLICT"));
  });

  it("returns fields of other subgraphs in the same operation that signs a caller in", async () => {
    const data = await system.anonymous.data(
      `mutation ($input: RegisterInput!) {
        register(input: $input) { tokenType expiresIn user { username email displayName lastLoginAt bio } }
      }`,
      {
        input: {
          username: "Grace",
          email: "grace@example.com",
          password: "a fine passphrase for Grace",
          displayName: "Grace H.",
        },
      },
    );
    expect(data).toMatchObject({
      register: {
        tokenType: "Bearer",
        expiresIn: 300,
        user: {
          username: "Grace",
          email: "grace@example.com",
          displayName: "Grace H.",
          bio: null,
        },
      },
    });
  });
});

describe("login", () => {
  it("takes username or e-mail address in any case", async () => {
    const user = await system.registerUser();
    for (const identifier of [user.username.toUpperCase(), user.email.toUpperCase(), ` ${user.username} `]) {
      const data = await system.anonymous.data(login, { input: { identifier, password: user.password } });
      expect(data).toMatchObject({ login: { user: { id: user.id, email: user.email } } });
    }
  });

  it("has the same response for an unknown user, a wrong password, a disabled account and nonsense", async () => {
    const [user, gone, admin] = [
      await system.registerUser(),
      await system.registerUser(),
      await system.registerAdmin(),
    ];
    await admin.data("mutation ($id: ID!) { disableUser(id: $id) { id } }", gone);
    const attempts = [
      { identifier: "unknown-name", password },
      { identifier: user.username, password: "not the password" },
      { identifier: gone.username, password: gone.password },
      { identifier: "", password: "" },
      { identifier: "x".repeat(5_000), password: "y".repeat(5_000) },
      { identifier: '{"$ne":null}', password },
    ];
    const answers = await Promise.all(attempts.map((input) => system.anonymous.send(login, { input })));
    const [first] = answers;
    expect(first?.errors).toMatchObject([{ extensions: { code: "INVALID_CREDENTIALS" } }]);
    for (const { errors, data } of answers)
      expect({ errors, data }).toEqual({ errors: first?.errors, data: first?.data });
  });

  it("issues tokens as RFC 9068 has them", async () => {
    const { accessToken } = await tokensOf(await system.registerUser("profile9068"));
    const { header, payload } = jwt.decode(accessToken, { complete: true }) ?? {};
    expect(header).toMatchObject({ alg: "RS256", typ: "at+jwt", kid: expect.any(String) });
    expect(payload).toMatchObject({
      iss: "https://gatehouse.local",
      aud: "gatehouse",
      sub: expect.any(String),
      client_id: "gatehouse",
      jti: expect.any(String),
      sid: expect.any(String),
      roles: ["USER"],
      preferred_username: "profile9068",
      auth_time: expect.any(Number),
    });
    const { exp, iat } = payload as jwt.JwtPayload;
    expect((exp ?? 0) - (iat ?? 0)).toBe(300);
    const keySet = await (await fetch(`${system.urls.auth}/.well-known/jwks.json`)).json();
    expect(keySet).toMatchObject({ keys: [{ kid: header?.kid, alg: "RS256", use: "sig", kty: "RSA" }] });
    expect(JSON.stringify(keySet)).not.toContain('"d"');
  });

  it("works although an expired or broken token is sent along", async () => {
    const user = await system.registerUser();
    const data = await withToken("broken").data(login, {
      input: { identifier: user.username, password: user.password },
    });
    expect(data).toMatchObject({ login: { user: { id: user.id } } });
  });
});

describe("refresh", () => {
  it("refreshes: a new pair each time, good for the same session", async () => {
    const { refreshToken } = await tokensOf(await system.registerUser());
    const next = await refreshed(refreshToken);
    expect(next.refreshToken).not.toBe(refreshToken);
    expect((await refreshed(next.refreshToken)).accessToken).not.toBe(next.accessToken);
  });

  it("gives one successor to fifty that come at once, and the same to each", async () => {
    const { refreshToken } = await tokensOf(await system.registerUser());
    const successors = await Promise.all(Array.from({ length: 50 }, () => refreshed(refreshToken)));
    expect(new Set(successors.map((pair) => pair.refreshToken)).size).toBe(1);
    await refreshed(successors[0]?.refreshToken ?? "");
  });

  it("ends the session when a token older than the last one comes back", async () => {
    const user = await system.registerUser();
    const stolen = await tokensOf(user);
    const second = await refreshed(stolen.refreshToken);
    const third = await refreshed(second.refreshToken);
    expect(await system.anonymous.codes(refresh, { token: stolen.refreshToken })).toEqual(["TOKEN_REUSED"]);
    expect(await system.anonymous.codes(refresh, { token: third.refreshToken })).toEqual(["UNAUTHENTICATED"]);
    expect(await withToken(third.accessToken).codes("{ me { id } }")).toEqual(["UNAUTHENTICATED"]);
  });

  it("ends the session when another client repeats the last refresh", async () => {
    const { refreshToken } = await tokensOf(await system.registerUser());
    const next = await refreshed(refreshToken);
    const thief = createClient(system.urls.gateway, undefined, { "user-agent": "another client" });
    expect(await thief.codes(refresh, { token: refreshToken })).toEqual(["TOKEN_REUSED"]);
    expect(await system.anonymous.codes(refresh, { token: next.refreshToken })).toEqual(["UNAUTHENTICATED"]);
  });

  it("cannot be made to end a session by a guess, even one that knows the session's id", async () => {
    const { refreshToken } = await tokensOf(await system.registerUser());
    const bytes = Buffer.from(refreshToken, "base64url");
    const guess = Buffer.concat([bytes.subarray(0, 16), Buffer.alloc(48, 7)]).toString("base64url");
    for (const token of [guess, "", "x", refreshToken.slice(1), `${refreshToken}AA`, "💥"]) {
      expect(await system.anonymous.codes(refresh, { token })).toEqual(["UNAUTHENTICATED"]);
    }
    await refreshed(refreshToken);
  });

  it("shows a change of roles at once, and the old token asks for it", async () => {
    const [admin, user] = [await system.registerAdmin(), await system.registerUser()];
    await admin.data("mutation ($id: ID!) { setUserRoles(id: $id, roles: [USER, ADMIN]) { roles } }", user);
    expect(await user.codes("{ me { id } }")).toEqual(["TOKEN_EXPIRED"]);
    const next = await refreshed(user.refreshToken);
    expect(next.user.roles).toEqual(["USER", "ADMIN"]);
    expect(await withToken(next.accessToken).codes("{ systemStatus { service } }")).toEqual([]);
  });
});

describe("sessions", () => {
  const sessions = "{ sessions { id current userAgent ipAddress createdAt lastUsedAt expiresAt } }";
  type Sessions = { sessions: { id: string; current: boolean; userAgent: string }[] };

  it("are shown and ended by an admin for any user, and by the audit trail's entry of the sign-in", async () => {
    const [admin, user] = [await system.registerAdmin(), await system.registerUser()];
    const list = "query ($userId: ID!) { userSessions(userId: $userId) { id current userAgent } }";
    const { userSessions } = await admin.data<{ userSessions: { id: string }[] }>(list, { userId: user.id });
    expect(userSessions).toEqual([{ id: expect.any(String), current: false, userAgent: "node" }]);
    expect(await user.codes(list, { userId: user.id })).toEqual(["FORBIDDEN"]);
    expect(await system.anonymous.codes(list, { userId: user.id })).toEqual(["UNAUTHENTICATED"]);
    expect(await admin.codes(list, { userId: "no such user" })).toEqual(["NOT_FOUND"]);
    const trail =
      "query ($id: ID!, $type: String!) { auditEvents(filter: { subjectId: $id, type: $type }) { nodes { sessionId } } }";
    const sessionOf = async (type: string) =>
      (
        await admin.data<{ auditEvents: { nodes: { sessionId: string }[] } }>(trail, { id: user.id, type })
      ).auditEvents.nodes.map(({ sessionId }) => sessionId);
    const [id] = await sessionOf("sign-in");
    expect(id).toBe(userSessions[0]?.id);
    await admin.data("mutation ($id: ID!) { revokeSession(id: $id) { revokedSessions } }", { id });
    expect(await sessionOf("session.revoked")).toEqual([id]);
    expect(await admin.data(list, { userId: user.id })).toEqual({ userSessions: [] });
    await admin.data("mutation ($id: ID!) { disableUser(id: $id) { id } }", { id: user.id });
    const own = await admin.data<Sessions>("{ sessions { id current userAgent } }");
    expect(await sessionOf("user.disabled")).toEqual([own.sessions.find(({ current }) => current)?.id]);
  });

  it("are listed newest first, the own one marked, others' never", async () => {
    const user = await system.registerUser();
    await system.registerUser();
    const phone = createClient(system.urls.gateway, undefined, { "user-agent": "phone" });
    const { login: held } = await phone.data<{ login: { accessToken: string } }>(login, {
      input: { identifier: user.username, password: user.password },
    });
    const list = (await withToken(held.accessToken).data<Sessions>(sessions)).sessions;
    expect(list.map(({ current, userAgent }) => ({ current, userAgent }))).toEqual([
      { current: true, userAgent: "phone" },
      { current: false, userAgent: "node" },
    ]);
  });

  it("end by logout: access and refresh token are worth nothing at once, at the gateway and at each subgraph", async () => {
    const user = await system.registerUser();
    expect(await user.data("mutation { logout { revokedSessions } }")).toEqual({
      logout: { revokedSessions: 1 },
    });
    expect(await user.codes("{ me { id } }")).toEqual(["UNAUTHENTICATED"]);
    expect(await system.anonymous.codes(refresh, { token: user.refreshToken })).toEqual(["UNAUTHENTICATED"]);
    expect(await system.subgraph("auth", user.accessToken).codes("{ sessions { id } }")).toEqual([
      "UNAUTHENTICATED",
    ]);
    expect(await system.subgraph("user", user.accessToken).codes("{ me { id } }")).toEqual([
      "UNAUTHENTICATED",
    ]);
  });

  it("end one by one, but not another user's", async () => {
    const [user, other] = [await system.registerUser(), await system.registerUser()];
    const second = await tokensOf(user);
    const [newest] = (await user.data<Sessions>(sessions)).sessions;
    const revoke = "mutation ($id: ID!) { revokeSession(id: $id) { revokedSessions } }";
    expect(await other.codes(revoke, newest)).toEqual(["NOT_FOUND"]);
    expect(await user.data(revoke, newest)).toEqual({ revokeSession: { revokedSessions: 1 } });
    expect(await withToken(second.accessToken).codes("{ me { id } }")).toEqual(["UNAUTHENTICATED"]);
    expect(await user.codes("{ me { id } }")).toEqual([]);
    expect(await user.codes(revoke, { id: "no such session" })).toEqual(["NOT_FOUND"]);
  });

  it("end all together, and a new one can begin", async () => {
    const user = await system.registerUser();
    const second = await tokensOf(user);
    expect(await user.data("mutation { logoutAll { revokedSessions } }")).toEqual({
      logoutAll: { revokedSessions: 2 },
    });
    expect(await withToken(second.accessToken).codes("{ me { id } }")).toEqual(["UNAUTHENTICATED"]);
    expect(await system.anonymous.codes(refresh, { token: second.refreshToken })).toEqual([
      "UNAUTHENTICATED",
    ]);
    const again = await tokensOf(user);
    expect(await withToken(again.accessToken).codes("{ me { id } }")).toEqual([]);
  });
});

describe("changePassword", () => {
  const change = `mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { accessToken refreshToken user { username } } }`;

  it("needs the current one, ends every other session and renews this one's tokens", async () => {
    const user = await system.registerUser();
    const other = await tokensOf(user);
    const newPassword = "another fine passphrase of mine";
    expect(await user.codes(change, { input: { currentPassword: "wrong", newPassword } })).toEqual([
      "INVALID_CREDENTIALS",
    ]);
    const { changePassword } = await user.data<{
      changePassword: { accessToken: string; refreshToken: string };
    }>(change, { input: { currentPassword: user.password, newPassword } });
    expect(await withToken(changePassword.accessToken).codes("{ me { id } }")).toEqual([]);
    expect(await withToken(other.accessToken).codes("{ me { id } }")).toEqual(["UNAUTHENTICATED"]);
    expect(await system.anonymous.codes(refresh, { token: other.refreshToken })).toEqual(["UNAUTHENTICATED"]);
    expect(await system.anonymous.codes(refresh, { token: user.refreshToken })).toEqual(["UNAUTHENTICATED"]);
    await refreshed(changePassword.refreshToken);
    expect(
      await system.anonymous.codes(login, { input: { identifier: user.username, password: user.password } }),
    ).toEqual(["INVALID_CREDENTIALS"]);
    expect(
      await system.anonymous.codes(login, { input: { identifier: user.username, password: newPassword } }),
    ).toEqual([]);
  });

  it.each([
    ["too short", "short"],
    ["a common one", "passwordpassword"],
  ])("refuses a new one that is %s", async (_what, newPassword) => {
    const user = await system.registerUser();
    const { errors } = await user.send(change, { input: { currentPassword: user.password, newPassword } });
    expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT", field: "newPassword" } }]);
  });

  it("refuses the old one again", async () => {
    const user = await system.registerUser();
    expect(
      await user.codes(change, { input: { currentPassword: user.password, newPassword: user.password } }),
    ).toEqual(["BAD_USER_INPUT"]);
  });
});

describe("an admin", () => {
  const disable = "mutation ($id: ID!) { disableUser(id: $id) { id enabled username displayName } }";
  const enable = "mutation ($id: ID!) { enableUser(id: $id) { id enabled } }";
  const setRoles =
    "mutation ($id: ID!, $roles: [Role!]!) { setUserRoles(id: $id, roles: $roles) { id roles } }";

  it("disables a user, who is out everywhere at once, and enables it again", async () => {
    const [admin, user] = [await system.registerAdmin(), await system.registerUser()];
    expect(await admin.data(disable, user)).toMatchObject({
      disableUser: { enabled: false, username: user.username },
    });
    expect(await user.codes("{ me { id } }")).toEqual(["UNAUTHENTICATED"]);
    expect(await system.anonymous.codes(refresh, { token: user.refreshToken })).toEqual(["UNAUTHENTICATED"]);
    expect(await admin.data("query ($id: ID!) { user(id: $id) { enabled } }", user)).toEqual({
      user: { enabled: false },
    });
    expect(await admin.data(enable, user)).toMatchObject({ enableUser: { enabled: true } });
    expect(await user.codes("{ me { id } }")).toEqual(["UNAUTHENTICATED"]);
    const again = await tokensOf(user);
    expect(await withToken(again.accessToken).data("{ me { enabled } }")).toEqual({ me: { enabled: true } });
  });

  it("is told apart from others by the store, not by the token alone", async () => {
    const [admin, second] = [await system.registerAdmin(), await system.registerAdmin()];
    const stale = second.accessToken;
    await admin.data(setRoles, { id: second.id, roles: ["USER"] });
    // At auth itself, where the token is still the one with ADMIN in it.
    expect(
      await system.subgraph("auth", stale).codes(disable.replace(" displayName", ""), admin),
    ).not.toEqual([]);
  });

  it.each([
    ["disableUser", disable],
    ["enableUser", enable],
    ["setUserRoles", setRoles],
    ["systemStatus", "{ systemStatus { service } }"],
  ])("alone may use %s", async (_field, operation) => {
    const user = await system.registerUser();
    const variables = { id: user.id, roles: ["USER", "ADMIN"] };
    expect(await user.codes(operation, variables)).toEqual(["FORBIDDEN"]);
    expect(await system.anonymous.codes(operation, variables)).toEqual(["UNAUTHENTICATED"]);
  });

  it("gets NOT_FOUND for a user that is not there, and the field for no roles", async () => {
    const admin = await system.registerAdmin();
    expect(await admin.codes(disable, { id: "unknown" })).toEqual(["NOT_FOUND"]);
    expect(await admin.codes(setRoles, { id: "unknown", roles: ["USER"] })).toEqual(["NOT_FOUND"]);
    const { errors } = await admin.send(setRoles, { id: admin.id, roles: [] });
    expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT", field: "roles" } }]);
  });

  it("sees how every service and its database is doing", async () => {
    const admin = await system.registerAdmin();
    const { systemStatus } = await admin.data<{ systemStatus: object[] }>(
      "{ systemStatus { service healthy databaseTime databaseLatencyMs eventTransport eventsConnected eventsWaiting oldestEventAgeSeconds detail } }",
    );
    expect(systemStatus).toEqual(
      subgraphNames.map((service) => ({
        service,
        healthy: true,
        databaseTime: expect.stringMatching(/Z$/),
        databaseLatencyMs: expect.any(Number),
        eventTransport: "in-process",
        eventsConnected: true,
        eventsWaiting: expect.any(Number),
        oldestEventAgeSeconds: null,
        detail: null,
      })),
    );
  });
});

describe("publishTestEvent", () => {
  const publish =
    "mutation ($message: String!) { publishTestEvent(message: $message) { id type transport confirmed } }";

  it("goes the whole way of an event, for admins only", async () => {
    const [admin, user] = [await system.registerAdmin(), await system.registerUser()];
    expect(await admin.data("mutation { publishTestEvent { id type transport confirmed } }")).toEqual({
      publishTestEvent: {
        id: expect.any(String),
        type: "system.test",
        transport: "in-process",
        confirmed: true,
      },
    });
    expect(await admin.codes(publish, { message: " " })).toEqual(["BAD_USER_INPUT"]);
    expect(await user.codes(publish, { message: "x" })).toEqual(["FORBIDDEN"]);
    expect(await system.anonymous.codes(publish, { message: "x" })).toEqual(["UNAUTHENTICATED"]);
  });
});

describe("introspectToken", () => {
  const introspect =
    "query ($token: String!) { introspectToken(token: $token) { active subject sessionId username roles issuedAt expiresAt } }";
  const inactive = {
    introspectToken: {
      active: false,
      subject: null,
      sessionId: null,
      username: null,
      roles: null,
      issuedAt: null,
      expiresAt: null,
    },
  };

  it("tells what a good token says, and nothing of any other", async () => {
    const [user, other] = [await system.registerUser(), await system.registerUser()];
    expect(await other.data(introspect, { token: user.accessToken })).toMatchObject({
      introspectToken: { active: true, subject: user.id, username: user.username, roles: ["USER"] },
    });
    for (const token of ["", "garbage", user.refreshToken, `${user.accessToken}x`]) {
      expect(await other.data(introspect, { token })).toEqual(inactive);
    }
    await user.data("mutation { logout { revokedSessions } }");
    expect(await other.data(introspect, { token: user.accessToken })).toEqual(inactive);
    expect(await system.anonymous.codes(introspect, { token: other.accessToken })).toEqual([
      "UNAUTHENTICATED",
    ]);
  });
});
