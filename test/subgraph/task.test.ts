/** Tasks: who may see and change them, what is taken in, lists, lost updates. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import mongoose, { createConnection } from "mongoose";
import { listEventTypes } from "../../platform/events/event.js";
import { readEvent } from "../../platform/events/schemas.js";
import { fillSearchKeys } from "../../subgraphs/task/migrations/0001-fill-search-keys.js";
import { createTaskModels } from "../../subgraphs/task/model.js";
import { createAssignmentLimits } from "../../subgraphs/task/service/limit-assignments.js";
import { recordDatabaseCalls } from "../support/database-calls.js";
import { eventually } from "../support/service-process.js";
import { startTestSystem, type TestSystem, type TestUser } from "../support/system.js";

const create =
  "mutation ($input: CreateTaskInput!) { createTask(input: $input) { id title description status priority dueDate enabled version owner { id } assignee { id } createdAt updatedAt } }";
const update =
  "mutation ($id: ID!, $input: UpdateTaskInput!) { updateTask(id: $id, input: $input) { id title description status priority dueDate version } }";
const assign =
  "mutation ($id: ID!, $assigneeId: ID) { assignTask(id: $id, assigneeId: $assigneeId) { id assignee { id username } version } }";
const read = "query ($id: ID!) { task(id: $id) { id title } }";
const list =
  "query ($first: Int, $after: String, $filter: TaskFilter, $orderBy: TaskOrder) { tasks(first: $first, after: $after, filter: $filter, orderBy: $orderBy) { nodes { id title } edges { cursor node { id } } pageInfo { hasNextPage endCursor } totalCount } }";
const byId = (field: string) => `mutation ($id: ID!) { ${field}(id: $id) { id } }`;

interface Listed {
  tasks: {
    nodes: { id: string; title: string }[];
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
    totalCount: number;
  };
}

/** So many tasks may one user assign to one other in an hour. */
const perPerson = 20;

let system: TestSystem;
let admin: TestUser;
beforeAll(async () => {
  system = await startTestSystem({ ASSIGNMENTS_PER_PERSON: String(perPerson) });
  admin = await system.registerAdmin();
});
afterAll(() => system.stop());

const newTask = async (owner: TestUser, input: object = {}): Promise<{ id: string }> => {
  const data = await owner.data<{ createTask: { id: string } }>(create, {
    input: { title: "A task", ...input },
  });
  return { id: data.createTask.id };
};
const titles = async (user: TestUser, variables: object = {}) =>
  (await user.data<Listed>(list, variables)).tasks.nodes.map(({ title }) => title);

/** Uses every field, filter and order of the subgraph, and resolves when the tasks of a deleted account are gone. */
async function useEverything(): Promise<void> {
  const [user, other] = [await system.registerUser(), await system.registerUser()];
  const [first, second] = [
    await newTask(user, { assigneeId: other.id, dueDate: "2027-01-01" }),
    await newTask(user),
  ];
  const filters = [
    {},
    { ownerId: user.id },
    { assigneeId: other.id },
    {
      ownerId: user.id,
      assigneeId: other.id,
      status: "TODO",
      enabled: true,
      priority: "LOW",
      dueBefore: "2028-01-01",
      dueAfter: "2026-01-01",
    },
    { search: "a ta", statuses: ["TODO", "DONE"] },
    { search: "task", ownerId: user.id, assigneeId: other.id },
  ];
  const orders = ["CREATED_AT", "UPDATED_AT", "DUE_DATE", "PRIORITY"].flatMap((field) =>
    ["ASC", "DESC"].map((direction) => ({ field, direction })),
  );
  for (const one of [user, admin]) {
    for (const orderBy of orders) {
      for (const filter of filters) {
        const { tasks } = await one.data<Listed>(list, { first: 1, filter, orderBy });
        await one.data(list, { first: 1, filter, orderBy, after: tasks.pageInfo.endCursor });
      }
    }
    await one.data(
      "{ users(first: 5) { nodes { tasks(first: 2) { totalCount nodes { id owner { username } } } } } }",
    );
    await one.data(`{ user(id: "${user.id}") { tasks(first: 2) { totalCount nodes { id } } } }`);
  }
  await user.data(read, first);
  await user.data(update, { ...first, input: { status: "DONE" } });
  for (const field of ["disableTask", "enableTask"]) await user.data(byId(field), first);
  await user.data(assign, { ...first, assigneeId: null });
  await user.data(byId("deleteTask"), second);
  const third = await newTask(user, { assigneeId: other.id });
  await other.data(byId("declineTask"), third);
  const leaver = await system.registerUser();
  await newTask(leaver, { assigneeId: other.id });
  await leaver.data("mutation ($input: DeleteAccountInput!) { deleteAccount(input: $input) { id } }", {
    input: { currentPassword: leaver.password },
  });
  const left = { filter: { ownerId: leaver.id } };
  await eventually(async () => (await admin.data<Listed>(list, left)).tasks.totalCount === 0);
}

describe("the task subgraph", () => {
  it("has an index for every query, and a schema for every event, whatever it is asked", async () => {
    const calls = recordDatabaseCalls();
    await useEverything().finally(calls.stop);
    // The backlog is as short as what waits; a filter by priority fixes the value of another index than the order's; a
    // search sorts what it finds.
    const mayBeSorted = (one: object) =>
      /"outbox.time"|"priorityRank":0|searchKeys/.test(JSON.stringify(one));
    const { slow, explained } = await calls.findSlowPlans(mayBeSorted);
    expect(slow).toEqual([]);
    expect(explained).toBeGreaterThan(40);
    const events = calls.events();
    for (const event of events) expect(readEvent(JSON.parse(JSON.stringify(event)))).toEqual(event);
    const types = new Set(events.map(({ type }) => type));
    const ofTasks = listEventTypes().filter((type) => type.startsWith("task."));
    expect(ofTasks.filter((type) => !types.has(type))).toEqual([]);
  });
});

describe("createTask", () => {
  it("fills in what is not said", async () => {
    const user = await system.someUser(0);
    const { createTask } = await user.data<{ createTask: Record<string, unknown> }>(create, {
      input: { title: "  Trim me " },
    });
    expect(createTask).toMatchObject({
      title: "Trim me",
      description: "",
      status: "TODO",
      priority: "NORMAL",
      dueDate: null,
      enabled: true,
      version: 1,
      owner: { id: user.id },
      assignee: null,
    });
    expect(createTask["createdAt"]).toBe(createTask["updatedAt"]);
  });

  it.each([
    ["title", { title: "   " }],
    ["title", { title: "x".repeat(201) }],
    ["title", { title: "two\nlines" }],
    ["description", { description: "x".repeat(10_001) }],
    ["dueDate", { dueDate: "2026-02-30" }],
    ["dueDate", { dueDate: "tomorrow" }],
    ["dueDate", { dueDate: "" }],
    ["priority", { priority: "SOON" }],
    ["title", { title: 7 }],
    ["assigneeId", { assigneeId: "unknown" }],
  ])("names the %s that is wrong: %j", async (field, wrong) => {
    const user = await system.someUser(0);
    const { errors } = await user.send(create, { input: { title: "Fine", ...wrong } });
    expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT", field } }]);
  });

  it("names the field when the wrong value is written in the operation itself", async () => {
    const user = await system.someUser(0);
    for (const [field, value] of [
      ["dueDate", '"2026-02-30"'],
      ["priority", "SOON"],
      ["dueDate", "5"],
      ["title", "null"],
    ]) {
      const input = field === "title" ? `title: ${value}` : `title: "Fine", ${field}: ${value}`;
      const { errors } = await user.send(`mutation { createTask(input: { ${input} }) { id } }`);
      expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT", field } }]);
    }
  });

  it("takes the longest of everything, and hostile texts as they are", async () => {
    const user = await system.someUser(0);
    const input = {
      title: "🪴".repeat(200),
      description: `${"x".repeat(9_900)}'; DROP TABLE--<script>{"$gt":""}`,
      dueDate: "2028-02-29",
    };
    expect(await user.data(create, { input })).toMatchObject({ createTask: input });
  });

  it("names everything that is wrong at once, in a new task and in a change", async () => {
    const user = await system.someUser(0);
    const wrong = { title: " ", description: "x".repeat(10_001), dueDate: "2027-02-29" };
    const task = await newTask(user);
    for (const { errors } of [
      await user.send(create, { input: wrong }),
      await user.send(update, { ...task, input: wrong }),
    ]) {
      expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT", field: "title" } }]);
      const { fields = [] } = errors[0]!.extensions;
      expect(fields.map(({ field }) => field)).toEqual(["title", "description", "dueDate"]);
      expect(fields[0]?.message).toBe(errors[0]?.message);
    }
  });

  it("does not assign to a disabled account", async () => {
    const [user, gone] = [await system.registerUser(), await system.registerUser()];
    await admin.data(byId("disableUser"), gone);
    expect(await user.codes(create, { input: { title: "For a deleted user", assigneeId: gone.id } })).toEqual(
      ["BAD_USER_INPUT"],
    );
  });
});

describe("a task", () => {
  it("is seen by its owner, its assignee and admins, and is NOT_FOUND for everybody else", async () => {
    const [owner, assignee, stranger] = [
      await system.registerUser(),
      await system.registerUser(),
      await system.registerUser(),
    ];
    const task = await newTask(owner, { assigneeId: assignee.id });
    for (const one of [owner, assignee, admin]) expect(await one.codes(read, task)).toEqual([]);
    expect(await stranger.codes(read, task)).toEqual(["NOT_FOUND"]);
    expect(await stranger.codes(read, { id: "no such task" })).toEqual(["NOT_FOUND"]);
    expect(await system.anonymous.codes(read, task)).toEqual(["UNAUTHENTICATED"]);
  });

  it.each(["enableTask", "disableTask", "deleteTask", "assignTask"])(
    "gets %s from its owner or an admin only",
    async (field) => {
      const [owner, assignee, stranger] = [
        await system.someUser(0),
        await system.someUser(1),
        await system.someUser(2),
      ];
      const task = await newTask(owner, { assigneeId: assignee.id });
      expect(await assignee.codes(byId(field), task)).toEqual(["FORBIDDEN"]);
      // As for a task that there is none of: a stranger does not learn that it exists.
      expect(await stranger.codes(byId(field), task)).toEqual(["NOT_FOUND"]);
      expect(await system.anonymous.codes(byId(field), task)).toEqual(["UNAUTHENTICATED"]);
      expect(await owner.codes(byId(field), { id: "no such task" })).toEqual(["NOT_FOUND"]);
      expect(await owner.codes(byId(field), task)).toEqual([]);
      expect(await admin.codes(byId(field), await newTask(owner))).toEqual([]);
    },
  );

  it.each([
    "enableTask(id: $id, expectedVersion: $version) { version }",
    "disableTask(id: $id, expectedVersion: $version) { version }",
    "assignTask(id: $id, assigneeId: null, expectedVersion: $version) { version }",
    'updateTask(id: $id, input: { title: "Mine", expectedVersion: $version }) { version }',
  ])(
    "refuses a change of another version than the expected one, and says which it has: %s",
    async (field) => {
      const owner = await system.someUser(0);
      const task = await newTask(owner);
      const change = `mutation ($id: ID!, $version: Int) { ${field} }`;
      expect(await owner.codes(change, { ...task, version: 1 })).toEqual([]);
      await owner.data(update, { ...task, input: { description: "changed meanwhile" } });
      const { version } = (
        await owner.data<{ task: { version: number } }>(
          "query ($id: ID!) { task(id: $id) { version } }",
          task,
        )
      ).task;
      const { errors } = await owner.send(change, { ...task, version: 1 });
      expect(errors).toMatchObject([{ extensions: { code: "CONFLICT", field: "expectedVersion", version } }]);
      expect(await owner.codes(change, { ...task, version })).toEqual([]);
      expect(await owner.codes(change, { ...task, version: null })).toEqual([]);
    },
  );

  it("gets another assignee by updateTask from its owner or an admin only", async () => {
    const [owner, assignee, other] = [
      await system.registerUser(),
      await system.registerUser(),
      await system.registerUser(),
    ];
    const task = await newTask(owner, { assigneeId: assignee.id });
    const change = (user: TestUser, assigneeId: string | null, more: object = {}) =>
      user.codes(update, { ...task, input: { assigneeId, ...more } });
    expect(await change(assignee, other.id)).toEqual(["FORBIDDEN"]);
    expect(await change(assignee, null, { title: "Mine" })).toEqual(["FORBIDDEN"]);
    // A form sends all of its fields: the same assignee is no change of it.
    expect(await change(assignee, assignee.id, { title: "Edited" })).toEqual([]);
    expect(await change(other, other.id)).toEqual(["NOT_FOUND"]);
    expect(await change(owner, "no such user")).toEqual(["BAD_USER_INPUT"]);
    expect(await change(owner, other.id, { title: "Handed over" })).toEqual([]);
    expect(await titles(other, { filter: { assigneeId: other.id } })).toEqual(["Handed over"]);
    expect(await assignee.codes(read, task)).toEqual(["NOT_FOUND"]);
    expect(await change(admin, null)).toEqual([]);
    expect(await other.codes(read, task)).toEqual(["NOT_FOUND"]);
  });

  it("gets updateTask from its assignee too", async () => {
    const [owner, assignee, stranger] = [
      await system.registerUser(),
      await system.registerUser(),
      await system.registerUser(),
    ];
    const task = await newTask(owner, { assigneeId: assignee.id });
    for (const one of [owner, assignee, admin])
      expect(await one.codes(update, { ...task, input: { status: "DONE" } })).toEqual([]);
    expect(await stranger.codes(update, { ...task, input: { status: "TODO" } })).toEqual(["NOT_FOUND"]);
  });

  it("is declined by its assignee alone, who does not see it any more then", async () => {
    const [owner, assignee, stranger] = [
      await system.registerUser(),
      await system.registerUser(),
      await system.registerUser(),
    ];
    const task = await newTask(owner, { assigneeId: assignee.id });
    const decline = "mutation ($id: ID!) { declineTask(id: $id) { id assignee { id } version } }";
    for (const one of [owner, admin]) expect(await one.codes(decline, task)).toEqual(["FORBIDDEN"]);
    expect(await stranger.codes(decline, task)).toEqual(["NOT_FOUND"]);
    expect(await system.anonymous.codes(decline, task)).toEqual(["UNAUTHENTICATED"]);
    const answers = await Promise.all(Array.from({ length: 5 }, () => assignee.send(decline, task)));
    expect(answers.flatMap(({ data, errors }) => (errors.length === 0 ? [data] : []))).toEqual([
      { declineTask: { id: task.id, assignee: null, version: 2 } },
    ]);
    for (const one of [decline, read]) expect(await assignee.codes(one, task)).toEqual(["NOT_FOUND"]);
    expect(await owner.data("query ($id: ID!) { task(id: $id) { assignee { id } } }", task)).toEqual({
      task: { assignee: null },
    });
  });

  it("cannot be given to one person without end, neither by createTask nor by assignTask", async () => {
    const [owner, busy, other] = [
      await system.registerUser(),
      await system.registerUser(),
      await system.registerUser(),
    ];
    const own = await newTask(owner);
    const codes = await Promise.all(
      Array.from({ length: perPerson + 5 }, (_, index) =>
        index % 2 === 0
          ? owner.codes(create, { input: { title: `Task ${index}`, assigneeId: busy.id } })
          : owner.codes(assign, { id: own.id, assigneeId: busy.id }),
      ),
    );
    const refused = codes.flat().filter((code) => code !== "CONFLICT");
    expect(new Set(refused)).toEqual(new Set(["RATE_LIMITED"]));
    expect(refused).toHaveLength(5);
    const { errors } = await owner.send(assign, { id: own.id, assigneeId: busy.id });
    expect(errors).toMatchObject([
      { extensions: { code: "RATE_LIMITED", retryAfterSeconds: expect.any(Number) } },
    ]);
    // Others may still assign to the same person, the owner to others and to itself, and admins to all.
    expect(await other.codes(create, { input: { title: "Another", assigneeId: busy.id } })).toEqual([]);
    for (const assigneeId of [other.id, owner.id, null])
      expect(await owner.codes(assign, { id: own.id, assigneeId })).toEqual([]);
    expect(await admin.codes(assign, { id: own.id, assigneeId: busy.id })).toEqual([]);
  });

  it("cannot be given by one user to all, nor by all to one, without end", async () => {
    const { uri, name } = system.config.task.database;
    const connection = await createConnection(uri, { dbName: name }).asPromise();
    // In an hour of its own, and in the one after it; both to come, for the database deletes the counters of hours that are over.
    let now = 3_600_000 * (Math.floor(Date.now() / 3_600_000) + 10);
    const count = createAssignmentLimits(createTaskModels(connection), 2, () => now);
    const allowed = async (pairs: [string, string][]) =>
      (await Promise.allSettled(pairs.map((pair) => count(...pair)))).filter(
        ({ status }) => status === "fulfilled",
      ).length;
    const toAll = Array.from({ length: 20 }, (_, index): [string, string] => ["one", `to ${index}`]);
    const fromAll = Array.from({ length: 30 }, (_, index): [string, string] => [`by ${index}`, "one"]);
    expect(await allowed(toAll)).toBe(8);
    expect(await allowed(fromAll)).toBe(20);
    await expect(count("by 99", "one")).rejects.toMatchObject({
      code: "RATE_LIMITED",
      details: { retryAfterSeconds: 3_600 },
    });
    now += 3_600_000;
    expect(await allowed(fromAll)).toBe(20);
    await connection.close();
  });

  it("leaves its assignee's sight when the assignment is taken back", async () => {
    const [owner, assignee] = [await system.registerUser(), await system.registerUser()];
    const task = await newTask(owner);
    const data = await owner.data(assign, { ...task, assigneeId: assignee.id });
    expect(data).toMatchObject({
      assignTask: { assignee: { id: assignee.id, username: assignee.username }, version: 2 },
    });
    expect(await assignee.codes(read, task)).toEqual([]);
    expect(await owner.data(assign, { ...task, assigneeId: null })).toMatchObject({
      assignTask: { assignee: null },
    });
    expect(await assignee.codes(read, task)).toEqual(["NOT_FOUND"]);
  });

  it("is gone once deleted", async () => {
    const owner = await system.registerUser();
    const task = await newTask(owner);
    expect(await owner.data(byId("deleteTask"), task)).toEqual({ deleteTask: task });
    expect(await owner.codes(read, task)).toEqual(["NOT_FOUND"]);
    expect(await owner.codes(update, { ...task, input: { title: "Back" } })).toEqual(["NOT_FOUND"]);
    expect(await owner.codes(byId("enableTask"), task)).toEqual(["NOT_FOUND"]);
    expect(await titles(owner)).toEqual([]);
  });
});

describe("updateTask", () => {
  it("reads the task once, and writes its search keys only when title or assignee change", async () => {
    const [owner, other] = [await system.registerUser(), await system.registerUser()];
    const { id } = await newTask(owner, { title: "Keys" });
    const calls: { method: string; filter: { _id?: unknown }; changes?: { $set?: object } }[] = [];
    mongoose.set("debug", (collection, method, filter, changes) => {
      if (collection === "tasks" && filter?._id === id) calls.push({ method, filter, changes });
    });
    const written = async (input: object) => {
      calls.length = 0;
      await owner.data(update, { id, input });
      expect(calls.filter(({ method }) => /^find(One|ById)?$/.test(method))).toHaveLength(1);
      const change = calls.find(({ changes }) => changes?.$set !== undefined && "version" in changes.$set);
      return Object.keys(change?.changes?.$set ?? {});
    };
    try {
      expect(await written({ status: "DONE", title: "Keys" })).not.toContain("searchKeys");
      expect(await written({ title: "Other keys" })).toContain("searchKeys");
      expect(await written({ assigneeId: other.id })).toEqual(
        expect.arrayContaining(["assigneeId", "viewerIds", "searchKeys"]),
      );
      expect(await written({ assigneeId: other.id, status: "TODO" })).not.toContain("searchKeys");
    } finally {
      mongoose.set("debug", false);
    }
  });

  it("keeps what is left out and clears a due date with null", async () => {
    const owner = await system.registerUser();
    const task = await newTask(owner, {
      title: "Keep",
      description: "me",
      dueDate: "2027-01-01",
      priority: "HIGH",
    });
    expect(await owner.data(update, { ...task, input: { status: "IN_PROGRESS" } })).toEqual({
      updateTask: {
        ...task,
        title: "Keep",
        description: "me",
        status: "IN_PROGRESS",
        priority: "HIGH",
        dueDate: "2027-01-01",
        version: 2,
      },
    });
    expect(await owner.data(update, { ...task, input: { dueDate: null } })).toMatchObject({
      updateTask: { dueDate: null, version: 3 },
    });
  });

  it.each(["title", "description", "status", "priority"])("refuses null for %s", async (field) => {
    const owner = await system.registerUser();
    const { errors } = await owner.send(update, { ...(await newTask(owner)), input: { [field]: null } });
    expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT", field } }]);
  });

  it("refuses a stale version, and an empty change", async () => {
    const owner = await system.registerUser();
    const task = await newTask(owner);
    expect(await owner.codes(update, { ...task, input: { title: "Second", expectedVersion: 1 } })).toEqual(
      [],
    );
    expect(await owner.codes(update, { ...task, input: { title: "Lost", expectedVersion: 1 } })).toEqual([
      "CONFLICT",
    ]);
    expect(await owner.codes(update, { ...task, input: { expectedVersion: 2 } })).toEqual(["BAD_USER_INPUT"]);
    expect(await titles(owner)).toEqual(["Second"]);
  });

  it("lets one of many win that expect the same version, and loses none that expect nothing", async () => {
    const owner = await system.registerUser();
    const task = await newTask(owner);
    const racing = Array.from({ length: 10 }, (_, index) =>
      owner.codes(update, { ...task, input: { title: `Winner ${index}`, expectedVersion: 1 } }),
    );
    expect((await Promise.all(racing)).flat()).toEqual(Array(9).fill("CONFLICT"));
    await Promise.all(
      ["title", "description", "dueDate"].map((field) =>
        owner.data(update, { ...task, input: { [field]: "2027-05-05" } }),
      ),
    );
    const { task: now } = await owner.data<{ task: object }>(
      "query ($id: ID!) { task(id: $id) { title description dueDate version } }",
      task,
    );
    expect(now).toEqual({
      title: "2027-05-05",
      description: "2027-05-05",
      dueDate: "2027-05-05",
      version: 5,
    });
  });

  it("does nothing twice: enabling an enabled task leaves its version", async () => {
    const owner = await system.registerUser();
    const task = await newTask(owner);
    expect(await owner.data("mutation ($id: ID!) { enableTask(id: $id) { version enabled } }", task)).toEqual(
      { enableTask: { version: 1, enabled: true } },
    );
    expect(
      await owner.data("mutation ($id: ID!) { disableTask(id: $id) { version enabled } }", task),
    ).toEqual({ disableTask: { version: 2, enabled: false } });
  });
});

describe("tasks", () => {
  it("are paged without repeating or skipping any while others are inserted", async () => {
    const owner = await system.registerUser();
    for (let i = 0; i < 7; i++) await newTask(owner, { title: `Old ${i}` });
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const { tasks }: Listed = await owner.data<Listed>(list, { first: 3, after });
      seen.push(...tasks.nodes.map(({ title }) => title));
      after = tasks.pageInfo.hasNextPage ? tasks.pageInfo.endCursor : null;
      await newTask(owner, { title: "New" });
    } while (after !== null);
    expect(seen).toEqual(["Old 6", "Old 5", "Old 4", "Old 3", "Old 2", "Old 1", "Old 0"]);
  });

  it("come in every order, both ways, ties in the order of their ids", async () => {
    const owner = await system.registerUser();
    const tasks = [
      ["a", "LOW", null],
      ["b", "URGENT", "2027-01-02"],
      ["c", "NORMAL", "2027-01-01"],
      ["d", "URGENT", null],
    ] as const;
    for (const [title, priority, dueDate] of tasks) await newTask(owner, { title, priority, dueDate });
    const order = (field: string, direction: string) =>
      titles(owner, { first: 2, orderBy: { field, direction } });
    expect(await order("CREATED_AT", "ASC")).toEqual(["a", "b"]);
    expect(await order("CREATED_AT", "DESC")).toEqual(["d", "c"]);
    expect(await order("DUE_DATE", "ASC")).toEqual(["c", "b"]);
    expect(await order("DUE_DATE", "DESC")).toEqual(["d", "a"]);
    expect(await order("PRIORITY", "ASC")).toEqual(["a", "c"]);
    expect(await order("PRIORITY", "DESC")).toEqual(["d", "b"]);
    const { tasks: firstPage } = await owner.data<Listed>(list, {
      first: 1,
      orderBy: { field: "PRIORITY", direction: "DESC" },
    });
    expect(
      await titles(owner, {
        first: 2,
        after: firstPage.pageInfo.endCursor,
        orderBy: { field: "PRIORITY", direction: "DESC" },
      }),
    ).toEqual(["b", "c"]);
  });

  it("are filtered by every field, and counted on all pages", async () => {
    const [owner, other] = [await system.registerUser(), await system.registerUser()];
    const done = await newTask(owner, { title: "done", dueDate: "2027-01-10" });
    await owner.data(update, { ...done, input: { status: "DONE" } });
    const off = await newTask(owner, { title: "off", priority: "HIGH", dueDate: "2027-01-20" });
    await owner.data(byId("disableTask"), off);
    await newTask(owner, { title: "given", assigneeId: other.id });
    await newTask(other, { title: "got", assigneeId: owner.id });
    const find = (filter: object) =>
      titles(owner, { filter, orderBy: { field: "CREATED_AT", direction: "ASC" } });
    expect(await find({ status: "DONE" })).toEqual(["done"]);
    expect(await find({ enabled: false })).toEqual(["off"]);
    expect(await find({ priority: "HIGH" })).toEqual(["off"]);
    expect(await find({ ownerId: owner.id })).toEqual(["done", "off", "given"]);
    expect(await find({ ownerId: other.id })).toEqual(["got"]);
    expect(await find({ assigneeId: other.id })).toEqual(["given"]);
    expect(await find({ assigneeId: owner.id })).toEqual(["got"]);
    expect(await find({ dueBefore: "2027-01-20" })).toEqual(["done"]);
    expect(await find({ dueAfter: "2027-01-10" })).toEqual(["off"]);
    expect(await find({ dueAfter: "2027-01-01", dueBefore: "2027-01-15" })).toEqual(["done"]);
    expect(await find({ status: null, enabled: null })).toHaveLength(4);
    expect(await find({ statuses: ["DONE", "IN_PROGRESS"] })).toEqual(["done"]);
    expect(await find({ statuses: ["DONE", "TODO"], status: "TODO" })).toEqual(["off", "given", "got"]);
    expect(await find({ statuses: [] })).toEqual([]);
    expect(await find({ search: "G", statuses: ["TODO"] })).toEqual(["given", "got"]);
    expect((await owner.data<Listed>(list, { first: 1, filter: { ownerId: owner.id } })).tasks).toMatchObject(
      { totalCount: 3, pageInfo: { hasNextPage: true } },
    );
  });

  it("are found by the beginnings of their titles' words, as the titles and viewers are now", async () => {
    const [owner, other] = [await system.registerUser(), await system.registerUser()];
    const word = owner.username.replaceAll(/[^a-z0-9]/g, "");
    const task = await newTask(owner, { title: `Annual report of ${word}`, assigneeId: other.id });
    await newTask(owner, { title: `Reporters meet ${word}` });
    const found = async (user: TestUser, search: string, filter: object = {}) =>
      (await titles(user, { filter: { search, ...filter } })).map((title) => title.split(" ")[0]).toSorted();
    expect(await found(owner, "REP")).toEqual(["Annual", "Reporters"]);
    expect(await found(owner, "repor ann")).toEqual(["Annual"]);
    expect(await found(owner, "port")).toEqual([]);
    expect(await found(other, "rep")).toEqual(["Annual"]);
    expect(await found(other, "rep", { ownerId: owner.id })).toEqual(["Annual"]);
    expect(await found(admin, word)).toEqual(["Annual", "Reporters"]);
    expect(await found(admin, word, { assigneeId: other.id })).toEqual(["Annual"]);
    const { tasks } = await admin.data<Listed>(list, { first: 1, filter: { search: word } });
    expect(tasks).toMatchObject({ totalCount: 2, pageInfo: { hasNextPage: true } });
    await owner.data(update, { ...task, input: { title: `Yearly ${word}`, assigneeId: null } });
    expect(await found(owner, "ann")).toEqual([]);
    expect(await found(owner, "year")).toEqual(["Yearly"]);
    expect(await found(other, word)).toEqual([]);
  });

  it("that were stored without search keys are found after the migration", async () => {
    const owner = await system.registerUser();
    const task = await newTask(owner, { title: "From before" });
    const { uri, name } = system.config.task.database;
    const connection = await mongoose.createConnection(uri, { dbName: name }).asPromise();
    await connection
      .collection<{ _id: string }>("tasks")
      .updateOne({ _id: task.id }, { $unset: { searchKeys: 1 } });
    const search = { filter: { search: "befo" } };
    expect(await titles(owner, search)).toEqual([]);
    await fillSearchKeys.up(connection, async () => undefined);
    expect(await titles(owner, search)).toEqual(["From before"]);
    await connection.close();
  });

  it("are counted to a bound, and the count says whether there are more", async () => {
    const owner = await system.registerUser();
    await newTask(owner);
    const { uri, name } = system.config.task.database;
    const connection = await mongoose.createConnection(uri, { dbName: name }).asPromise();
    const tasks = connection.collection<{ _id: string }>("tasks");
    const { _id, ...task } = (await tasks.findOne({ ownerId: owner.id }))!;
    const copies = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, index) => ({ ...task, _id: `${_id}-${from + index}` }));
    const count = "{ tasks(first: 1) { totalCount totalCountIsExact } }";
    await tasks.insertMany(copies(1, 1_000));
    expect(await owner.data(count)).toEqual({ tasks: { totalCount: 1_000, totalCountIsExact: true } });
    await tasks.insertMany(copies(1_000, 1_005));
    expect(await owner.data(count)).toEqual({ tasks: { totalCount: 1_000, totalCountIsExact: false } });
    await connection.close();
  });

  it("are counted once for a filter and in one command for a list, however often the counts are asked for", async () => {
    const viewer = await system.registerUser();
    const owners = [await system.registerUser(), await system.registerUser()];
    for (const owner of [...owners, owners[0]!]) await newTask(owner, { assigneeId: viewer.id });
    const counts: string[] = [];
    mongoose.set("debug", (collection, method, pipeline) => {
      const counting = method === "countDocuments" || JSON.stringify(pipeline).includes("$group");
      if (collection === "tasks" && counting) counts.push(method);
    });
    try {
      const again = [1, 2, 3].map(
        (index) => `c${index}: tasks(first: ${index}) { totalCount totalCountIsExact }`,
      );
      expect(await owners[0]!.data(`{ ${again.join(" ")} }`)).toMatchObject({
        c1: { totalCount: 2 },
        c3: { totalCount: 2, totalCountIsExact: true },
      });
      expect(counts).toEqual(["countDocuments"]);
      counts.length = 0;
      const { users } = await viewer.data<{
        users: { nodes: { id: string; tasks: { totalCount: number } }[] };
      }>("{ users(first: 100) { nodes { id tasks(first: 1) { totalCount } } } }");
      const byOwner = new Map(users.nodes.map((user) => [user.id, user.tasks.totalCount]));
      expect(owners.map(({ id }) => byOwner.get(id))).toEqual([2, 1]);
      expect(counts).toEqual(["aggregate"]);
    } finally {
      mongoose.set("debug", false);
    }
  });

  it("of others are not found by any filter", async () => {
    const [owner, stranger] = [await system.registerUser(), await system.registerUser()];
    await newTask(owner);
    for (const filter of [{ ownerId: owner.id }, { assigneeId: owner.id }, {}])
      expect(await titles(stranger, { filter })).toEqual([]);
    expect(await titles(admin, { filter: { ownerId: owner.id } })).toEqual(["A task"]);
  });

  it.each([
    ["first", { first: 0 }],
    ["first", { first: 101 }],
    ["first", { first: -1 }],
    ["after", { after: "nonsense" }],
    ["dueBefore", { filter: { dueBefore: "2027-13-01" } }],
    ["dueAfter", { filter: { dueAfter: "soon" } }],
    ["status", { filter: { status: "STUCK" } }],
    ["search", { filter: { search: "x".repeat(201) } }],
  ])("name the %s that is wrong: %j", async (field, variables) => {
    const { errors } = await admin.send(list, variables);
    expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT", field } }]);
  });
});
