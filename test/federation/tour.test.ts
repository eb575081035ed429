/** The story that Gatehouse is for, over HTTP, from registration to a refused and an allowed enableTask. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { startTestSystem, type TestSystem } from "../support/system.js";

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem();
});
afterAll(() => system.stop());

describe("the whole graph", () => {
  it("refuses enableTask on somebody else's task and allows it on one's own", async () => {
    const [ada, bob] = [await system.registerUser("Ada"), await system.registerUser("bob")];
    const { createTask } = await ada.data<{ createTask: { id: string } }>(
      'mutation { createTask(input: { title: "Water the plants" }) { id } }',
    );
    const enable = "mutation ($id: ID!) { enableTask(id: $id) { id enabled } }";
    expect(await bob.codes(enable, createTask)).toEqual(["FORBIDDEN"]);
    expect(await ada.data(enable, createTask)).toEqual({ enableTask: { id: createTask.id, enabled: true } });
  });

  it("answers fields of other subgraphs in the same operation that signs somebody in", async () => {
    const data = await system.anonymous.data(
      `mutation ($input: RegisterInput!) {
        register(input: $input) { tokenType expiresIn user { username email displayName lastLoginAt tasks { totalCount } } }
      }`,
      {
        input: {
          username: "Grace",
          email: "grace@example.com",
          password: "a fine passphrase for Grace",
          displayName: "Grace H.",
        },
      },
    );
    expect(data).toMatchObject({
      register: {
        tokenType: "Bearer",
        expiresIn: 300,
        user: {
          username: "Grace",
          email: "grace@example.com",
          displayName: "Grace H.",
          tasks: { totalCount: 0 },
        },
      },
    });
  });
});
