/** The export of data: everything that is stored about the caller, in one operation, and nothing about other users. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { startTestSystem, type TestSystem, type TestUser } from "../support/system.js";

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem();
});
afterAll(() => system.stop());

/** The operation that docs/security/privacy.md shows to clients. */
const everything = `query Export {
  exportMyData {
    exportedAt openedAt emailVerifiedAt pendingEmail
    sessions { id createdAt lastUsedAt expiresAt endedAt userAgent ipAddress }
    activity(first: 100) {
      nodes { id time type outcome reason byOwner ipAddress userAgent }
      pageInfo { hasNextPage endCursor }
    }
    user {
      id username email emailVerified displayName bio roles enabled createdAt updatedAt lastLoginAt secondFactorEnabled
    }
  }
  tasks(first: 100) {
    nodes { id title description status priority dueDate enabled owner { id } assignee { id } version createdAt updatedAt }
    pageInfo { hasNextPage endCursor }
  }
}`;

interface Export {
  exportMyData: {
    pendingEmail: string | null;
    sessions: { id: string; endedAt: string | null; ipAddress: string | null }[];
    activity: {
      nodes: { type: string; outcome: string; byOwner: boolean; ipAddress: string | null }[];
      pageInfo: { hasNextPage: boolean; endCursor: string };
    };
    user: Record<string, unknown>;
  };
  tasks: { nodes: { title: string }[] };
}

const createTask = (owner: TestUser, title: string, assigneeId: string | null = null) =>
  owner.data("mutation ($input: CreateTaskInput!) { createTask(input: $input) { id } }", {
    input: { title, assigneeId },
  });

describe("exportMyData", () => {
  it("GDPR, art. 15 and 20: returns account, sessions, activity, profile and tasks in one operation", async () => {
    const [admin, user, other] = [
      await system.registerAdmin(),
      await system.registerUser(),
      await system.registerUser(),
    ];
    await system.anonymous.codes("mutation ($input: LoginInput!) { login(input: $input) { expiresIn } }", {
      input: { identifier: user.username, password: "not my password" },
    });
    const { login } = await system.anonymous.data<{ login: { accessToken: string } }>(
      "mutation ($input: LoginInput!) { login(input: $input) { accessToken } }",
      { input: { identifier: user.username, password: user.password } },
    );
    expect(login.accessToken).toBeTruthy();
    await user.data(`mutation { updateUser(id: "${user.id}", input: { bio: "Counts." }) { id } }`);
    await user.data("mutation ($input: ChangeEmailInput!) { changeEmail(input: $input) { accepted } }", {
      input: { currentPassword: user.password, newEmail: `next-${user.email}` },
    });
    await admin.data(`mutation { setUserRoles(id: "${user.id}", roles: [USER, ADMIN]) { id } }`);
    await admin.data(`mutation { setUserRoles(id: "${user.id}", roles: [USER]) { id } }`);
    await createTask(user, "mine");
    await createTask(other, "given to me", user.id);
    await createTask(other, "none of my business");

    const { exportMyData, tasks } = await user.data<Export>(everything);
    expect(exportMyData.user).toMatchObject({
      id: user.id,
      username: user.username,
      email: user.email,
      bio: "Counts.",
      roles: ["USER"],
      emailVerified: false,
      secondFactorEnabled: false,
    });
    expect(exportMyData.pendingEmail).toBe(`next-${user.email}`);
    expect(exportMyData.sessions).toHaveLength(2);
    for (const { endedAt, ipAddress } of exportMyData.sessions)
      expect([endedAt, ipAddress]).toEqual([null, expect.stringMatching(/127\.0\.0\.1|::1/)]);
    expect(tasks.nodes.map(({ title }) => title).sort()).toEqual(["given to me", "mine"]);

    const { nodes } = exportMyData.activity;
    const of = (type: string) => nodes.filter((node) => node.type === type);
    expect(of("sign-in").map(({ outcome }) => outcome)).toEqual(["success", "failure", "success"]);
    expect(of("data.exported")).toHaveLength(1);
    expect(of("roles.changed")).toHaveLength(2);
    // The admin's address is the admin's data.
    for (const entry of of("roles.changed")) expect(entry).toMatchObject({ byOwner: false, ipAddress: null });
    expect(of("user.registered")).toHaveLength(1);
  });

  it("goes on where a page of the activity ends", async () => {
    const user = await system.registerUser();
    const page = (after: string | null) =>
      user.data<{
        exportMyData: {
          activity: {
            nodes: { id: string }[];
            edges: { cursor: string; node: { id: string } }[];
            pageInfo: { endCursor: string };
          };
        };
      }>(
        "query ($after: String) { exportMyData { activity(first: 1, after: $after) { nodes { id } edges { cursor node { id } } pageInfo { endCursor } } } }",
        { after },
      );
    const first = (await page(null)).exportMyData.activity;
    const second = (await page(first.pageInfo.endCursor)).exportMyData.activity;
    expect(second.nodes).toHaveLength(1);
    expect(second.nodes[0]?.id).not.toBe(first.nodes[0]?.id);
    expect(second.edges).toEqual([{ cursor: second.pageInfo.endCursor, node: second.nodes[0] }]);
    expect(await user.codes("{ exportMyData { activity(first: 101) { nodes { id } } } }")).toEqual([
      "BAD_USER_INPUT",
    ]);
  });

  it("holds no hash, token or sealed secret, by its very types", async () => {
    const user = await system.registerUser();
    const answer = JSON.stringify(await user.data(everything));
    expect(answer).not.toMatch(/hash|secret"|token/i);
    expect(answer).not.toContain(user.refreshToken);
  });

  it("ASVS 5.0, 6.3.1: needs a live session, and is not asked for too often", async () => {
    expect(await system.anonymous.codes("{ exportMyData { openedAt } }")).toEqual(["UNAUTHENTICATED"]);
    const user = await system.registerUser();
    for (let round = 0; round < 5; round++) await user.data("{ exportMyData { openedAt } }");
    // On a busy machine the first waits may be over before the next request; each is twice as long.
    let codes: string[] = [];
    for (let round = 0; round < 6 && codes.length === 0; round++)
      codes = await user.codes("{ exportMyData { openedAt } }");
    expect(codes).toEqual(["RATE_LIMITED"]);
  });
});
