/** There is always an enabled admin, also when two of them disable each other at the same time. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { startTestSystem, type TestSystem } from "../support/system.js";

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem();
});
afterAll(() => system.stop());

const disable = "mutation ($id: ID!) { disableUser(id: $id) { id } }";
const demote = "mutation ($id: ID!) { setUserRoles(id: $id, roles: [USER]) { id } }";

describe("the last enabled admin", () => {
  it("can neither be disabled nor lose the role", async () => {
    const admin = await system.registerAdmin();
    expect(await admin.codes(disable, admin)).toEqual(["FORBIDDEN"]);
    expect(await admin.codes(demote, admin)).toEqual(["FORBIDDEN"]);
    expect(await admin.codes("{ systemStatus { service } }")).toEqual([]);
    await system.registerAdmin("second");
    expect(await admin.codes(demote, admin)).toEqual([]);
  });

  it("is one of two that demote each other in the same moment", async () => {
    const second = await system.registerAdmin("third");
    const first = await system.registerAdmin("fourth");
    await second.data(
      "mutation ($id: ID!) { setUserRoles(id: $id, roles: [USER]) { id } }",
      await idOf("second", second),
    );
    const outcomes = await Promise.all([first.codes(demote, second), second.codes(demote, first)]);
    expect(outcomes.filter((codes) => codes.length === 0)).toHaveLength(1);
  });
});

async function idOf(
  username: string,
  client: Awaited<ReturnType<TestSystem["registerAdmin"]>>,
): Promise<{ id: string }> {
  const { users } = await client.data<{ users: { nodes: { id: string }[] } }>(
    "query ($name: String) { users(filter: { usernamePrefix: $name }) { nodes { id } } }",
    { name: username },
  );
  return users.nodes[0] ?? { id: "" };
}
