/** Every query that the services make is served by an index, by the word of the database itself. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import mongoose from "mongoose";
import { awaitMail, tokenIn } from "../support/mailbox.js";
import { startTestSystem, type TestSystem } from "../support/system.js";

/** A call as mongoose makes it: collection, method, arguments. */
type Call = [collection: string, method: string, ...args: unknown[]];

const databaseOf: Record<string, "auth" | "user" | "task"> = {
  accounts: "auth",
  sessions: "auth",
  audit: "auth",
  challenges: "auth",
  passkeys: "auth",
  mails: "auth",
  leases: "auth",
  attempts: "auth",
  profiles: "user",
  tasks: "task",
  // The user's are found by their ids alone.
  departures: "task",
  assignmentCounts: "task",
};

const calls = new Map<string, Call>();
let system: TestSystem;
beforeAll(async () => {
  mongoose.set("debug", (...call: unknown[]) => {
    const key = JSON.stringify(call.slice(0, 3), (_name, value) => (typeof value === "string" ? "…" : value));
    calls.set(`${call[0]}.${call[1]} ${key}`, call as Call);
  });
  system = await startTestSystem();
});
afterAll(() => system.stop());

/** Uses every field, filter and order there is. */
async function useEverything(): Promise<void> {
  const [admin, user, other] = [
    await system.registerAdmin(),
    await system.registerUser(),
    await system.registerUser(),
  ];
  const task =
    'mutation ($assignee: ID) { createTask(input: { title: "t", assigneeId: $assignee, dueDate: "2027-01-01" }) { id } }';
  const { createTask } = await user.data<{ createTask: { id: string } }>(task, { assignee: other.id });
  const { createTask: second } = await user.data<{ createTask: { id: string } }>(task, {});
  const filters = [
    "{}",
    `{ ownerId: "${user.id}" }`,
    `{ assigneeId: "${other.id}" }`,
    `{ ownerId: "${user.id}", assigneeId: "${other.id}", status: TODO, enabled: true, priority: LOW, dueBefore: "2028-01-01", dueAfter: "2026-01-01" }`,
  ];
  for (const one of [user, admin]) {
    for (const field of ["CREATED_AT", "UPDATED_AT", "DUE_DATE", "PRIORITY"]) {
      for (const direction of ["ASC", "DESC"]) {
        for (const filter of filters) {
          const select = (after: string) =>
            `{ tasks(first: 1, after: ${after}, filter: ${filter}, orderBy: { field: ${field}, direction: ${direction} }) { pageInfo { endCursor } totalCount } }`;
          const { tasks } = await one.data<{ tasks: { pageInfo: { endCursor: string | null } } }>(
            select("null"),
          );
          await one.data(select(JSON.stringify(tasks.pageInfo.endCursor)));
        }
      }
    }
    for (const order of ["CREATED_AT", "USERNAME"]) {
      for (const filter of ["{}", "{ enabled: true }", "{ role: ADMIN }", '{ usernamePrefix: "u" }']) {
        const select = (after: string) =>
          `{ users(first: 1, after: ${after}, filter: ${filter}, orderBy: { field: ${order}, direction: ASC }) { nodes { username tasks(first: 2) { totalCount nodes { id } } } pageInfo { endCursor } totalCount } }`;
        const { users } = await one.data<{ users: { pageInfo: { endCursor: string | null } } }>(
          select("null"),
        );
        await one.data(select(JSON.stringify(users.pageInfo.endCursor)));
      }
    }
    await one
      .data(
        "{ users(first: 5) { nodes { tasks(first: 2) { nodes { owner { email displayName lastLoginAt } } } } } }",
      )
      .catch(() => {});
  }
  await user.data(
    `{ me { email } user(id: "${other.id}") { id } task(id: "${createTask.id}") { id } sessions { id } }`,
  );
  for (const field of ["disableTask", "enableTask"])
    await user.data(`mutation { ${field}(id: "${createTask.id}") { id } }`);
  await user.data(
    `mutation { assignTask(id: "${createTask.id}", assigneeId: null) { id } deleteTask(id: "${second.id}") { id } }`,
  );
  await user.data(`mutation { updateUser(id: "${user.id}", input: { bio: "x" }) { id } }`);
  await user.data("mutation ($token: String!) { refresh(input: { refreshToken: $token }) { expiresIn } }", {
    token: user.refreshToken,
  });
  await user.data("query ($token: String!) { introspectToken(token: $token) { active } }", {
    token: user.accessToken,
  });
  const mover = await system.registerUser();
  const newEmail = `new-${mover.email}`;
  const change = { currentPassword: mover.password, newEmail };
  await mover.data("mutation { requestEmailVerification { accepted } }");
  await mover.data("mutation ($input: ChangeEmailInput!) { changeEmail(input: $input) { accepted } }", {
    input: change,
  });
  const proof = tokenIn(await awaitMail(system, newEmail, /Confirm/));
  await mover.data("mutation ($token: String!) { verifyEmail(input: { token: $token }) { email } }", {
    token: proof,
  });
  await system.anonymous.data(
    "mutation ($name: String!) { requestPasswordReset(input: { identifier: $name }) { accepted } }",
    { name: newEmail },
  );
  const reset = tokenIn(await awaitMail(system, newEmail, /^Reset/));
  await system.anonymous.data(
    'mutation ($token: String!) { resetPassword(input: { token: $token, newPassword: "a passphrase of some length" }) { revokedSessions } }',
    { token: reset },
  );
  const { createTask: third } = await user.data<{ createTask: { id: string } }>(task, { assignee: other.id });
  await other.data(`mutation { declineTask(id: "${third.id}") { id } }`);
  const leaver = await system.registerUser();
  await leaver.data(task, { assignee: other.id });
  await leaver.data("mutation ($input: DeleteAccountInput!) { deleteAccount(input: $input) { id } }", {
    input: { currentPassword: leaver.password },
  });
  await other.data("{ exportMyData { sessions { id } activity(first: 1) { nodes { id } } } }");
  await admin.data(`mutation { setUserRoles(id: "${other.id}", roles: [ADMIN]) { id } }`);
  await admin.data(`mutation { disableUser(id: "${other.id}") { id } }`);
  await admin.data(`mutation { enableUser(id: "${other.id}") { id } }`);
  for (const filter of [
    "{}",
    '{ type: "sign-in" }',
    `{ subjectId: "${user.id}" }`,
    `{ type: "sign-in", actorId: "${user.id}", subjectId: "${user.id}" }`,
  ]) {
    const select = (after: string) =>
      `{ auditEvents(first: 1, after: ${after}, filter: ${filter}) { nodes { actor { id } } pageInfo { endCursor } } }`;
    const { auditEvents } = await admin.data<{ auditEvents: { pageInfo: { endCursor: string } } }>(
      select("null"),
    );
    await admin.data(select(JSON.stringify(auditEvents.pageInfo.endCursor)));
  }
  await user.data("{ passkeys { id } }");
  await user.data("mutation { beginPasskeyLogin { options } }");
  await user.data("mutation { logoutAll { revokedSessions } }");
}

/** The explain command for a call, or null for a write of a new document. */
function toExplain([collection, method, ...args]: Call): Record<string, unknown>[] {
  const [first, second, third] = args as [
    Record<string, unknown>,
    Record<string, unknown>,
    Record<string, unknown>,
  ];
  const { sort, limit, projection, hint } = (second ?? {}) as Record<string, unknown>;
  if (method === "find" || method === "findOne") {
    return [
      {
        find: collection,
        filter: first,
        ...(sort ? { sort: plain(sort) } : {}),
        ...(typeof limit === "number" && { limit }),
        ...(projection ? { projection } : {}),
        ...(hint ? { hint } : {}),
      },
    ];
  }
  if (method === "countDocuments") {
    const pipeline = [{ $match: first }, { $group: { _id: 1, n: { $sum: 1 } } }];
    return [{ aggregate: collection, pipeline, cursor: {}, ...(hint ? { hint } : {}) }];
  }
  if (method === "aggregate") return [{ aggregate: collection, pipeline: first, cursor: {} }];
  if (method === "updateMany")
    return [{ update: collection, updates: [{ q: first, u: second, multi: true }] }];
  if (method === "updateOne")
    return [{ update: collection, updates: [{ q: first, u: second, upsert: third?.["upsert"] === true }] }];
  if (method === "findOneAndUpdate") return [{ findAndModify: collection, query: first, update: second }];
  if (method === "deleteOne") return [{ delete: collection, deletes: [{ q: first, limit: 1 }] }];
  if (method === "bulkWrite") {
    return (args[0] as { updateOne: { filter: object; update: object } }[]).map(({ updateOne }) => ({
      update: collection,
      updates: [{ q: updateOne.filter, u: updateOne.update }],
    }));
  }
  return [];
}

/** mongoose hands sorts over as maps. */
const plain = (sort: unknown) => (sort instanceof Map ? Object.fromEntries(sort) : sort);

/** Names of all stages anywhere in an explanation. */
function stagesOf(explanation: unknown, found: string[] = []): string[] {
  if (Array.isArray(explanation)) for (const entry of explanation) stagesOf(entry, found);
  else if (typeof explanation === "object" && explanation !== null) {
    for (const [name, value] of Object.entries(explanation)) {
      if (name === "stage" && typeof value === "string") found.push(value);
      else if (name !== "rejectedPlans") stagesOf(value, found);
    }
  }
  return found;
}

describe("the database", () => {
  it("scans no collection and sorts nothing in memory, whatever the graph is asked", async () => {
    await useEverything();
    mongoose.set("debug", false);
    const bad: string[] = [];
    let explained = 0;
    for (const call of calls.values()) {
      const { uri, name } = system.config[databaseOf[call[0]] ?? "auth"].database;
      const connection = await mongoose.createConnection(uri, { dbName: name }).asPromise();
      for (const explain of toExplain(call)) {
        const answer = await connection.db?.command({ explain, verbosity: "queryPlanner" });
        const stages = stagesOf(answer);
        explained += 1;
        if (stages.includes("COLLSCAN") || stages.length === 0)
          bad.push(`${stages.join("<")} ${JSON.stringify(explain)}`);
        if (stages.includes("SORT") && !mayBeSorted(explain))
          bad.push(`${stages.join("<")} ${JSON.stringify(explain)}`);
      }
      await connection.close();
    }
    expect(bad).toEqual([]);
    expect(explained).toBeGreaterThan(40);
  });
});

/** A search by prefix in order of age sorts what the prefix finds, the backlog what waits; nothing else is sorted. */
function mayBeSorted(explain: Record<string, unknown>): boolean {
  return /usernameKey|outbox\.time/.test(JSON.stringify(explain));
}
