/**
 * The deletion of an account: who may, what is deleted at once, what soon, what stays, and that no late event restores
 * it.
 */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Connection, createConnection } from "mongoose";
import { createOutbox } from "../../platform/database/outbox.js";
import { createEvent, type Event } from "../../platform/events/event.js";
import { startOutboxRelay } from "../../platform/events/outbox-relay.js";
import { type AuthModels, createAuthModels } from "../../subgraphs/auth/model.js";
import { entombAccount } from "../../subgraphs/auth/privacy/entomb-account.js";
import { createTaskModels, type TaskModels } from "../../subgraphs/task/model.js";
import { clearingTiming, startClearing } from "../../subgraphs/task/service/clear-deleted-accounts.js";
import { createUserModels, type UserModels } from "../../subgraphs/user/model.js";
import { applyAccountEvent } from "../../subgraphs/user/service/apply-account-event.js";
import { findProfiles } from "../../subgraphs/user/service/find-profiles.js";
import { silentLog } from "../support/environment.js";
import { awaitMail, registerProven } from "../support/mailbox.js";
import { enrolSecondFactor } from "../support/second-factor.js";
import { eventually } from "../support/service-process.js";
import { startTestSystem, type TestSystem, type TestUser } from "../support/system.js";

let system: TestSystem;
let connections: Connection[];
let auth: AuthModels;
let user: UserModels;
let task: TaskModels;
beforeAll(async () => {
  system = await startTestSystem();
  connections = await Promise.all(
    ([system.config.auth, system.config.user, system.config.task] as const).map(
      ({ database: { uri, name } }) => createConnection(uri, { dbName: name }).asPromise(),
    ),
  );
  auth = createAuthModels(connections[0]!);
  user = createUserModels(connections[1]!);
  task = createTaskModels(connections[2]!);
});
afterAll(async () => {
  for (const connection of connections) await connection.close();
  await system.stop();
});

const deletion = "mutation ($input: DeleteAccountInput!) { deleteAccount(input: $input) { id } }";
const login = "mutation ($input: LoginInput!) { login(input: $input) { accessToken } }";
const deleteAccount = (who: TestUser) => who.send(deletion, { input: { currentPassword: who.password } });

interface Listed {
  tasks: { nodes: { owner: Record<string, unknown> }[] };
}

/** The whole content of a database, as text. */
async function dump(connection: Connection): Promise<string> {
  const collections = await connection.db!.listCollections().toArray();
  const documents = await Promise.all(
    collections.map(({ name }) => connection.db!.collection(name).find().toArray()),
  );
  return JSON.stringify(documents);
}

const createTasks = (owner: TestUser, count: number, assigneeId: string | null = null) =>
  owner.data<Record<string, { id: string }>>(
    `mutation ($assigneeId: ID) { ${Array.from(
      { length: count },
      (_, index) =>
        `t${index}: createTask(input: { title: "Secret plan ${index}", assigneeId: $assigneeId }) { id }`,
    ).join(" ")} }`,
    { assigneeId },
  );

describe("the last enabled admin", () => {
  it("stays, also when two delete themselves at the same time", async () => {
    const admins = [await system.registerAdmin(), await system.registerAdmin()];
    const answers = await Promise.all(admins.map(deleteAccount));
    const codes = answers.flatMap(({ errors }) => errors.map(({ extensions }) => extensions.code));
    expect(codes).toEqual(["FORBIDDEN"]);
    expect(await auth.accounts.countDocuments({ roles: "ADMIN", enabled: true })).toBe(1);
  });
});

describe("an account that its owner deletes", () => {
  it("ASVS 5.0, 7.5.1: asks for the password, and stays when it is wrong", async () => {
    const one = await system.registerUser();
    const { errors } = await one.send(deletion, { input: { currentPassword: "not my password" } });
    expect(errors[0]?.extensions).toEqual({ code: "INVALID_CREDENTIALS", field: "currentPassword" });
    expect(await one.data("{ me { id } }")).toEqual({ me: { id: one.id } });
  });

  it("ASVS 5.0, 7.5.1: asks for the second factor, where there is one, and erases it", async () => {
    const one = await registerProven(system);
    const [code] = await enrolSecondFactor(one);
    const { errors } = await deleteAccount(one);
    expect(errors[0]?.extensions).toMatchObject({ code: "BAD_USER_INPUT", field: "code" });
    await one.data(deletion, { input: { currentPassword: one.password, code } });
    expect(await auth.accounts.findById(one.id).lean()).not.toHaveProperty("totp.secret");
  });

  it("ASVS 5.0, 7.4.2: is signed out everywhere at once, by every door", async () => {
    const one = await system.registerUser();
    const { data } = await deleteAccount(one);
    expect(data).toEqual({ deleteAccount: { id: one.id } });
    expect(await one.codes("{ me { id } }")).toEqual(["UNAUTHENTICATED"]);
    expect(await one.codes("{ tasks { totalCount } }")).toEqual(["UNAUTHENTICATED"]);
    for (const [service, query] of [
      ["auth", "{ sessions { id } }"],
      ["user", "{ me { id } }"],
      ["task", "{ tasks { totalCount } }"],
    ] as const) {
      expect(await system.subgraph(service, one.accessToken).codes(query)).toEqual(["UNAUTHENTICATED"]);
    }
    expect(
      await system.anonymous.codes(
        "mutation ($token: String!) { refresh(input: { refreshToken: $token }) { expiresIn } }",
        { token: one.refreshToken },
      ),
    ).toEqual(["UNAUTHENTICATED"]);
    for (const identifier of [one.username, one.email, `DELETED ${one.id}`, ""]) {
      expect(await system.anonymous.codes(login, { input: { identifier, password: one.password } })).toEqual([
        "INVALID_CREDENTIALS",
      ]);
    }
  });

  it("GDPR, art. 17: leaves nothing about the person in any of the three databases", async () => {
    const [one, other] = [await registerProven(system), await system.registerUser()];
    await one.data(`mutation { updateUser(id: "${one.id}", input: { bio: "Born in 1815" }) { id } }`);
    await createTasks(one, 2, other.id);
    await one.data("mutation { requestEmailVerification { accepted } }");
    await deleteAccount(one);
    const mail = await awaitMail(system, one.email, /has been deleted/);
    expect(mail.text).toContain(one.username);
    await eventually(async () => {
      const left = (await Promise.all(connections.map(dump))).join();
      return !left.includes(one.username) && !/Born in 1815/.test(left);
    });
    const sessions = await auth.sessions.find({ accountId: one.id }).lean();
    expect(sessions.length).toBeGreaterThan(0);
    for (const { userAgent, ipAddress, revokedAt, expiresAt } of sessions) {
      expect([userAgent, ipAddress]).toEqual([null, null]);
      expect(revokedAt).not.toBeNull();
      expect(expiresAt.getTime() - Date.now()).toBeLessThan(400_000);
    }
    expect(await auth.accounts.findById(one.id).lean()).toMatchObject({
      enabled: false,
      roles: [],
      passwordHash: "",
      outbox: [],
    });
  });

  it("can no longer be seen, changed, or given a task", async () => {
    const [one, other] = [await system.registerUser(), await system.registerUser()];
    await deleteAccount(one);
    const boss = await system.registerAdmin();
    for (const field of ["enableUser", "disableUser"])
      expect(await boss.codes(`mutation { ${field}(id: "${one.id}") { id } }`)).toEqual(["NOT_FOUND"]);
    expect(await boss.codes(`mutation { setUserRoles(id: "${one.id}", roles: [ADMIN]) { id } }`)).toEqual([
      "NOT_FOUND",
    ]);
    await eventually(
      async () => (await other.codes(`{ user(id: "${one.id}") { id } }`)).join() === "NOT_FOUND",
    );
    expect(
      await other.codes(`mutation { createTask(input: { title: "t", assigneeId: "${one.id}" }) { id } }`),
    ).toEqual(["BAD_USER_INPUT"]);
    const { auditEvents } = await boss.data<{ auditEvents: { nodes: object[] } }>(
      `{ auditEvents(filter: { subjectId: "${one.id}", type: "user.deleted" }) { nodes { type outcome actor { id } subject { id username email lastLoginAt deleted } } } }`,
    );
    expect(auditEvents.nodes).toEqual([
      {
        type: "user.deleted",
        outcome: "success",
        actor: { id: one.id },
        subject: {
          id: one.id,
          username: "deleted account",
          email: null,
          lastLoginAt: null,
          deleted: true,
        },
      },
    ]);
  });

  it("stays a tombstone in lists, so that none of them fails because of it", async () => {
    const [owner, assignee] = [await system.registerUser(), await system.registerUser()];
    const now = new Date();
    await task.tasks.insertMany(
      Array.from({ length: 120 }, (_, index) => ({
        _id: `${owner.id}-${index}`,
        title: `Plan ${index}`,
        description: "",
        status: "TODO" as const,
        priorityRank: 1,
        dueKey: "none",
        enabled: true,
        // Not found by its viewers, so that it is not cleared while the test reads it.
        ownerId: owner.id,
        assigneeId: assignee.id,
        viewerIds: [assignee.id],
        version: 1,
        deletedAt: null,
        createdAt: now,
        updatedAt: now,
        outbox: [],
      })),
    );
    const list =
      "{ tasks(first: 100) { totalCount nodes { title owner { id username displayName roles enabled bio createdAt updatedAt deleted tasks { totalCount } } } } }";
    const before = await assignee.data<Listed>(list);
    expect(before.tasks.nodes[0]!.owner).toMatchObject({ username: owner.username, deleted: false });
    await deleteAccount(owner);
    // Before the event arrives and after it, each row is there, and no error.
    let owners: object[] = [];
    await eventually(async () => {
      const { tasks } = await assignee.data<Listed>(list);
      expect(tasks.nodes).toHaveLength(100);
      owners = tasks.nodes.map((node) => node.owner);
      return tasks.nodes[0]!.owner["deleted"] === true;
    });
    const time = expect.stringMatching(new RegExp(`^${new Date().getUTCFullYear()}`));
    const tombstone = {
      id: owner.id,
      username: "deleted account",
      displayName: "deleted account",
      roles: [],
      enabled: false,
      bio: null,
      createdAt: time,
      updatedAt: time,
      deleted: true,
      tasks: { totalCount: 0 },
    };
    for (const one of owners) expect(one).toEqual(tombstone);
  });

  it("is told apart from an account that the directory has not heard of yet", async () => {
    const [fresh, other] = [await system.registerUser(), await system.registerUser()];
    const lost = newId();
    const ids = [fresh.id, lost];
    for (const assigneeId of ids) {
      const { createTask } = await other.data<{ createTask: { id: string } }>(
        'mutation { createTask(input: { title: "t" }) { id } }',
      );
      await task.tasks.updateOne({ _id: createTask.id }, { $set: { assigneeId } });
    }
    await eventually(async () => (await user.profiles.exists({ _id: fresh.id })) !== null);
    await user.profiles.deleteOne({ _id: fresh.id });
    const { tasks } = await other.data<{ tasks: { nodes: object[] } }>(
      "{ tasks(orderBy: { direction: ASC }) { nodes { assignee { id username displayName deleted enabled } } } }",
    );
    const [name, none] = [fresh.username, "deleted account"];
    expect(tasks.nodes).toEqual([
      { assignee: { id: fresh.id, username: name, displayName: name, deleted: false, enabled: true } },
      { assignee: { id: lost, username: none, displayName: none, deleted: true, enabled: false } },
    ]);
    // It is not found by its id.
    expect(await other.codes(`{ user(id: "${lost}") { id } }`)).toEqual(["NOT_FOUND"]);
    for (const name of ["auth", "user"] as const) {
      const { _entities } = await system
        .subgraph(name, other.accessToken)
        .data<{ _entities: object[] }>(
          "query ($who: [_Any!]!) { _entities(representations: $who) { ... on User { id username roles enabled } } }",
          { who: [{ __typename: "User", id: lost }] },
        );
      expect(_entities).toEqual([{ id: lost, username: none, roles: [], enabled: false }]);
    }
  });

  it("frees its username and its address, for a new account that gets nothing of it", async () => {
    const one = await system.registerUser();
    await createTasks(one, 1);
    await deleteAccount(one);
    const next = await system.registerUser(one.username);
    expect(next.id).not.toBe(one.id);
    expect(await next.data("{ me { username bio } tasks { totalCount } sessions { current } }")).toEqual({
      me: { username: one.username, bio: null },
      tasks: { totalCount: 0 },
      sessions: [{ current: true }],
    });
  });

  it("takes its tasks along, and gives back those of others, however many there are", async () => {
    const [one, other] = [await system.registerUser(), await system.registerUser()];
    const now = new Date();
    const many = Array.from({ length: 450 }, (_, index) => ({
      _id: `${one.id}-${index}`,
      title: "Secret plan",
      description: "",
      status: "TODO" as const,
      priorityRank: 1,
      dueKey: "none",
      enabled: true,
      ownerId: one.id,
      assigneeId: other.id,
      viewerIds: [one.id, other.id],
      version: 1,
      deletedAt: null,
      createdAt: now,
      updatedAt: now,
      outbox: [],
    }));
    await task.tasks.insertMany(many);
    const given = await createTasks(other, 3, one.id);
    const untouched = await createTasks(other, 1);
    await deleteAccount(one);
    await eventually(async () => {
      const { tasks } = await other.data<{
        tasks: { totalCount: number; nodes: { id: string; version: number; assignee: object | null }[] };
      }>("{ tasks(first: 100) { totalCount nodes { id version assignee { id } } } }");
      const back = tasks.nodes.filter(({ id }) => Object.values(given).some((entry) => entry.id === id));
      return (
        tasks.totalCount === 4 && back.every(({ assignee, version }) => assignee === null && version === 2)
      );
    });
    const { task: same } = await other.data<{ task: object }>(
      `{ task(id: "${untouched["t0"]?.id}") { version } }`,
    );
    expect(same).toEqual({ version: 1 });
    // Each was deleted with its event, and its document with that.
    await eventually(async () => (await task.tasks.countDocuments({ ownerId: one.id })) === 0);
  });
});

const newId = () => `gone-${crypto.randomUUID()}`;

describe("the event of a deletion", () => {
  const relay = { wake: async () => {} };
  const gone = (id: string, version = 7) => createEvent("auth", "user.deleted", id, { version });
  const registered = (id: string) =>
    createEvent("auth", "user.registered", id, {
      version: 1,
      username: `late-${id}`,
      email: `${id}@example.com`,
      displayName: null,
      roles: ["USER"],
      enabled: true,
      createdAt: new Date().toISOString(),
    });
  const claims = (subject: string) => ({
    subject,
    sessionId: "s",
    username: `late-${subject}`,
    roles: ["USER"] as const,
    clientId: "c",
    tokenId: "t",
    issuedAt: 0,
    expiresAt: 0,
    authenticatedAt: 0,
    isLegacy: false,
  });

  it("leaves no profile, in whatever order it comes with others, how often, and at the same time", async () => {
    const parts = { models: user };
    const [early, late, twice, at] = [newId(), newId(), newId(), newId()];
    await applyAccountEvent(parts, gone(early));
    await applyAccountEvent(parts, registered(early));
    await applyAccountEvent(parts, registered(late));
    await applyAccountEvent(parts, gone(late));
    expect(await findProfiles(parts, [late], claims(late))).toEqual([null]);
    for (let round = 0; round < 2; round++) await applyAccountEvent(parts, gone(twice));
    await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        index % 3 === 0
          ? applyAccountEvent(parts, gone(at))
          : index % 3 === 1
            ? applyAccountEvent(parts, registered(at))
            : findProfiles(parts, [at], claims(at)),
      ),
    );
    expect(await user.profiles.find({ _id: { $in: [early, late, twice, at] } }).lean()).toEqual([]);
  });

  it("clears tasks away once more when the last token is over, and again after a restart in the middle", async () => {
    const one = await system.registerUser();
    const id = newId();
    const pace = { ...clearingTiming, pollMilliseconds: 20, batchSize: 1 };
    const inTheirName = async () => {
      const { createTask } = await one.data<{ createTask: { id: string } }>(
        'mutation { createTask(input: { title: "t" }) { id } }',
      );
      await task.tasks.updateOne({ _id: createTask.id }, { $set: { ownerId: id, viewerIds: [id] } });
    };
    const left = () => task.tasks.countDocuments({ viewerIds: id, deletedAt: null });
    for (let round = 0; round < 3; round++) await inTheirName();
    const first = startClearing(task, 3_600, relay, silentLog(), pace);
    await first.note(id);
    await first.note(id);
    await first.stop();
    const second = startClearing(task, 3_600, relay, silentLog(), pace);
    await eventually(async () => (await left()) === 0);
    // A request that was in progress when the account was deleted.
    await inTheirName();
    const now = new Date();
    await task.deletedAccounts.updateOne({ _id: id }, { $set: { sweepAt: now, lastSweepAt: now } });
    await eventually(async () => (await left()) === 0);
    await eventually(async () => (await task.deletedAccounts.exists({ _id: id })) === null);
    await second.stop();
  });

  it("waits in what is left of the account until it is out, after everything that came before it", async () => {
    // A database of its own, without another relay.
    const { uri, name } = system.config.auth.database;
    const connection = await createConnection(uri, { dbName: `${name}_waiting` }).asPromise();
    const models = createAuthModels(connection);
    const id = newId();
    const whole = await auth.accounts.findById((await system.registerUser()).id).lean();
    await models.accounts.create({ ...whole!, _id: id, outbox: [registered(id)] });
    const account = (await models.accounts.findById(id).lean())!;
    await entombAccount(models, id, () => {});
    const tombstone = (await models.accounts.findById(id).lean())!;
    expect(tombstone.outbox.map(({ type }) => type)).toEqual(["user.registered", "user.deleted"]);
    expect(tombstone).toMatchObject({
      username: "",
      email: "",
      enabled: false,
      version: account.version + 1,
    });
    const published: Event[] = [];
    const own = startOutboxRelay(
      [createOutbox(models.accounts)],
      { isConnected: () => true, publish: async (event) => void published.push(event) },
      silentLog(),
    );
    await eventually(async () => (await models.accounts.findById(id).lean())?.outbox.length === 0);
    await own.stop();
    expect(published.map(({ type }) => type)).toEqual(["user.registered", "user.deleted"]);
    await connection.dropDatabase();
    await connection.close();
  });
});
