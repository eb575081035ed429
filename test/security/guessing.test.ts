/** Guessing is limited by account and by address, for all instances together, and locks no owner out. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createCloserStack } from "../../platform/closer-stack.js";
import { type Database, openDatabase } from "../../platform/database/connection.js";
import { createInProcessBus } from "../../platform/events/bus.js";
import { clientHeaders } from "../../platform/graphql/read-context.js";
import { gatewaySecretHeader } from "../../platform/http/gateway-secret.js";
import { noTelemetry } from "../../platform/telemetry/telemetry.js";
import { startAuth } from "../../subgraphs/auth/app.js";
import { createAttempts } from "../../subgraphs/auth/attempts/attempts.js";
import type { AttemptKind } from "../../subgraphs/auth/attempts/limits.js";
import { createAuthModels } from "../../subgraphs/auth/model.js";
import { createClient } from "../support/client.js";
import { silentLog } from "../support/environment.js";
import { startTestSystem, type TestSystem } from "../support/system.js";

const login = "mutation ($input: LoginInput!) { login(input: $input) { accessToken refreshToken } }";
const register =
  "mutation ($input: RegisterInput!) { register(input: $input) { accessToken refreshToken user { id } } }";
const change =
  "mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { accessToken refreshToken } }";
const password = "a fine passphrase for a test";
const free = { account: 5, address: 12 };

let system: TestSystem;
let second: string;
let database: Database;
const stack = createCloserStack();
beforeAll(async () => {
  system = await startTestSystem({ TRUSTED_PROXIES: "loopback", ATTEMPTS_PER_ADDRESS: String(free.address) });
  stack.onStop(system.stop);
  database = await openDatabase(system.config.auth.database);
  stack.onStop(database.close);
  const { auth, gateway } = system.config;
  const parts = { bus: createInProcessBus(), log: silentLog(), lifecycle: stack, telemetry: noTelemetry };
  second = await startAuth({ ...auth, serviceUrls: gateway.serviceUrls }, parts);
});
afterAll(() => stack.stop());

/** A client at an address of its own, unless one is given. */
let addresses = 0;
const freshAddress = () => `2001:db8:${(++addresses).toString(16)}::1`;
const from = (address = freshAddress(), token?: string) =>
  createClient(system.urls.gateway, token, { "x-forwarded-for": address });
const freshName = () => `user${randomBytes(5).toString("hex")}`;
const openAccount = async (address = freshAddress()) => {
  const username = freshName();
  const input = { username, email: `${username}@example.com`, password };
  const { register: held } = await from(address).data<{
    register: { accessToken: string; refreshToken: string; user: { id: string } };
  }>(register, { input });
  return { ...input, ...held, address };
};
const tryLogin = async (identifier: string, secret = "not the password", address = freshAddress()) => {
  const { errors } = await from(address).send(login, { input: { identifier, password: secret } });
  return errors[0]?.extensions as { code: string; retryAfterSeconds?: number } | undefined;
};

/** Counters on the system's own database, by a clock that the test moves. */
function countersAt(start: number, attemptsPerAddress = free.address) {
  let clock = start;
  const config = { ...system.config.auth.attempts, perAddress: attemptsPerAddress };
  const attempts = createAttempts(createAuthModels(database.connection), config, {
    now: () => new Date(clock),
  });
  return {
    ...attempts,
    pass: (seconds: number) => (clock += seconds * 1000),
    now: () => clock,
    /** 0 when it is allowed, else the seconds to wait. */
    try: (kind: AttemptKind, key: string): Promise<number> =>
      attempts.count(kind, key).then(
        () => 0,
        (error) => error.details.retryAfterSeconds,
      ),
  };
}

/** Guesses as often as the counter allows, until the wait is minutes long. */
async function exhaust(kind: AttemptKind, key: string): Promise<void> {
  const counters = countersAt(Date.now());
  for (let wait = 0; wait < 32; wait = await counters.try(kind, key)) counters.pass(wait);
}

/** The maximum number of guesses in this time, with waits of 1, 2, 4 … seconds after the free ones. */
const mostIn = (milliseconds: number, without: number) =>
  without + Math.floor(Math.log2(milliseconds / 1000 + 1));

/** Calls an instance of auth directly, as the gateway does for a client at this address. */
const directly = (url = system.urls.auth, address = freshAddress()) =>
  createClient(url, undefined, {
    [gatewaySecretHeader]: system.gatewaySecret,
    [clientHeaders.ipAddress]: address,
  });
const guessesOf = (identifiers: string[]) =>
  identifiers
    .map((name, i) => `a${i}: login(input: { identifier: "${name}", password: "not it" }) { expiresIn }`)
    .join("\n");

/** The codes of many concurrent guesses, and the number that were compared with a password. */
async function guessAtOnce(guesses: Promise<string[]>[]) {
  const startedAt = performance.now();
  const codes = (await Promise.all(guesses)).flat();
  const compared = codes.filter((code) => code === "INVALID_CREDENTIALS").length;
  expect(codes.filter((code) => code === "RATE_LIMITED")).toHaveLength(codes.length - compared);
  return { compared, milliseconds: performance.now() - startedAt };
}

describe("NIST SP 800-63B-4, 3.2.2: guesses at one account", () => {
  it("wait after the fifth, longer each time up to a quarter of an hour, and are told how long", async () => {
    const counters = countersAt(Date.UTC(2030, 0, 1));
    const waits: number[] = [];
    for (let attempt = 0; attempt < 40; attempt++) {
      const wait = await counters.try("login:account", "growing");
      waits.push(wait);
      counters.pass(wait);
    }
    expect(waits.slice(0, 12)).toEqual([0, 0, 0, 0, 0, 1, 0, 2, 0, 4, 0, 8]);
    const grown = waits.filter((wait) => wait > 0);
    expect(grown).toEqual([...grown].sort((a, b) => a - b));
    expect(grown.at(-1)).toBeGreaterThan(600);
    expect(grown.at(-1)).toBeLessThanOrEqual(900);
  });

  it("come to about a hundred a day at most, however long one goes on", async () => {
    const counters = countersAt(Date.UTC(2030, 1, 1));
    let through = 0;
    while (counters.now() < Date.UTC(2030, 1, 2)) {
      const wait = await counters.try("login:account", "patient");
      through += wait === 0 ? 1 : 0;
      counters.pass(wait);
    }
    expect(through).toBeLessThan(120);
  });

  it("are forgotten with time", async () => {
    const counters = countersAt(Date.UTC(2030, 2, 1));
    for (let attempt = 0; attempt < 5; attempt++) await counters.try("login:account", "forgotten");
    counters.pass(2 * 900);
    expect(await counters.try("login:account", "forgotten")).toBe(0);
    expect(await counters.try("login:account", "forgotten")).toBe(0);
    expect(await counters.try("login:account", "forgotten")).toBeGreaterThan(0);
    const indexes = await database.connection.collection("attempts").indexes();
    expect(indexes).toContainEqual(expect.objectContaining({ key: { expiresAt: 1 }, expireAfterSeconds: 0 }));
  });

  it("that are refused do not make the wait longer", async () => {
    const counters = countersAt(Date.UTC(2030, 3, 1));
    for (let attempt = 0; attempt < 50; attempt++) await counters.try("login:account", "refused");
    expect(await counters.try("login:account", "refused")).toBe(1);
  });

  it("in a hundred aliases are no more than one by one, whichever of them are run", async () => {
    const { username } = await openAccount();
    const guesses = Array.from({ length: 20 }, () =>
      directly().codes(`mutation { ${guessesOf(Array(100).fill(username))} }`),
    );
    const { compared, milliseconds } = await guessAtOnce(guesses);
    expect(compared).toBeGreaterThanOrEqual(free.account);
    expect(compared).toBeLessThanOrEqual(mostIn(milliseconds, free.account));
  });

  it("made at once at two instances are no more than at one", async () => {
    const { username } = await openAccount();
    const guesses = Array.from({ length: 60 }, (_, index) =>
      directly(index % 2 === 0 ? system.urls.auth : second).codes(`mutation { ${guessesOf([username])} }`),
    );
    const { compared, milliseconds } = await guessAtOnce(guesses);
    expect(compared).toBeGreaterThanOrEqual(free.account);
    expect(compared).toBeLessThanOrEqual(mostIn(milliseconds, free.account));
  });

  it("that may be made are let through however many come in the same moment", async () => {
    const counters = countersAt(Date.now(), 1_000);
    const waits = await Promise.all(
      Array.from({ length: 100 }, (_, index) => {
        counters.pass(index % 2 === 0 ? -0.003 : 0.002);
        return counters.try("login:address", "a crowd");
      }),
    );
    expect(new Set(waits)).toEqual(new Set([0]));
  });

  it("leave no trace of what was typed", async () => {
    const typed = `my-password-in-the-wrong-field-${freshName()}`;
    await tryLogin(typed);
    const stored = await database.connection.collection("attempts").find().toArray();
    expect(stored.length).toBeGreaterThan(0);
    expect(JSON.stringify(stored)).not.toContain(typed);
  });
});

describe("ASVS 6.3.1: guesses from one address", () => {
  it("wait as well, whichever accounts they are at", async () => {
    const address = freshAddress();
    const guesses = Array.from({ length: 60 }, (_, index) =>
      directly(index % 2 === 0 ? system.urls.auth : second, address).codes(
        `mutation { ${guessesOf([freshName()])} }`,
      ),
    );
    const { compared, milliseconds } = await guessAtOnce(guesses);
    expect(compared).toBeGreaterThanOrEqual(free.address);
    expect(compared).toBeLessThanOrEqual(mostIn(milliseconds, free.address));
    expect((await tryLogin(freshName()))?.code).toBe("INVALID_CREDENTIALS");
  });

  it("are counted together in a network of version 6", async () => {
    await exhaust("login:address", "2001:db8:ffff:0::/64");
    const refusal = await tryLogin(freshName(), password, "2001:db8:ffff::abcd");
    expect(refusal).toEqual({ code: "RATE_LIMITED", retryAfterSeconds: expect.any(Number) });
    expect(Number.isInteger(refusal?.retryAfterSeconds)).toBe(true);
    expect((await tryLogin(freshName(), password, "2001:db8:ffff:1::abcd"))?.code).toBe(
      "INVALID_CREDENTIALS",
    );
  });

  it("are not wiped out by signing in to an account of one's own in between", async () => {
    const [own, address] = [await openAccount(), freshAddress()];
    for (let guess = 0; guess < free.address - 2; guess++) await tryLogin(freshName(), "x", address);
    for (let time = 0; time < 3; time++) {
      expect(await tryLogin(own.username, own.password, address)).toBeUndefined();
    }
    const counters = countersAt(Date.now());
    const key = address.replace(/::1$/, ":0::/64");
    const waits = [];
    for (let guess = 0; guess < 3; guess++) waits.push(await counters.try("login:address", key));
    expect(waits.some((wait) => wait > 0)).toBe(true);
  });

  it("do not add up from people who sign in", async () => {
    const { address, username } = await openAccount();
    for (let time = 0; time < 2 * free.address; time++) {
      expect(await tryLogin(username, password, address)).toBeUndefined();
    }
  });
});

describe("ASVS 6.1.1: an account that strangers guess at", () => {
  it("lets its owner in where it has a live session, and no client elsewhere", async () => {
    const owner = await openAccount();
    await exhaust("login:account", owner.username);
    expect(await tryLogin(owner.username, owner.password)).toEqual({
      code: "RATE_LIMITED",
      retryAfterSeconds: expect.any(Number),
    });
    expect(await tryLogin(owner.username, owner.password, owner.address)).toBeUndefined();
    expect((await tryLogin(owner.username, "x", owner.address))?.code).toBe("INVALID_CREDENTIALS");
    expect((await tryLogin(owner.username, owner.password))?.code).toBe("RATE_LIMITED");
  });

  it("has its owner's own limit at that address, too", async () => {
    const owner = await openAccount();
    const network = owner.address.replace(/::1$/, ":0::/64");
    await exhaust("login:account", owner.username);
    await exhaust("login:known", `${owner.user.id} ${network}`);
    expect((await tryLogin(owner.username, owner.password, owner.address))?.code).toBe("RATE_LIMITED");
  });

  it("continues for signed-in callers: me, refresh, changePassword; and none of them clears the counter", async () => {
    const owner = await openAccount();
    await exhaust("login:account", owner.username);
    const elsewhere = freshAddress();
    expect(await from(elsewhere, owner.accessToken).data("{ me { id } }")).toEqual({
      me: { id: owner.user.id },
    });
    const { refresh } = await from(elsewhere).data<{ refresh: { accessToken: string } }>(
      "mutation ($token: String!) { refresh(input: { refreshToken: $token }) { accessToken } }",
      { token: owner.refreshToken },
    );
    const newPassword = "another fine passphrase of mine";
    await from(elsewhere, refresh.accessToken).data(change, {
      input: { currentPassword: password, newPassword },
    });
    expect((await tryLogin(owner.username, newPassword))?.code).toBe("RATE_LIMITED");
  });

  it("begins anew once its owner has signed in", async () => {
    const { username } = await openAccount();
    for (let round = 0; round < 3; round++) {
      for (let guess = 0; guess < free.account - 1; guess++) {
        expect((await tryLogin(username))?.code).toBe("INVALID_CREDENTIALS");
      }
      expect(await tryLogin(username, password)).toBeUndefined();
    }
  });
});

describe("ASVS 6.3.8: an account that does not exist", () => {
  it("is counted and refused in the same words as one that does", async () => {
    const { username } = await openAccount();
    const unknown = freshName();
    for (const name of [username, unknown]) await exhaust("login:account", name);
    const answers = await Promise.all(
      [username, unknown].map((identifier) => from().send(login, { input: { identifier, password: "x" } })),
    );
    const told = answers.map(({ data, errors, status }) => ({
      status,
      data,
      errors: errors.map(({ message, extensions, ...error }) => ({
        ...error,
        code: extensions.code,
        message: message.replace(/\d+/, "N"),
      })),
    }));
    expect(told[0]).toEqual(told[1]);
    expect(told[0]?.errors).toMatchObject([{ code: "RATE_LIMITED" }]);
  });

  it("is the same one however its name is written", async () => {
    const name = freshName();
    await exhaust("login:account", name);
    expect((await tryLogin(` ${name.toUpperCase()} `))?.code).toBe("RATE_LIMITED");
  });
});

describe("ASVS 6.3.1: the current password in changePassword", () => {
  it("can be guessed at no faster in a stolen session, and the owner's other session is not held up", async () => {
    const owner = await openAccount();
    const { login: other } = await from(owner.address).data<{ login: { accessToken: string } }>(login, {
      input: { identifier: owner.username, password },
    });
    const thief = from(freshAddress(), owner.accessToken);
    const input = { currentPassword: "not the password", newPassword: "another fine passphrase" };
    const startedAt = performance.now();
    const codes: string[] = [];
    for (let guess = 0; guess < 10; guess++) codes.push(...(await thief.codes(change, { input })));
    const compared = codes.filter((code) => code === "INVALID_CREDENTIALS").length;
    expect(compared).toBeLessThanOrEqual(mostIn(performance.now() - startedAt, free.account));
    expect(codes).toContain("RATE_LIMITED");
    await from(freshAddress(), other.accessToken).data(change, {
      input: { ...input, currentPassword: password },
    });
  });
});

describe("ASVS 6.3.1: registration", () => {
  it("is counted by field: forty aliases in one request are forty attempts", async () => {
    const names = Array.from({ length: 40 }, freshName);
    const fields = names.map(
      (name, i) =>
        `a${i}: register(input: { username: "${name}", email: "${name}@example.com", password: "${password}" }) { expiresIn }`,
    );
    const startedAt = performance.now();
    expect(await directly().codes(`mutation { ${fields.join("\n")} }`)).toEqual(["RATE_LIMITED"]);
    const opened = await database.connection
      .collection("accounts")
      .countDocuments({ usernameKey: { $in: names } });
    expect(opened).toBeGreaterThanOrEqual(free.address);
    expect(opened).toBeLessThanOrEqual(mostIn(performance.now() - startedAt, free.address));
  });

  it("is limited per address, and so is what it tells of taken names", async () => {
    const [{ username }, address] = [await openAccount(), freshAddress()];
    await exhaust("register:address", address.replace(/::1$/, ":0::/64"));
    const input = { username, email: "x@example.com", password };
    const { errors } = await from(address).send(register, { input });
    expect(errors).toMatchObject([
      { extensions: { code: "RATE_LIMITED", retryAfterSeconds: expect.any(Number) } },
    ]);
    expect(await from().codes(register, { input })).toEqual(["CONFLICT"]);
  });
});
