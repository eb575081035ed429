/** The audit trail: ASVS 5.0 chapter 16. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Connection, createConnection } from "mongoose";
import { conflict, forbidden } from "../../platform/errors.js";
import type { AuditRecord } from "../../subgraphs/auth/model/audit.js";
import { type AuthModels, createAuthModels } from "../../subgraphs/auth/model.js";
import { type Audit, auditTypes, createAudit } from "../../subgraphs/auth/service/audit.js";
import { startTestSystem, type TestSystem } from "../support/system.js";

const login =
  "mutation ($input: LoginInput!) { login(input: $input) { accessToken refreshToken user { id } } }";
const refresh = "mutation ($token: String!) { refresh(input: { refreshToken: $token }) { refreshToken } }";
const client = { ipAddress: "192.0.2.7", userAgent: "a test" };

let system: TestSystem;
let connection: Connection;
let models: AuthModels;
let audit: Audit;
beforeAll(async () => {
  system = await startTestSystem({ REFRESH_REPLAY_GRACE_SECONDS: "0" });
  const { uri, name } = system.config.auth.database;
  connection = await createConnection(uri, { dbName: name }).asPromise();
  models = createAuthModels(connection);
  audit = createAudit(models, { retentionDays: 30 });
});
afterAll(async () => {
  await connection.close();
  await system.stop();
});

/** The entries about an account, oldest first. */
const entriesAbout = (subjectId: string): Promise<AuditRecord[]> =>
  models.audit.find({ subjectId }).sort({ time: 1, _id: 1 }).lean();
const linesAbout = async (subjectId: string) =>
  (await entriesAbout(subjectId)).map(({ type, outcome, reason }) => `${type} ${outcome} ${reason}`);

describe("the audit trail", () => {
  it("ASVS 16.3.1: holds every sign-in and every failure, with where it came from", async () => {
    const user = await system.registerUser();
    const input = { identifier: user.username, password: user.password };
    await system.anonymous.data(login, { input });
    await system.anonymous.codes(login, { input: { ...input, password: "not the password" } });
    const { requestId, ...failure } = (await entriesAbout(user.id)).at(-1)!;
    expect(await linesAbout(user.id)).toEqual([
      "user.registered success null",
      "sign-in success registration",
      "sign-in success password",
      "sign-in failure wrong password",
    ]);
    expect(failure).toMatchObject({ actorId: null, ipAddress: "127.0.0.1", userAgent: "node" });
    expect(requestId).toMatch(/^[\w-]{36}$/);
  });

  it("ASVS 16.2.5: holds nothing of what was typed for an account that there is not", async () => {
    const typed = "my password in the wrong field";
    await system.anonymous.codes(login, { input: { identifier: typed, password: typed } });
    const [entry] = await models.audit.find({ reason: "unknown account" }).lean();
    expect(entry).toMatchObject({ type: "sign-in", outcome: "failure", subjectId: null });
    expect(JSON.stringify(await models.audit.find().lean())).not.toContain(typed);
  });

  it("ASVS 16.3.2, 16.3.3: holds who changed whose roles, enabled, disabled, and what was refused", async () => {
    const [admin, user] = [await system.registerAdmin(), await system.registerUser()];
    const before = (await linesAbout(user.id)).length;
    for (const change of [
      `setUserRoles(id: "${user.id}", roles: [USER, ADMIN])`,
      `disableUser(id: "${user.id}")`,
    ])
      await admin.data(`mutation { ${change} { id } }`);
    await admin.data(`mutation { enableUser(id: "${user.id}") { id } }`);
    await admin.codes(`mutation { setUserRoles(id: "${user.id}", roles: []) { id } }`);
    const lines = (await linesAbout(user.id)).slice(before);
    expect(lines).toEqual([
      "roles.changed success USER ADMIN",
      "user.disabled success null",
      "user.enabled success null",
    ]);
    expect((await entriesAbout(user.id)).at(-1)).toMatchObject({ actorId: admin.id, subjectId: user.id });
  });

  it("ASVS 16.3.3: holds the change of a password, the wrong one given for it, and each way out", async () => {
    const user = await system.registerUser();
    const change =
      "mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { accessToken } }";
    const newPassword = "an entirely different passphrase";
    await user.codes(change, { input: { currentPassword: "wrong", newPassword } });
    await user.data(change, { input: { currentPassword: user.password, newPassword } });
    const sessions = await user.data<{ sessions: { id: string }[] }>("{ sessions { id } }");
    const other = await system.registerUser();
    expect(
      await other.codes(`mutation { revokeSession(id: "${sessions.sessions[0]?.id}") { revokedSessions } }`),
    ).toEqual(["NOT_FOUND"]);
    await user.data("mutation { logoutAll { revokedSessions } }");
    expect((await linesAbout(user.id)).slice(2)).toEqual([
      "password.changed failure wrong password",
      "password.changed success null",
      "sign-out success null",
    ]);
  });

  it("RFC 9700 2.2.2: holds the refresh token that came back", async () => {
    const user = await system.registerUser();
    await system.anonymous.data(refresh, { token: user.refreshToken });
    expect(await system.anonymous.codes(refresh, { token: user.refreshToken })).toEqual(["TOKEN_REUSED"]);
    expect((await linesAbout(user.id)).at(-1)).toBe("refresh.reused denied null");
  });

  it("has an entry before the change is made, which says how it ended only afterwards", async () => {
    const entry = { type: "user.enabled", subjectId: "somebody", client } as const;
    const outcomes = async () =>
      (await entriesAbout("somebody")).map(({ outcome, reason }) => [outcome, reason]);
    const during = await audit.change(entry, outcomes);
    expect(during).toEqual([["unknown", null]]);
    await expect(audit.change(entry, () => Promise.reject(forbidden()))).rejects.toThrow();
    await expect(audit.change(entry, () => Promise.reject(conflict("no")))).rejects.toThrow();
    await expect(audit.change(entry, () => Promise.reject(new Error("a fault")))).rejects.toThrow("a fault");
    expect(await outcomes()).toEqual([
      ["success", null],
      ["denied", "FORBIDDEN"],
      ["failure", "CONFLICT"],
      ["failure", "INTERNAL_SERVER_ERROR"],
    ]);
  });

  it("ASVS 16.5.3: changes nothing that it cannot note down", async () => {
    const { uri, name } = system.config.auth.database;
    const away = await createConnection(uri, { dbName: name, bufferCommands: false }).asPromise();
    const deaf = createAudit(createAuthModels(away), { retentionDays: 30 });
    await away.close();
    let done = false;
    const work = async () => {
      done = true;
    };
    await expect(deaf.change({ type: "user.enabled", client }, work)).rejects.toThrow();
    await expect(deaf.record({ type: "sign-in", outcome: "failure", client })).rejects.toThrow();
    expect(done).toBe(false);
  });

  it("ASVS 16.4.2: is only ever added to", async () => {
    await audit.record({ type: "sign-in", outcome: "failure", subjectId: "kept", client });
    const one = { subjectId: "kept" };
    const forged = { $set: { outcome: "success" } };
    await expect(models.audit.updateOne(one, forged).exec()).rejects.toThrow(/only ever added to/);
    await expect(models.audit.updateMany(one, forged).exec()).rejects.toThrow(/only ever added to/);
    await expect(models.audit.findOneAndUpdate(one, forged).exec()).rejects.toThrow(/only ever added to/);
    await expect(models.audit.deleteOne(one).exec()).rejects.toThrow(/only ever added to/);
    await expect(models.audit.deleteMany(one).exec()).rejects.toThrow(/only ever added to/);
    expect(await entriesAbout("kept")).toMatchObject([{ outcome: "failure" }]);
  });

  it("bounds what comes from outside, and says when an entry goes", async () => {
    const endless = "x".repeat(100_000);
    const sender = { ipAddress: endless, userAgent: endless };
    await audit.record({
      type: "sign-in",
      outcome: "failure",
      subjectId: "bounded",
      reason: endless,
      client: sender,
    });
    const [entry] = await entriesAbout("bounded");
    expect(entry?.ipAddress).toHaveLength(64);
    expect(entry?.userAgent).toHaveLength(256);
    expect(entry?.reason).toHaveLength(64);
    expect(entry!.expiresAt.getTime() - entry!.time.getTime()).toBe(30 * 86_400_000);
    const indexes = await models.audit.listIndexes();
    expect(indexes).toContainEqual(expect.objectContaining({ key: { expiresAt: 1 }, expireAfterSeconds: 0 }));
  });

  it("knows no two types by one name", () => {
    expect(new Set(auditTypes).size).toBe(auditTypes.length);
  });
});
