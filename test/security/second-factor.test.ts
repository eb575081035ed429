/** The second factor, over HTTP: RFC 6238, ASVS 5.0 chapters 6 and 7, NIST SP 800-63B-4. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import jwt from "jsonwebtoken";
import { type Connection, createConnection } from "mongoose";
import { Secret, TOTP } from "otpauth";
import { createAudit } from "../../subgraphs/auth/audit/audit.js";
import { type AuthModels, createAuthModels } from "../../subgraphs/auth/model.js";
import type { FactorParts } from "../../subgraphs/auth/second-factor/change-factor.js";
import { confirmTotp } from "../../subgraphs/auth/second-factor/confirm-totp.js";
import { enrolTotp } from "../../subgraphs/auth/second-factor/enrol-totp.js";
import { beginSession, createSessionId } from "../../subgraphs/auth/sessions/begin-session.js";
import { claimsOf } from "../support/claims.js";
import { createClient } from "../support/client.js";
import { awaitMail, registerProven } from "../support/mailbox.js";
import { startTestSystem, type TestSystem, type TestUser } from "../support/system.js";

const login = "mutation ($input: LoginInput!) { login(input: $input) { accessToken refreshToken } }";
const withCode = `mutation ($challenge: String!, $code: String!) {
  loginWithCode(input: { challenge: $challenge, code: $code }) { accessToken refreshToken user { id displayName } }
}`;
const enrol = `mutation ($currentPassword: String!) {
  enrolTotp(input: { currentPassword: $currentPassword }) { secret uri }
}`;
const confirm = "mutation ($code: String!) { confirmTotp(input: { code: $code }) { recoveryCodes } }";
const disable =
  "mutation ($input: SecondFactorInput!) { disableTotp(input: $input) { secondFactorEnabled } }";
const regenerate = `mutation ($input: SecondFactorInput!) {
  regenerateRecoveryCodes(input: $input) { recoveryCodes }
}`;
const reset = "mutation ($id: ID!) { resetSecondFactor(id: $id) { id secondFactorEnabled } }";
const state = "query ($id: ID!) { user(id: $id) { secondFactorEnabled } }";

interface Tokens {
  accessToken: string;
  refreshToken: string;
}
interface Enrolled extends TestUser {
  secret: string;
  recoveryCodes: string[];
}

let system: TestSystem;
let connection: Connection;
let models: AuthModels;
beforeAll(async () => {
  system = await startTestSystem();
  const { uri, name } = system.config.auth.database;
  connection = await createConnection(uri, { dbName: name }).asPromise();
  models = createAuthModels(connection);
});
afterAll(async () => {
  await connection.close();
  await system.stop();
});

/**
 * The app's code of now, or of a later step. A test uses a code of now and then one of the next step: both are valid
 * for half a minute whenever the clock changes to the next step.
 */
const codeOf = (secret: string, later = 0) =>
  new TOTP({ secret }).generate({ timestamp: Date.now() + later * 30_000 });

/** Registers a new user with an app, and uses up its code of now. */
async function enrolUser(user?: TestUser): Promise<Enrolled> {
  const owner = user ?? (await registerProven(system));
  const { enrolTotp } = await owner.data<{ enrolTotp: { secret: string } }>(enrol, {
    currentPassword: owner.password,
  });
  const { confirmTotp } = await owner.data<{ confirmTotp: { recoveryCodes: string[] } }>(confirm, {
    code: codeOf(enrolTotp.secret),
  });
  return { ...owner, ...enrolTotp, ...confirmTotp };
}

/** The challenge after a correct password. */
async function challengeOf({ username, password }: TestUser): Promise<string> {
  const { data, errors } = await system.anonymous.send(login, { input: { identifier: username, password } });
  expect(data).toBe(null);
  expect(errors).toMatchObject([
    { extensions: { code: "MFA_REQUIRED", factors: ["TOTP", "RECOVERY_CODE"] } },
  ]);
  return (errors[0]!.extensions as unknown as { challenge: string }).challenge;
}

const complete = async (challenge: string, code: string): Promise<Tokens> =>
  (await system.anonymous.data<{ loginWithCode: Tokens }>(withCode, { challenge, code })).loginWithCode;
const refusalsOf = async (challenge: string, code: string) =>
  (await system.anonymous.send(withCode, { challenge, code })).errors.map(({ extensions }) => extensions);
const linesAbout = async ({ id }: { id: string }) =>
  (await models.audit.find({ subjectId: id }).sort({ time: 1, _id: 1 }).lean()).map(
    ({ type, outcome, reason }) => `${type} ${outcome} ${reason}`,
  );
const wrongCode = [{ code: "INVALID_CREDENTIALS", field: "code" }];
const deadChallenge = [{ code: "INVALID_CREDENTIALS", field: "challenge" }];

describe("setting up an app", () => {
  it("ASVS 7.5.1: asks for the password, and asks for nothing at a sign-in until a code has confirmed it", async () => {
    const user = await registerProven(system);
    expect(await system.anonymous.codes(enrol, { currentPassword: "x" })).toEqual(["UNAUTHENTICATED"]);
    expect(await user.codes(enrol, { currentPassword: "not the password" })).toEqual(["INVALID_CREDENTIALS"]);
    expect(await user.codes(confirm, { code: "123456" })).toEqual(["NOT_FOUND"]);
    const { enrolTotp } = await user.data<{ enrolTotp: { secret: string; uri: string } }>(enrol, {
      currentPassword: user.password,
    });
    expect(enrolTotp.uri).toContain(`otpauth://totp/Gatehouse:${user.username}?`);
    expect(enrolTotp.uri).toContain(`secret=${enrolTotp.secret}`);
    expect(await user.codes(confirm, { code: "not a code" })).toEqual(["INVALID_CREDENTIALS"]);
    await system.anonymous.data(login, { input: { identifier: user.username, password: user.password } });
    expect((await user.data(state, { id: user.id }))["user"]).toEqual({ secondFactorEnabled: false });
  });

  it("ASVS 6.3.7, 7.4.3: ends the other sessions, tells the owner by mail, and shows ten recovery codes once", async () => {
    const user = await registerProven(system);
    const input = { identifier: user.username, password: user.password };
    const other = (await system.anonymous.data<{ login: Tokens }>(login, { input })).login;
    const { recoveryCodes } = await enrolUser(user);
    await awaitMail(system, user.email, /^Your second factor has been changed$/);
    expect(recoveryCodes).toHaveLength(10);
    expect(await createClient(system.urls.gateway, other.accessToken).codes("{ me { id } }")).toEqual([
      "UNAUTHENTICATED",
    ]);
    expect(await user.data(state, { id: user.id })).toEqual({ user: { secondFactorEnabled: true } });
    expect(await user.codes(enrol, { currentPassword: user.password })).toEqual(["CONFLICT"]);
    expect(await user.codes(confirm, { code: "123456" })).toEqual(["NOT_FOUND"]);
  });

  it("makes one set of recovery codes of many confirmations at once", async () => {
    const user = await registerProven(system);
    const { enrolTotp } = await user.data<{ enrolTotp: { secret: string } }>(enrol, {
      currentPassword: user.password,
    });
    const answers = await Promise.all(
      [0, 1].flatMap((later) =>
        [1, 2].map(() => user.send(confirm, { code: codeOf(enrolTotp.secret, later) })),
      ),
    );
    expect(answers.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
  });

  it("ASVS 13.3.1: is stored sealed, its recovery codes as hashes", async () => {
    const { id, secret, recoveryCodes } = await enrolUser();
    const stored = JSON.stringify(await models.accounts.findById(id).lean());
    const { base32, hex, latin1 } = Secret.fromBase32(secret);
    const asBase64 = Buffer.from(latin1, "latin1").toString("base64url");
    for (const shown of [base32, hex, asBase64, ...recoveryCodes]) expect(stored).not.toContain(shown);
  });

  it("shows only to its owner and to admins that it is there", async () => {
    const [user, other, admin] = [
      await enrolUser(),
      await registerProven(system),
      await system.registerAdmin(),
    ];
    expect(await other.codes(state, { id: user.id })).toEqual(["FORBIDDEN"]);
    expect(await admin.data(state, { id: user.id })).toEqual({ user: { secondFactorEnabled: true } });
  });
});

describe("setting up an app while the account is changed elsewhere", () => {
  /** The parts of the use cases, with a callback just before the password or the code is compared. */
  const overtakenBy = (overtake: () => Promise<unknown>): FactorParts => ({
    config: system.config.auth,
    models,
    relay: { wake: async () => {} },
    audit: createAudit(models, { retentionDays: 1 }),
    attempts: {
      count: async () => {
        await overtake();
        return false;
      },
      forgive: async () => {},
      clear: async () => {},
    },
    passwords: {
      requireTurn: () => {},
      hash: async () => "",
      tryOut: async () => {},
      verify: async () => ({ correct: true, outdated: false }),
    },
    totpSealing: { seal: () => "sealed", open: () => ({ secret: Buffer.alloc(20), outdated: false }) },
    mail: { send: async () => {}, notify: async () => {} },
  });
  const client = { ipAddress: null, userAgent: null };
  const read = async ({ id }: TestUser) => (await models.accounts.findById(id).lean())!;

  it("leaves nothing in an account that is deleted meanwhile", async () => {
    const user = await registerProven(system);
    const parts = overtakenBy(() =>
      user.data("mutation ($p: String!) { deleteAccount(input: { currentPassword: $p }) { id } }", {
        p: user.password,
      }),
    );
    await expect(enrolTotp(parts, claimsOf(user), user.password, client)).rejects.toMatchObject({
      code: "CONFLICT",
    });
    expect((await read(user)).totp ?? null).toBe(null);
  });

  it("ASVS 7.4.3: confirms nothing for a session that its owner has ended meanwhile", async () => {
    const user = await registerProven(system);
    await user.data(enrol, { currentPassword: user.password });
    const parts = overtakenBy(() => user.data("mutation { logoutAll { revokedSessions } }"));
    const code = new TOTP({ secret: new Secret({ buffer: new ArrayBuffer(20) }) }).generate();
    await expect(confirmTotp(parts, claimsOf(user), code, client)).rejects.toMatchObject({
      code: "CONFLICT",
    });
    expect((await read(user)).totp?.confirmedAt ?? null).toBe(null);
  });
});

describe("a sign-in with a second factor", () => {
  it("NIST SP 800-63B-4 2.2.1: needs password and code, and says by amr what was shown (RFC 8176)", async () => {
    const user = await enrolUser();
    const tokens = await complete(await challengeOf(user), codeOf(user.secret, 1));
    expect(jwt.decode(tokens.accessToken)).toMatchObject({ sub: user.id, amr: ["pwd", "otp", "mfa"] });
    expect(jwt.decode(user.accessToken)).toMatchObject({ amr: ["pwd"] });
    const { refresh } = await system.anonymous.data<{ refresh: Tokens }>(
      "mutation ($token: String!) { refresh(input: { refreshToken: $token }) { accessToken } }",
      { token: tokens.refreshToken },
    );
    expect(jwt.decode(refresh.accessToken)).toMatchObject({ amr: ["pwd", "otp", "mfa"] });
    expect((await linesAbout(user)).slice(-2)).toEqual([
      "factor.asked success null",
      "sign-in success password and totp",
    ]);
  });

  it("returns what other subgraphs know about the new caller", async () => {
    const user = await enrolUser();
    const variables = { challenge: await challengeOf(user), code: codeOf(user.secret, 1) };
    const data = await system.anonymous.data(withCode, variables);
    expect(data).toMatchObject({ loginWithCode: { user: { id: user.id, displayName: user.username } } });
  });

  it("RFC 6238 5.2: takes a code once: not the one that confirmed it, not one before it, not one twice", async () => {
    const user = await enrolUser();
    for (const later of [0, -1]) {
      expect(await refusalsOf(await challengeOf(user), codeOf(user.secret, later))).toEqual(wrongCode);
    }
    const code = codeOf(user.secret, 1);
    await complete(await challengeOf(user), code);
    expect(await refusalsOf(await challengeOf(user), code)).toEqual(wrongCode);
  });

  it("ASVS 6.5.1: begins one session of twenty that show the same code at once", async () => {
    const user = await enrolUser();
    const challenge = await challengeOf(user);
    const code = codeOf(user.secret, 1);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => system.anonymous.send(withCode, { challenge, code })),
    );
    expect(answers.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
    expect(await models.sessions.countDocuments({ accountId: user.id })).toBe(2);
  });

  it("ASVS 6.5.1: takes each recovery code once, of ten at once one, in whatever case", async () => {
    const user = await enrolUser();
    const [code = "", next = ""] = user.recoveryCodes;
    const challenges = await Promise.all(Array.from({ length: 4 }, () => challengeOf(user)));
    const answers = await Promise.all(
      challenges.map((challenge) => system.anonymous.send(withCode, { challenge, code })),
    );
    expect(answers.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
    const tokens = await complete(await challengeOf(user), next.toLowerCase().replaceAll("-", " "));
    expect(jwt.decode(tokens.accessToken)).toMatchObject({ amr: ["pwd", "mfa"] });
    expect((await models.accounts.findById(user.id).lean())?.totp?.recoveryCodes).toHaveLength(8);
    expect((await linesAbout(user)).at(-1)).toBe("sign-in success password and recovery code");
  });

  it("ASVS 6.6.3, NIST SP 800-63B-4 3.2.2: makes guesses at codes wait, and notes that down", async () => {
    const user = await enrolUser();
    const challenge = await challengeOf(user);
    for (let guess = 0; guess < 5; guess++)
      expect(await refusalsOf(challenge, `00000${guess}`)).toEqual(wrongCode);
    const lines = await linesAbout(user);
    expect(lines.filter((line) => line === "sign-in failure wrong totp")).toHaveLength(5);
    expect(lines.filter((line) => line === "factor.limited denied null")).toHaveLength(1);
    // The wait has started, and is made long enough for a slow machine.
    const later = new Date(Date.now() + 600_000);
    await models.attempts.updateMany(
      { _id: /^factor:account:/, nextAt: { $gt: new Date(0) } },
      { $set: { nextAt: later } },
    );
    expect(await refusalsOf(challenge, codeOf(user.secret, 1))).toEqual([
      { code: "RATE_LIMITED", retryAfterSeconds: expect.any(Number) },
    ]);
    // A new challenge resets nothing, and a live session continues.
    expect(await refusalsOf(await challengeOf(user), user.recoveryCodes[0]!)).toMatchObject([
      { code: "RATE_LIMITED" },
    ]);
    expect(await user.codes("{ me { id } }")).toEqual([]);
  });
});

describe("a sign-in whose password waits to be compared", () => {
  it("RFC 9700: gives the roles that the account has when the session begins, not those of before", async () => {
    const [user, admin] = [await system.registerAdmin(), await system.registerAdmin()];
    const before = (await models.accounts.findById(user.id).lean())!;
    await admin.data("mutation ($id: ID!) { setUserRoles(id: $id, roles: [USER]) { id } }", { id: user.id });
    const parts = { models, config: system.config.auth, relay: { wake: async () => {} } };
    const client = { ipAddress: null, userAgent: null };
    expect((await beginSession(parts, before, client, ["pwd"], createSessionId())).account.roles).toEqual([
      "USER",
    ]);
  });
});

describe("a challenge", () => {
  it("ASVS 6.6.2: is of one account and good for one session", async () => {
    const [user, other] = [await enrolUser(), await enrolUser()];
    const challenge = await challengeOf(user);
    expect(await refusalsOf(challenge, codeOf(other.secret, 1))).toEqual(wrongCode);
    await complete(challenge, user.recoveryCodes[0]!);
    expect(await refusalsOf(challenge, user.recoveryCodes[1]!)).toEqual(deadChallenge);
  });

  it.each(["", "x", "A".repeat(43), "A".repeat(5_000)])("is not %p", async (forged) => {
    expect(await refusalsOf(forged, "123456")).toEqual(deadChallenge);
  });

  it("ASVS 6.6.3: is worth nothing after five minutes, and is stored as a hash", async () => {
    const user = await enrolUser();
    const challenge = await challengeOf(user);
    const [stored] = await models.challenges.find({ accountId: user.id }).lean();
    expect(stored?._id).not.toBe(challenge);
    expect(stored!.expiresAt.getTime()).toBeLessThanOrEqual(Date.now() + 300_000);
    await models.challenges.updateOne({ _id: stored!._id }, { $set: { expiresAt: new Date() } });
    expect(await refusalsOf(challenge, user.recoveryCodes[0]!)).toEqual(deadChallenge);
  });

  it("dies with the sessions: by a change of the password, a disabling, a reset of the factor", async () => {
    const admin = await system.registerAdmin();
    const change = `mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { accessToken } }`;
    const deaths: ((user: Enrolled) => Promise<unknown>)[] = [
      ({ data, password }) =>
        data(change, { input: { currentPassword: password, newPassword: "an entirely new passphrase" } }),
      ({ data }) => data("mutation { logoutAll { revokedSessions } }"),
      ({ id }) => admin.data("mutation ($id: ID!) { disableUser(id: $id) { id } }", { id }),
      ({ id }) => admin.data(reset, { id }),
    ];
    for (const kill of deaths) {
      const user = await enrolUser();
      const challenge = await challengeOf(user);
      await kill(user);
      expect(await refusalsOf(challenge, user.recoveryCodes[0]!)).toEqual(deadChallenge);
    }
  });
});

describe("taking a second factor away", () => {
  it("ASVS 7.5.1: needs the password and a code, and ends the other sessions", async () => {
    const user = await enrolUser();
    const other = await complete(await challengeOf(user), user.recoveryCodes[0]!);
    const input = { currentPassword: user.password, code: user.recoveryCodes[1] };
    expect(await user.codes(disable, { input: { ...input, currentPassword: "wrong" } })).toEqual([
      "INVALID_CREDENTIALS",
    ]);
    expect(await user.codes(disable, { input: { ...input, code: "000000" } })).toEqual([
      "INVALID_CREDENTIALS",
    ]);
    expect(await user.data(disable, { input })).toEqual({ disableTotp: { secondFactorEnabled: false } });
    expect(await createClient(system.urls.gateway, other.accessToken).codes("{ me { id } }")).toEqual([
      "UNAUTHENTICATED",
    ]);
    await system.anonymous.data(login, { input: { identifier: user.username, password: user.password } });
    expect(await user.codes(disable, { input })).toEqual(["NOT_FOUND"]);
    expect((await linesAbout(user)).filter((line) => line.startsWith("factor.removed"))).toEqual([
      "factor.removed failure wrong password",
      "factor.removed failure wrong totp",
      "factor.removed success null",
    ]);
  });

  it("ASVS 6.5.1: replaces recovery codes so that the old ones are worth nothing", async () => {
    const user = await enrolUser();
    const input = { currentPassword: user.password, code: codeOf(user.secret, 1) };
    const { regenerateRecoveryCodes: fresh } = await user.data<{
      regenerateRecoveryCodes: { recoveryCodes: string[] };
    }>(regenerate, { input });
    expect(fresh.recoveryCodes).toHaveLength(10);
    expect(await refusalsOf(await challengeOf(user), user.recoveryCodes[0]!)).toEqual(wrongCode);
    await complete(await challengeOf(user), fresh.recoveryCodes[0]!);
  });

  it("ASVS 6.4.4: only an admin resets a lost one, which signs the user out; and not an own one", async () => {
    const [admin, user] = [await system.registerAdmin(), await enrolUser()];
    const other = await registerProven(system);
    expect(await other.codes(reset, { id: user.id })).toEqual(["FORBIDDEN"]);
    expect(await admin.codes(reset, { id: other.id })).toEqual(["NOT_FOUND"]);
    expect(await admin.codes(reset, { id: admin.id })).toEqual(["FORBIDDEN"]);
    expect(await admin.data(reset, { id: user.id })).toEqual({
      resetSecondFactor: { id: user.id, secondFactorEnabled: false },
    });
    expect(await user.codes("{ me { id } }")).toEqual(["UNAUTHENTICATED"]);
    await system.anonymous.data(login, { input: { identifier: user.username, password: user.password } });
    expect(await linesAbout(user)).toContain("factor.reset success null");
  });
});

describe("ASVS 7.5.2: ending other sessions", () => {
  const revoke = `mutation ($id: ID!, $currentPassword: String, $code: String) {
    revokeSession(id: $id, currentPassword: $currentPassword, code: $code) { revokedSessions }
  }`;
  const logoutAll = `mutation ($currentPassword: String, $code: String) {
    logoutAll(currentPassword: $currentPassword, code: $code) { revokedSessions }
  }`;
  /** Moves the sign-ins of a user an hour back; returns the ids of its sessions, the oldest first. */
  const age = async ({ id }: TestUser): Promise<string[]> => {
    await models.sessions.updateMany(
      { accountId: id },
      { authenticatedAt: new Date(Date.now() - 3_600_000) },
    );
    return (await models.sessions.find({ accountId: id }).sort({ createdAt: 1 }).lean()).map(
      ({ _id }) => _id,
    );
  };
  const signInAgain = async ({ username, password }: TestUser): Promise<Tokens> => {
    const input = { identifier: username, password };
    return (await system.anonymous.data<{ login: Tokens }>(login, { input })).login;
  };

  it("asks for the password when the sign-in is long ago, and takes no refresh for a new one", async () => {
    const user = await system.registerUser();
    await signInAgain(user);
    const [, other = ""] = await age(user);
    const { refresh } = await system.anonymous.data<{ refresh: Tokens }>(
      "mutation ($token: String!) { refresh(input: { refreshToken: $token }) { accessToken refreshToken } }",
      { token: user.refreshToken },
    );
    const refreshed = createClient(system.urls.gateway, refresh.accessToken);
    for (const one of [user, refreshed]) {
      expect(await one.codes(logoutAll)).toEqual(["REAUTHENTICATION_REQUIRED"]);
      expect(await one.codes(revoke, { id: other })).toEqual(["REAUTHENTICATION_REQUIRED"]);
    }
    expect(await user.codes(logoutAll, { currentPassword: "not my password" })).toEqual([
      "INVALID_CREDENTIALS",
    ]);
    expect(await user.codes(revoke, { id: other, currentPassword: "not my password" })).toEqual([
      "INVALID_CREDENTIALS",
    ]);
    expect((await system.anonymous.send(logoutAll)).errors[0]?.extensions.code).toBe("UNAUTHENTICATED");
    const { currentPassword } = { currentPassword: user.password };
    expect(await user.data(revoke, { id: other, currentPassword })).toEqual({
      revokeSession: { revokedSessions: 1 },
    });
    expect(await user.data(logoutAll, { currentPassword })).toEqual({ logoutAll: { revokedSessions: 1 } });
  });

  it("asks for a code, too, where there is an app", async () => {
    const user = await enrolUser();
    await age(user);
    const currentPassword = user.password;
    expect(await user.codes(logoutAll, { currentPassword })).toEqual(["BAD_USER_INPUT"]);
    expect(await user.codes(logoutAll, { currentPassword, code: "000000" })).toEqual(["INVALID_CREDENTIALS"]);
    expect(await user.codes(logoutAll, { currentPassword, code: user.recoveryCodes[0] })).toEqual([]);
  });

  it("asks for nothing after a new sign-in, for one's own session, or of an admin for another user's", async () => {
    const user = await system.registerUser();
    const [own = ""] = await age(user);
    const again = createClient(system.urls.gateway, (await signInAgain(user)).accessToken);
    expect(await again.data(revoke, { id: own })).toEqual({ revokeSession: { revokedSessions: 1 } });

    const [ending, admin] = [await system.registerUser(), await system.registerAdmin()];
    const [itself = ""] = await age(ending);
    expect(await ending.codes(revoke, { id: itself })).toEqual([]);
    const target = await system.registerUser();
    const [theirs = ""] = await age(target);
    await age(admin);
    expect(await admin.codes(revoke, { id: theirs })).toEqual([]);
  });
});
