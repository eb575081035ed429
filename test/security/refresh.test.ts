/** Refresh tokens by RFC 9700, 4.14 and ASVS 5.0, V7: one successor, a replay that ends the session, limits in time. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Connection, createConnection } from "mongoose";
import { refreshCookieName } from "../../platform/identity/refresh-cookie.js";
import { subgraphNames } from "../../schema/services.js";
import { parseRefreshToken } from "../../subgraphs/auth/sessions/refresh-token.js";
import { createClient } from "../support/client.js";
import { startTestSystem, type TestSystem, type TestUser } from "../support/system.js";

const login = `mutation ($input: LoginInput!) { login(input: $input) { accessToken refreshToken } }`;
const refresh = `mutation ($token: String!) { refresh(input: { refreshToken: $token }) { accessToken refreshToken expiresIn user { roles } } }`;
interface Pair {
  accessToken: string;
  refreshToken: string;
}
interface Refreshed extends Pair {
  expiresIn: number;
  user: { roles: string[] };
}

let system: TestSystem;
let database: Connection;
beforeAll(async () => {
  system = await startTestSystem({ SESSION_IDLE_SECONDS: "600", SESSION_ABSOLUTE_SECONDS: "3600" });
  const { uri, name } = system.config.auth.database;
  database = await createConnection(uri, { dbName: name }).asPromise();
});
afterAll(async () => {
  await database.close();
  await system.stop();
});

const signIn = async (user: TestUser): Promise<Pair> => {
  const input = { identifier: user.username, password: user.password };
  return (await system.anonymous.data<{ login: Pair }>(login, { input })).login;
};
const send = async (token: string, client = system.anonymous) =>
  client.send<{ refresh: Refreshed }>(refresh, { token });
const refreshed = async (token: string, client = system.anonymous) => {
  const { data, errors } = await send(token, client);
  expect(errors).toEqual([]);
  return data?.refresh as Refreshed;
};
const codes = async (token: string, client = system.anonymous) =>
  (await send(token, client)).errors.map(({ extensions }) => extensions.code);
const me = (token: string) => createClient(system.urls.gateway, token).codes("{ me { id } }");
const sessionOf = (token: string) => parseRefreshToken(token)?.sessionId ?? "";
const dates = ["createdAt", "lastUsedAt", "refreshedAt", "expiresAt"];
/** Lets time pass for one session: moves all its dates back by this many seconds. */
async function age(token: string, seconds: number): Promise<void> {
  const sessions = database.collection("sessions");
  const stored = await sessions.findOne({ _id: sessionOf(token) as never });
  const moved = dates.flatMap((field) => {
    const date = stored?.[field] as Date | null | undefined;
    return date instanceof Date ? [[field, new Date(date.getTime() - seconds * 1000)]] : [];
  });
  await sessions.updateOne({ _id: sessionOf(token) as never }, { $set: Object.fromEntries(moved) });
}
const reuses = (user: TestUser) =>
  database.collection("audit").countDocuments({ type: "refresh.reused", subjectId: user.id });

describe("refresh token rotation (RFC 9700, 4.14.2)", () => {
  it("makes one successor for fifty that come at once with one token, and all get that very one", async () => {
    const user = await system.registerUser();
    const { refreshToken } = await signIn(user);
    const pairs = await Promise.all(Array.from({ length: 50 }, () => refreshed(refreshToken)));
    const successors = new Set(pairs.map((pair) => pair.refreshToken));
    expect(successors.size).toBe(1);
    // One session with one hash: no second successor is valid.
    expect(await database.collection("sessions").countDocuments({ accountId: user.id })).toBe(2);
    for (const { accessToken } of pairs.slice(0, 5)) expect(await me(accessToken)).toEqual([]);
    await refreshed([...successors][0] ?? "");
    expect(await reuses(user)).toBe(0);
  });

  it("keeps no refresh token in the database, only hashes", async () => {
    const { refreshToken } = await signIn(await system.registerUser());
    const next = await refreshed(refreshToken);
    const stored = JSON.stringify(
      await database.collection("sessions").findOne({ _id: sessionOf(refreshToken) as never }),
    );
    for (const token of [refreshToken, next.refreshToken]) {
      const parts = Buffer.from(token, "base64url");
      for (const secret of [parts.subarray(16, 32), parts.subarray(32)]) {
        for (const encoding of ["base64url", "base64", "hex"] as const)
          expect(stored).not.toContain(secret.toString(encoding));
      }
    }
  });

  it("returns the same successor to a repeat within the grace of ten seconds", async () => {
    const { refreshToken } = await signIn(await system.registerUser());
    const next = await refreshed(refreshToken);
    await age(refreshToken, 8);
    expect((await refreshed(refreshToken)).refreshToken).toBe(next.refreshToken);
  });
});

describe("without REFRESH_COOKIE", () => {
  it("no cookie is set, forwarded or taken for a token", async () => {
    const user = await system.registerUser();
    const browser = createClient(system.urls.gateway, undefined, {
      origin: "http://localhost:3000",
      "sec-fetch-site": "same-origin",
      cookie: `${refreshCookieName}=${user.refreshToken}`,
    });
    expect(await codes("", browser)).toEqual(["UNAUTHENTICATED"]);
    const input = { identifier: user.username, password: user.password };
    const { headers, data } = await browser.send<{ login: Pair }>(login, { input });
    expect(headers.getSetCookie()).toEqual([]);
    expect(headers.get("access-control-allow-credentials")).toBeNull();
    expect(data?.login.refreshToken).toMatch(/^[\w-]{80,}$/);
  });
});

describe("a replay (RFC 9700, 4.14.2; ASVS 10.4.5)", () => {
  const stolen = async () => {
    const user = await system.registerUser();
    const { refreshToken } = await signIn(user);
    const next = await refreshed(refreshToken);
    return { user, refreshToken, next };
  };
  /** Access token, successor and every other descendant of the session are invalid. */
  const expectEnded = async (user: TestUser, next: Pair) => {
    expect(await me(next.accessToken)).toEqual(["UNAUTHENTICATED"]);
    for (const name of subgraphNames) {
      const who = { who: [{ __typename: "User", id: user.id }] };
      const entities = "query ($who: [_Any!]!) { _entities(representations: $who) { __typename } }";
      expect(await system.subgraph(name, next.accessToken).codes(entities, who)).toEqual(["UNAUTHENTICATED"]);
    }
    expect(await codes(next.refreshToken)).toEqual(["UNAUTHENTICATED"]);
    expect(await reuses(user)).toBe(1);
    // The account's other session is not affected.
    expect(await me(user.accessToken)).toEqual([]);
  };

  it("after the grace ends the session, returns TOKEN_REUSED and is audited", async () => {
    const { user, refreshToken, next } = await stolen();
    await age(refreshToken, 11);
    expect(await codes(refreshToken)).toEqual(["TOKEN_REUSED"]);
    await expectEnded(user, next);
  });

  it("within the grace by another user agent does too", async () => {
    const { user, refreshToken, next } = await stolen();
    const thief = createClient(system.urls.gateway, undefined, { "user-agent": "another client" });
    expect(await codes(refreshToken, thief)).toEqual(["TOKEN_REUSED"]);
    await expectEnded(user, next);
  });

  it("within the grace from another address does too", async () => {
    const { user, refreshToken, next } = await stolen();
    await database
      .collection("sessions")
      .updateOne({ _id: sessionOf(refreshToken) as never }, { $set: { ipAddress: "203.0.113.9" } });
    expect(await codes(refreshToken)).toEqual(["TOKEN_REUSED"]);
    await expectEnded(user, next);
  });

  it("of a grandparent does too, within the grace and by the same client", async () => {
    const { user, refreshToken, next } = await stolen();
    const third = await refreshed(next.refreshToken);
    expect(await codes(refreshToken)).toEqual(["TOKEN_REUSED"]);
    await expectEnded(user, third);
  });

  it("by the thief first leaves the owner's as the replay: the thief's successor is dead with the session", async () => {
    const user = await system.registerUser();
    const { refreshToken } = await signIn(user);
    const thief = createClient(system.urls.gateway, undefined, { "user-agent": "thief" });
    const catchOfTheDay = await refreshed(refreshToken, thief);
    expect(await codes(refreshToken)).toEqual(["TOKEN_REUSED"]);
    await expectEnded(user, catchOfTheDay);
  });

  it("a hundred times at once, mixed with the successor's use, leaves nothing alive", async () => {
    const { user, refreshToken, next } = await stolen();
    await age(refreshToken, 11);
    const tokens = Array.from({ length: 100 }, (_, index) =>
      index % 4 === 0 ? next.refreshToken : refreshToken,
    );
    const answers = await Promise.all(tokens.map((token) => send(token)));
    const issued = answers.flatMap(({ data }) => (data ? [data.refresh] : []));
    for (const pair of issued.slice(-3)) {
      expect(await me(pair.accessToken)).toEqual(["UNAUTHENTICATED"]);
      expect(await codes(pair.refreshToken)).toEqual(["UNAUTHENTICATED"]);
    }
    expect(await codes(next.refreshToken)).toEqual(["UNAUTHENTICATED"]);
    expect(await reuses(user)).toBeGreaterThan(0);
  });
});

describe("the limits in time (ASVS 7.3.1, 7.3.2, 10.4.8)", () => {
  it("end a session that was not refreshed for the idle time, and keep one that was", async () => {
    const { refreshToken } = await signIn(await system.registerUser());
    await age(refreshToken, 590);
    const next = await refreshed(refreshToken);
    // The idle time starts again with each refresh.
    await age(next.refreshToken, 590);
    const last = await refreshed(next.refreshToken);
    await age(last.refreshToken, 601);
    expect(await codes(last.refreshToken)).toEqual(["UNAUTHENTICATED"]);
  });

  it("end a session after the absolute time, however often it is refreshed, its access token with it", async () => {
    const { refreshToken } = await signIn(await system.registerUser());
    let token = refreshToken;
    for (let passed = 0; passed < 3_500; passed += 500) {
      await age(token, 500);
      token = (await refreshed(token)).refreshToken;
    }
    await age(token, 40);
    const last = await refreshed(token);
    expect(last.expiresIn).toBeLessThanOrEqual(61);
    await age(last.refreshToken, 61);
    expect(await codes(last.refreshToken)).toEqual(["UNAUTHENTICATED"]);
  });
});

describe("roles (RFC 9700, 4.14.2: never wider than the grant)", () => {
  const setRoles = "mutation ($id: ID!, $roles: [Role!]!) { setUserRoles(id: $id, roles: $roles) { id } }";
  const systemStatus = "{ systemStatus { service } }";

  it("that were taken away are gone from the next token and from the old one; none comes by asking", async () => {
    const [admin, second] = [await system.registerAdmin(), await system.registerAdmin()];
    expect(await second.codes(systemStatus)).toEqual([]);
    await admin.data(setRoles, { id: second.id, roles: ["USER"] });
    expect(await second.codes(systemStatus)).toEqual(["TOKEN_EXPIRED"]);
    const next = await refreshed(second.refreshToken);
    expect(next.user.roles).toEqual(["USER"]);
    expect(await createClient(system.urls.gateway, next.accessToken).codes(systemStatus)).toEqual([
      "FORBIDDEN",
    ]);
    const wider = `mutation { refresh(input: { refreshToken: "${next.refreshToken}", roles: [ADMIN] }) { accessToken } }`;
    expect((await system.anonymous.send(wider)).status).toBe(422);
  });

  it("changed back and forth while refreshes run never leave a token with more than the account has", async () => {
    const [admin, second] = [await system.registerAdmin(), await system.registerAdmin()];
    let token = (await signIn(second)).refreshToken;
    let over = false;
    const refreshes = (async () => {
      const pairs: Refreshed[] = [];
      while (!over) {
        const pair = await refreshed(token);
        token = pair.refreshToken;
        pairs.push(pair);
      }
      return pairs;
    })();
    for (let i = 0; i < 6; i++) {
      await admin.data(setRoles, { id: second.id, roles: i % 2 === 0 ? ["USER"] : ["USER", "ADMIN"] });
    }
    await admin.data(setRoles, { id: second.id, roles: ["USER"] });
    over = true;
    const pairs = await refreshes;
    for (const { accessToken, user } of pairs) {
      const found = await createClient(system.urls.gateway, accessToken).codes(systemStatus);
      expect(found).toEqual([user.roles.includes("ADMIN") ? "TOKEN_EXPIRED" : "FORBIDDEN"]);
    }
    expect((await refreshed(token)).user.roles).toEqual(["USER"]);
  });
});
