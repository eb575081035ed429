/** Sample things: who may see and change them, what is taken in, lists, lost updates, events. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { listEventTypes } from "../../platform/events/event.js";
import { readEvent } from "../../platform/events/schemas.js";
import { recordDatabaseCalls } from "../support/database-calls.js";
import { eventually } from "../support/service-process.js";
import { startTestSystem, type TestSystem, type TestUser } from "../support/system.js";

const fields = "{ id name version owner { id username } createdAt updatedAt }";
const create = `mutation ($input: CreateSampleThingInput!) { createSampleThing(input: $input) ${fields} }`;
const update = `mutation ($id: ID!, $input: UpdateSampleThingInput!) { updateSampleThing(id: $id, input: $input) ${fields} }`;
const remove = "mutation ($id: ID!) { deleteSampleThing(id: $id) { id } }";
const read = `query ($id: ID!) { sampleThing(id: $id) ${fields} }`;
const list =
  "query ($first: Int, $after: String) { sampleThings(first: $first, after: $after) { nodes { id } edges { cursor node { name } } pageInfo { hasNextPage endCursor } } }";

interface Listed {
  sampleThings: { nodes: { id: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };
}

let system: TestSystem;
let [owner, stranger, admin] = [] as unknown as [TestUser, TestUser, TestUser];
beforeAll(async () => {
  system = await startTestSystem();
  owner = await system.registerUser();
  stranger = await system.registerUser();
  admin = await system.registerAdmin();
});
afterAll(() => system.stop());

const make = async (user: TestUser, name = "First"): Promise<{ id: string }> => {
  const data = await user.data<{ createSampleThing: { id: string } }>(create, { input: { name } });
  return { id: data.createSampleThing.id };
};
const idsOf = async (user: TestUser, variables: object = {}) =>
  (await user.data<Listed>(list, variables)).sampleThings.nodes.map(({ id }) => id);

describe("createSampleThing", () => {
  it("creates one that the caller owns", async () => {
    expect(await owner.data(create, { input: { name: "  Trim me " } })).toMatchObject({
      createSampleThing: { name: "Trim me", version: 1, owner: { id: owner.id, username: owner.username } },
    });
  });

  it("is refused to anonymous callers", async () => {
    expect(await system.anonymous.codes(create, { input: { name: "First" } })).toEqual(["UNAUTHENTICATED"]);
  });

  it.each(["", "   ", "x".repeat(201), "two\nlines"])("refuses the name %j", async (name) => {
    const { errors } = await owner.send(create, { input: { name } });
    expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT", field: "name" } }]);
  });
});

describe("a sample thing", () => {
  it("is seen, changed and deleted by its owner and admins, and is NOT_FOUND for all others", async () => {
    const one = await make(owner);
    const operations: [string, object][] = [
      [read, one],
      [update, { ...one, input: { name: "Second" } }],
      [remove, one],
    ];
    for (const [operation, variables] of operations) {
      expect(await system.anonymous.codes(operation, variables)).toEqual(["UNAUTHENTICATED"]);
      expect(await stranger.codes(operation, variables)).toEqual(["NOT_FOUND"]);
      expect(await owner.codes(operation, { ...variables, id: "no-such-id" })).toEqual(["NOT_FOUND"]);
    }
    expect(await owner.data(read, one)).toMatchObject({ sampleThing: { name: "First", version: 1 } });
    expect(await owner.data(update, { ...one, input: { name: "Second" } })).toMatchObject({
      updateSampleThing: { name: "Second", version: 2 },
    });
    expect(await admin.data(update, { ...one, input: { name: "Third" } })).toMatchObject({
      updateSampleThing: { name: "Third", version: 3, owner: { id: owner.id } },
    });
    expect(await owner.data(remove, one)).toEqual({ deleteSampleThing: one });
    for (const [operation, variables] of operations) {
      expect(await owner.codes(operation, variables)).toEqual(["NOT_FOUND"]);
      expect(await admin.codes(operation, variables)).toEqual(["NOT_FOUND"]);
    }
    expect(await admin.codes(remove, await make(owner))).toEqual([]);
  });

  it("keeps the first of two changes that were made on the same version", async () => {
    const one = await make(owner);
    const change = (name: string) => owner.codes(update, { ...one, input: { name, expectedVersion: 1 } });
    const codes = await Promise.all([change("Second"), change("Third")]);
    expect(codes.flat()).toEqual(["CONFLICT"]);
    expect(await owner.data(read, one)).toMatchObject({ sampleThing: { version: 2 } });
    expect(await owner.codes(update, { ...one, input: {} })).toEqual(["BAD_USER_INPUT"]);
  });

  it("is deleted with its owner's account", async () => {
    const leaver = await system.registerUser();
    const one = await make(leaver);
    await leaver.data("mutation ($input: DeleteAccountInput!) { deleteAccount(input: $input) { id } }", {
      input: { currentPassword: leaver.password },
    });
    await eventually(async () => (await admin.codes(read, one)).join() === "NOT_FOUND");
  });
});

describe("sampleThings", () => {
  it("are those of the caller, the newest first, and all for an admin", async () => {
    const user = await system.registerUser();
    const made = [await make(user, "1"), await make(user, "2"), await make(user, "3")];
    const newestFirst = made.map(({ id }) => id).reverse();
    expect(await idsOf(user)).toEqual(newestFirst);
    expect(await idsOf(stranger)).toEqual([]);
    expect(await idsOf(admin, { first: 3 })).toEqual(newestFirst);
    expect(await system.anonymous.codes(list)).toEqual(["UNAUTHENTICATED"]);
  });

  it("come in pages that neither repeat nor leave out one", async () => {
    const user = await system.registerUser();
    for (const name of ["1", "2", "3", "4", "5"]) await make(user, name);
    const ids: string[] = [];
    let after: string | null = null;
    for (;;) {
      const { sampleThings }: Listed = await user.data<Listed>(list, { first: 2, after });
      ids.push(...sampleThings.nodes.map(({ id }) => id));
      after = sampleThings.pageInfo.endCursor;
      if (!sampleThings.pageInfo.hasNextPage) break;
    }
    expect(ids).toEqual(await idsOf(user));
    expect(ids).toHaveLength(5);
  });

  it.each([
    ["first", { first: 0 }],
    ["first", { first: 101 }],
    ["after", { after: "nonsense" }],
  ])("name the %s that is wrong: %j", async (field, variables) => {
    const { errors } = await owner.send(list, variables);
    expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT", field } }]);
  });
});

describe("the sample thing subgraph", () => {
  it("has an index for every query, and a schema for every event, whatever it is asked", async () => {
    const calls = recordDatabaseCalls();
    const user = await system.registerUser();
    const [one, other] = [await make(user), await make(user)];
    for (const caller of [user, admin]) {
      const { sampleThings } = await caller.data<Listed>(list, { first: 1 });
      await caller.data(list, { first: 1, after: sampleThings.pageInfo.endCursor });
      await caller.data(update, { ...one, input: { name: "Second" } });
      await caller.data(read, one);
    }
    await user.data(remove, other);
    await user.data("mutation ($input: DeleteAccountInput!) { deleteAccount(input: $input) { id } }", {
      input: { currentPassword: user.password },
    });
    await eventually(async () => (await admin.codes(read, one)).join() === "NOT_FOUND");
    calls.stop();
    // The backlog of the outbox is sorted, and as short as what waits.
    const { slow } = await calls.findSlowPlans((plan) => JSON.stringify(plan).includes("outbox.time"));
    expect(slow).toEqual([]);
    const events = calls.events();
    for (const event of events) expect(readEvent(JSON.parse(JSON.stringify(event)))).toEqual(event);
    const sent = events.map(({ type }) => type).filter((type) => type.startsWith("sample-thing."));
    const own = listEventTypes().filter((type) => type.startsWith("sample-thing."));
    expect([...new Set(sent)].sort()).toEqual(own.sort());
  });
});
