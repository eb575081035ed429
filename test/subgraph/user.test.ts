/** The directory: profiles, lists, search, and the copy of accounts. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { startTestSystem, type TestSystem, type TestUser } from "../support/system.js";

const update =
  "mutation ($id: ID!, $input: UpdateUserInput!) { updateUser(id: $id, input: $input) { id displayName bio } }";
const list =
  "query ($first: Int, $after: String, $filter: UserFilter, $orderBy: UserOrder) { users(first: $first, after: $after, filter: $filter, orderBy: $orderBy) { nodes { username } edges { cursor node { username } } pageInfo { hasNextPage endCursor } totalCount } }";
interface Listed {
  users: {
    nodes: { username: string }[];
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
    totalCount: number;
  };
}

let system: TestSystem;
let admin: TestUser;
beforeAll(async () => {
  system = await startTestSystem();
  admin = await system.registerAdmin("zoe-admin");
});
afterAll(() => system.stop());

const names = async (user: TestUser, variables: object) =>
  (await user.data<Listed>(list, variables)).users.nodes.map(({ username }) => username);

describe("me", () => {
  it("is the caller, by the data that it registered with", async () => {
    const user = await system.registerUser("Mixed.Case");
    expect(
      await user.data(
        "{ me { id username email displayName bio roles enabled createdAt updatedAt lastLoginAt } }",
      ),
    ).toEqual({
      me: {
        id: user.id,
        username: "Mixed.Case",
        email: user.email,
        displayName: "Mixed.Case",
        bio: null,
        roles: ["USER"],
        enabled: true,
        createdAt: expect.stringMatching(/Z$/),
        updatedAt: expect.stringMatching(/Z$/),
        lastLoginAt: expect.stringMatching(/Z$/),
      },
    });
  });

  it("is UNAUTHENTICATED when the caller is not signed in", async () => {
    const { data, errors } = await system.anonymous.send("{ me { id } }");
    expect(data).toEqual({ me: null });
    expect(errors).toMatchObject([{ path: ["me"], extensions: { code: "UNAUTHENTICATED" } }]);
  });
});

describe("a user", () => {
  const read = "query ($id: ID!) { user(id: $id) { id username displayName } }";

  it("is found by every signed-in caller, NOT_FOUND when there is none", async () => {
    const [user, other] = [await system.registerUser(), await system.registerUser()];
    expect(await other.data(read, user)).toMatchObject({ user: { id: user.id, username: user.username } });
    for (const id of ["unknown", "", '{"$ne":null}'])
      expect(await other.codes(read, { id })).toEqual(["NOT_FOUND"]);
    expect(await system.anonymous.codes(read, user)).toEqual(["UNAUTHENTICATED"]);
  });

  it.each(["email", "lastLoginAt"])(
    "shows %s to itself and admins only, and the rest all the same",
    async (field) => {
      const [user, other] = [await system.registerUser(), await system.registerUser()];
      const query = `query ($id: ID!) { user(id: $id) { username ${field} } }`;
      for (const one of [user, admin])
        expect((await one.data<{ user: Record<string, unknown> }>(query, user)).user[field]).toEqual(
          expect.any(String),
        );
      const { data, errors } = await other.send(query, user);
      expect(data).toEqual({ user: { username: user.username, [field]: null } });
      expect(errors).toMatchObject([{ path: ["user", field], extensions: { code: "FORBIDDEN" } }]);
    },
  );

  it("is changed by itself or an admin", async () => {
    const [user, other] = [await system.registerUser(), await system.registerUser()];
    expect(
      await user.data(update, { id: user.id, input: { displayName: "  Ada  ", bio: "One\r\nTwo" } }),
    ).toEqual({ updateUser: { id: user.id, displayName: "Ada", bio: "One\nTwo" } });
    expect(await admin.data(update, { id: user.id, input: { bio: null } })).toMatchObject({
      updateUser: { displayName: "Ada", bio: null },
    });
    expect(await user.data(update, { id: user.id, input: { displayName: null } })).toMatchObject({
      updateUser: { displayName: user.username },
    });
    expect(await other.codes(update, { id: user.id, input: { bio: "Mine" } })).toEqual(["FORBIDDEN"]);
    expect(await system.anonymous.codes(update, { id: user.id, input: { bio: "Mine" } })).toEqual([
      "UNAUTHENTICATED",
    ]);
    expect(await admin.codes(update, { id: "unknown", input: { bio: "Mine" } })).toEqual(["NOT_FOUND"]);
  });

  it.each([
    ["displayName", ""],
    ["displayName", "x".repeat(101)],
    ["bio", "x".repeat(2_001)],
    ["bio", "a\0b"],
  ])("is refused a wrong %s", async (field, value) => {
    const user = await system.registerUser();
    const { errors } = await user.send(update, { id: user.id, input: { [field]: value } });
    expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT", field } }]);
  });
});

describe("users", () => {
  it("are searched by the start of their names, without regard to case, in order and in pages", async () => {
    for (const name of ["Find-c", "find-A", "find-b", "finch"]) await system.registerUser(name);
    const orderBy = { field: "USERNAME", direction: "ASC" };
    const filter = { usernamePrefix: "FIND-" };
    expect(await names(admin, { filter, orderBy })).toEqual(["find-A", "find-b", "Find-c"]);
    expect(await names(admin, { filter, orderBy: { ...orderBy, direction: "DESC" } })).toEqual([
      "Find-c",
      "find-b",
      "find-A",
    ]);
    const { users } = await admin.data<Listed>(list, { filter, orderBy, first: 2 });
    expect(users).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: true } });
    expect(await names(admin, { filter, orderBy, first: 2, after: users.pageInfo.endCursor })).toEqual([
      "Find-c",
    ]);
    expect(await names(admin, { filter: { usernamePrefix: ".*" } })).toEqual([]);
  });

  it("are filtered by role and by being enabled", async () => {
    const user = await system.registerUser("filtered-out");
    expect(await names(admin, { filter: { role: "ADMIN" } })).toEqual(["zoe-admin"]);
    await admin.data("mutation ($id: ID!) { disableUser(id: $id) { id } }", user);
    expect(await names(admin, { filter: { enabled: false } })).toEqual(["filtered-out"]);
  });

  it("come newest first when nothing is said", async () => {
    await system.registerUser("newest-of-all");
    expect((await names(admin, { first: 1 }))[0]).toBe("newest-of-all");
  });

  it("are not for the anonymous", async () => {
    expect(await system.anonymous.codes(list)).toEqual(["UNAUTHENTICATED"]);
  });
});

describe("the copy of accounts", () => {
  it("follows disabling, enabling and roles", async () => {
    const user = await system.registerUser();
    const copy = () =>
      admin.data(
        "query ($id: ID!) { user(id: $id) { enabled displayName } users(filter: { role: ADMIN }) { nodes { id } } }",
        user,
      );
    await admin.data("mutation ($id: ID!) { disableUser(id: $id) { id } }", user);
    expect(await copy()).toMatchObject({ user: { enabled: false } });
    await admin.data("mutation ($id: ID!) { enableUser(id: $id) { id } }", user);
    await admin.data("mutation ($id: ID!) { setUserRoles(id: $id, roles: [ADMIN]) { id } }", user);
    expect(await copy()).toMatchObject({
      user: { enabled: true },
      users: { nodes: expect.arrayContaining([{ id: user.id }]) },
    });
  });
});
