/** The audit trail: ASVS 5.0 chapter 16. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import mongoose, { type Connection, createConnection } from "mongoose";
import { v7 as uuidv7 } from "uuid";
import { conflict, forbidden } from "../../platform/errors.js";
import { gatewaySecretHeader } from "../../platform/http/gateway-secret.js";
import { denialsPath } from "../../platform/identity/denial-report.js";
import { projectRoot } from "../../platform/project-root.js";
import { runInTrace } from "../../platform/telemetry/current-trace.js";
import { Trace } from "../../platform/telemetry/trace.js";
import { type Audit, createAudit } from "../../subgraphs/auth/audit/audit.js";
import { auditTypes } from "../../subgraphs/auth/audit/audit-types.js";
import type { AuditRecord } from "../../subgraphs/auth/audit/model.js";
import { type AuthModels, createAuthModels } from "../../subgraphs/auth/model.js";
import { eventually } from "../support/service-process.js";
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
    const account = uuidv7();
    const entry = { type: "user.enabled", subjectId: account, client } as const;
    const outcomes = async () =>
      (await entriesAbout(account)).map(({ outcome, reason }) => [outcome, reason]);
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
    const one = { subjectId: uuidv7() };
    await audit.record({ type: "sign-in", outcome: "failure", ...one, client });
    const forged = { $set: { outcome: "success" } };
    await expect(models.audit.updateOne(one, forged).exec()).rejects.toThrow(/only ever added to/);
    await expect(models.audit.updateMany(one, forged).exec()).rejects.toThrow(/only ever added to/);
    await expect(models.audit.findOneAndUpdate(one, forged).exec()).rejects.toThrow(/only ever added to/);
    await expect(models.audit.deleteOne(one).exec()).rejects.toThrow(/only ever added to/);
    await expect(models.audit.deleteMany(one).exec()).rejects.toThrow(/only ever added to/);
    expect(await entriesAbout(one.subjectId)).toMatchObject([{ outcome: "failure" }]);
  });

  it("bounds what comes from outside, and says when an entry goes", async () => {
    const endless = "x".repeat(100_000);
    const subjectId = uuidv7();
    const sender = { ipAddress: endless, userAgent: endless };
    await audit.record({
      type: "sign-in",
      outcome: "failure",
      subjectId,
      reason: endless,
      client: sender,
    });
    const [entry] = await entriesAbout(subjectId);
    expect(entry?.ipAddress).toHaveLength(64);
    expect(entry?.userAgent).toHaveLength(256);
    expect(entry?.reason).toHaveLength(64);
    expect(entry!.expiresAt.getTime() - entry!.time.getTime()).toBe(30 * 86_400_000);
    const indexes = await models.audit.listIndexes();
    expect(indexes).toContainEqual(expect.objectContaining({ key: { expiresAt: 1 }, expireAfterSeconds: 0 }));
  });

  it("takes nothing for the id of an account that has not the form of one", async () => {
    const requestId = uuidv7();
    const entry = {
      type: "user.enabled",
      outcome: "failure",
      subjectId: "hunter2",
      actorId: "\u001b[2J",
    } as const;
    await runInTrace(new Trace(requestId, undefined), () => audit.record({ ...entry, client }));
    expect(await models.audit.findOne({ requestId }).lean()).toMatchObject({
      subjectId: null,
      actorId: null,
    });
  });

  it("ASVS 16.1.1: has every type in the description that clients read", () => {
    const sdl = readFileSync(join(projectRoot, "schema", "auth.graphql"), "utf8");
    expect(auditTypes.filter((type) => !sdl.includes(`\`${type}\``))).toEqual([]);
    expect(new Set(auditTypes).size).toBe(auditTypes.length);
  });
});

describe("auditEvents", () => {
  const list = `query ($first: Int, $after: String, $filter: AuditFilter) {
    auditEvents(first: $first, after: $after, filter: $filter) {
      edges { cursor node { id } }
      nodes {
        id time type outcome reason ipAddress userAgent requestId
        actor { id username displayName }
        subject { id username email }
      }
      pageInfo { hasNextPage endCursor }
    }
  }`;
  interface Answer {
    auditEvents: {
      edges: { cursor: string; node: { id: string } }[];
      nodes: {
        id: string;
        time: string;
        type: string;
        outcome: string;
        reason: string | null;
        actor: { id: string; username: string } | null;
        subject: { id: string; username: string } | null;
      }[];
      pageInfo: { hasNextPage: boolean; endCursor: string };
    };
  }

  it("ASVS 16.4.2: is returned to admins only", async () => {
    const user = await system.registerUser();
    expect(await system.anonymous.codes(list)).toEqual(["UNAUTHENTICATED"]);
    expect(await user.codes(list)).toEqual(["FORBIDDEN"]);
  });

  it("ASVS 16.3.2: shows who called at the auth subgraph what only admins may, and about whom", async () => {
    const [admin, user] = [await system.registerAdmin(), await system.registerUser()];
    const direct = system.subgraph("auth", user.accessToken);
    expect(await direct.codes(`mutation { disableUser(id: "${admin.id}") { id } }`)).toEqual(["FORBIDDEN"]);
    const { auditEvents } = await admin.data<Answer>(list, { first: 1, filter: { actorId: user.id } });
    expect(auditEvents.nodes).toMatchObject([
      {
        type: "admin.denied",
        outcome: "denied",
        reason: "Mutation.disableUser",
        actor: { id: user.id, username: user.username, displayName: user.username },
        subject: { id: admin.id, email: admin.email },
      },
    ]);
  });

  it("ASVS 16.3.2: shows what the gateway has refused before auth was asked, the same call once", async () => {
    const [admin, user] = [await system.registerAdmin(), await system.registerUser()];
    const denied = `mutation { a: disableUser(id: "${admin.id}") { id } b: enableUser(id: "${admin.id}") { id } }`;
    for (let time = 0; time < 3; time++) expect(await user.codes(denied)).toEqual(["FORBIDDEN", "FORBIDDEN"]);
    await user.codes("{ me { id } statuses: systemStatus { service } }");
    await system.anonymous.codes(denied);
    const reasons = async () => {
      const { auditEvents } = await admin.data<Answer>(list, {
        filter: { type: "admin.denied", actorId: user.id },
      });
      return auditEvents.nodes.map(({ reason }) => reason).toSorted();
    };
    await eventually(async () => (await reasons()).length >= 3);
    expect(await reasons()).toEqual(["Mutation.disableUser", "Mutation.enableUser", "Query.systemStatus"]);
  });

  it("ASVS 16.4.2: records a denial only for the gateway, and only for the account whose token it sends", async () => {
    const user = await system.registerUser();
    const post = async (headers: Record<string, string>, body: object) => {
      const url = `${system.urls.auth}${denialsPath}`;
      const more = { "content-type": "application/json", ...headers };
      return (await fetch(url, { method: "POST", headers: more, body: JSON.stringify(body) })).status;
    };
    const secret = { [gatewaySecretHeader]: system.gatewaySecret };
    const token = { authorization: `Bearer ${user.accessToken}` };
    const fields = ["Mutation.disableUser"];
    expect(await post(token, { fields })).toBe(403);
    expect(await post(secret, { fields })).toBe(400);
    for (const forged of [["a text of my own"], [1], "Mutation.disableUser", Array(11).fill("Mutation.x")])
      expect(await post({ ...secret, ...token }, { fields: forged })).toBe(400);
    expect(await models.audit.countDocuments({ actorId: user.id, type: "admin.denied" })).toBe(0);
    expect(await post({ ...secret, ...token }, { fields })).toBe(204);
  });

  it("filters by type, actor and subject together, and pages newest first without a gap or a repeat", async () => {
    const [admin, user] = [await system.registerAdmin(), await system.registerUser()];
    for (const change of ["disableUser", "enableUser", "disableUser", "enableUser", "disableUser"])
      await admin.data(`mutation ($id: ID!) { ${change}(id: $id) { id } }`, { id: user.id });
    const filter = { type: "user.disabled", subjectId: user.id, actorId: admin.id };
    const seen: Answer["auditEvents"]["nodes"] = [];
    let after: string | null = null;
    for (let more = true; more; ) {
      const { auditEvents }: Answer = await admin.data<Answer>(list, { first: 2, after, filter });
      expect(auditEvents.edges.map(({ node }) => node.id)).toEqual(auditEvents.nodes.map(({ id }) => id));
      seen.push(...auditEvents.nodes);
      ({ endCursor: after, hasNextPage: more } = auditEvents.pageInfo);
    }
    expect(seen).toHaveLength(3);
    expect(seen.every(({ type }) => type === "user.disabled")).toBe(true);
    expect(seen.map(({ time }) => time)).toEqual(
      seen
        .map(({ time }) => time)
        .toSorted()
        .toReversed(),
    );
    const none = await admin.data<Answer>(list, { filter: { ...filter, type: "no such type" } });
    expect(none.auditEvents.nodes).toEqual([]);
  });

  it.each([
    ["first", { first: 0 }],
    ["first", { first: 101 }],
    ["after", { after: "garbage" }],
  ])("names the %s that is wrong", async (field, wrong) => {
    const admin = await system.registerAdmin();
    const { errors } = await admin.send(list, wrong);
    expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT", field } }]);
  });

  it("shows an account that is gone as its tombstone, and reads all accounts of a page at once", async () => {
    const admin = await system.registerAdmin();
    const people = await Promise.all([1, 2, 3].map(() => system.registerUser()));
    const gone = uuidv7();
    const entry = { type: "user.disabled", outcome: "success", actorId: admin.id, client } as const;
    for (const subjectId of [gone, ...people.map(({ id }) => id)])
      await audit.record({ ...entry, subjectId });
    const reads: string[] = [];
    // The relay's rounds read accounts as well, by their outbox.
    mongoose.set("debug", (collection: string, method: string, query?: object) => {
      if (!JSON.stringify(query ?? null).includes("outbox")) reads.push(`${collection}.${method}`);
    });
    const filter = { type: "user.disabled", actorId: admin.id };
    const { auditEvents } = await admin.data<Answer>(list, { filter });
    mongoose.set("debug", false);
    expect(auditEvents.nodes.map(({ subject }) => subject?.id).toReversed()).toEqual([
      gone,
      ...people.map(({ id }) => id),
    ]);
    expect(reads.filter((read) => read === "accounts.find")).toHaveLength(1);
    expect(reads.filter((read) => read === "audit.find")).toHaveLength(1);
  });
});
