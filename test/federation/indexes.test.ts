/** Every query that auth and user make is served by an index, by the word of the database itself. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type DatabaseCalls, recordDatabaseCalls } from "../support/database-calls.js";
import { awaitMail, tokenIn } from "../support/mailbox.js";
import { startTestSystem, type TestSystem } from "../support/system.js";

let system: TestSystem;
let calls: DatabaseCalls;
beforeAll(async () => {
  calls = recordDatabaseCalls();
  system = await startTestSystem();
});
afterAll(() => system.stop());

/** Uses every field, filter and order of auth and user. */
async function useEverything(): Promise<void> {
  const [admin, user, other] = [
    await system.registerAdmin(),
    await system.registerUser(),
    await system.registerUser(),
  ];
  for (const one of [user, admin]) {
    for (const order of ["CREATED_AT", "USERNAME"]) {
      for (const filter of ["{}", "{ enabled: true }", "{ role: ADMIN }", '{ usernamePrefix: "u" }']) {
        const select = (after: string) =>
          `{ users(first: 1, after: ${after}, filter: ${filter}, orderBy: { field: ${order}, direction: ASC }) { nodes { username } pageInfo { endCursor } totalCount } }`;
        const { users } = await one.data<{ users: { pageInfo: { endCursor: string | null } } }>(
          select("null"),
        );
        await one.data(select(JSON.stringify(users.pageInfo.endCursor)));
      }
    }
  }
  await user.data(`{ me { email } user(id: "${other.id}") { id } sessions { id } }`);
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
  const leaver = await system.registerUser();
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

describe("the database", () => {
  it("scans no collection and sorts nothing in memory, whatever the graph is asked", async () => {
    await useEverything();
    calls.stop();
    const { slow, explained } = await calls.findSlowPlans(mayBeSorted);
    expect(slow).toEqual([]);
    expect(explained).toBeGreaterThan(40);
  });
});

/** A search by prefix in order of age sorts what the prefix finds, the backlog what waits; nothing else is sorted. */
function mayBeSorted(explain: object): boolean {
  return /usernameKey|outbox\.time/.test(JSON.stringify(explain));
}
