/** The user's copy of accounts equals the accounts, whatever happens to the connection to the broker meanwhile. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createConnection } from "mongoose";
import { readAccountBatches, readAccounts } from "../../subgraphs/auth/accounts/read-account-batches.js";
import { createAuthModels } from "../../subgraphs/auth/model.js";
import { createUserModels } from "../../subgraphs/user/model.js";
import { syncAccounts } from "../../subgraphs/user/service/sync-accounts.js";
import { type Cable, openCable, openVirtualHost } from "../support/rabbitmq.js";
import { eventually } from "../support/service-process.js";
import { startTestSystem, type TestSystem } from "../support/system.js";

const host = await openVirtualHost();
let cable: Cable;
let system: TestSystem;
beforeAll(async () => {
  if (host === null) return;
  cable = await openCable(host.url);
  system = await startTestSystem({ RABBITMQ_URL: cable.url });
});
afterAll(async () => {
  await system?.stop();
  await cable?.close();
});

/** The differences that `npm run sync-users -- --dry-run` finds, over the same databases. */
async function findDifferences(): Promise<string[]> {
  const { auth, user } = system.config;
  const [accountsAt, profilesAt] = [
    await createConnection(auth.database.uri, { dbName: auth.database.name }).asPromise(),
    await createConnection(user.database.uri, { dbName: user.database.name }).asPromise(),
  ];
  const parts = { models: createUserModels(profilesAt) };
  const different: string[] = [];
  for await (const batch of readAccountBatches(createAuthModels(accountsAt), 100)) {
    for (const [id, fields] of await syncAccounts(parts, batch, true))
      different.push(`${id}: ${fields.join(", ")}`);
  }
  await Promise.all([accountsAt.close(), profilesAt.close()]);
  return different;
}

(host === null ? describe.skip : describe)("the user's copy of accounts", () => {
  it("follows through RabbitMQ, and catches up after the connection was cut amid changes", async () => {
    const admin = await system.registerAdmin();
    const people = await Promise.all(Array.from({ length: 8 }, () => system.registerUser()));
    const change = async (person: { id: string }, round: number) => {
      const { errors } = await admin.send(
        [
          "mutation ($id: ID!) { disableUser(id: $id) { id } }",
          "mutation ($id: ID!) { enableUser(id: $id) { id } }",
          "mutation ($id: ID!) { setUserRoles(id: $id, roles: [USER, ADMIN]) { id } }",
          "mutation ($id: ID!) { setUserRoles(id: $id, roles: [USER]) { id } }",
        ][round % 4] ?? "",
        { id: person.id },
      );
      return errors.map(({ message }) => message);
    };
    for (let round = 0; round < 6; round++) {
      if (round === 2) await cable.cut();
      if (round === 4) await cable.mend();
      const problems = (await Promise.all(people.map((person) => change(person, round)))).flat();
      // No request fails because a broker is away.
      expect(problems).toEqual([]);
    }
    // The test itself has created the admin, without an event.
    await eventually(async () =>
      (await findDifferences()).every((difference) => difference.startsWith(admin.id)),
    );
    const { publishTestEvent } = await admin.data<{ publishTestEvent: object }>(
      "mutation { publishTestEvent { transport confirmed } }",
    );
    expect(publishTestEvent).toEqual({ transport: "rabbitmq", confirmed: true });
  });

  it("gives way to the account in sync-users, whatever is stored", async () => {
    const [pinned, buried, ghost] = [
      await system.registerUser(),
      await system.registerUser(),
      await system.registerUser(),
    ];
    await ghost.data("mutation ($input: DeleteAccountInput!) { deleteAccount(input: $input) { id } }", {
      input: { currentPassword: ghost.password },
    });
    const { auth, user } = system.config;
    const [accountsAt, profilesAt] = [
      await createConnection(auth.database.uri, { dbName: auth.database.name }).asPromise(),
      await createConnection(user.database.uri, { dbName: user.database.name }).asPromise(),
    ];
    try {
      const models = createUserModels(profilesAt);
      const ids = [pinned.id, buried.id];
      await eventually(async () => (await models.profiles.countDocuments({ _id: { $in: ids } })) === 2);
      await eventually(async () => (await models.deletedAccounts.exists({ _id: ghost.id })) !== null);
      await models.profiles.updateOne(
        { _id: pinned.id },
        { $set: { accountVersion: 2 ** 53 - 1, username: "mallory", roles: ["ADMIN"] } },
      );
      await models.profiles.deleteOne({ _id: buried.id });
      await models.deletedAccounts.create({ _id: buried.id, deletedAt: new Date() });
      const accounts = createAuthModels(accountsAt);
      const readAgain = (some: readonly string[]) => readAccounts(accounts, some);
      const found = new Map<string, string[]>();
      for await (const batch of readAccountBatches(accounts, 100)) {
        for (const [id, fields] of await syncAccounts({ models }, batch, false, readAgain))
          found.set(id, fields);
      }
      expect(found.get(pinned.id)).toEqual(["username", "roles", "accountVersion"]);
      expect(found.get(buried.id)).toEqual(["profile", "deletion"]);
      expect(
        await models.profiles.find({ _id: { $in: ids } }, { username: 1, accountVersion: 1 }).lean(),
      ).toEqual(
        expect.arrayContaining([
          { _id: pinned.id, username: pinned.username, accountVersion: 1 },
          { _id: buried.id, username: buried.username, accountVersion: 1 },
        ]),
      );
    } finally {
      await Promise.all([accountsAt.close(), profilesAt.close()]);
    }
  });

  it("tells in systemStatus that events wait, and says so of a test event, while the broker is away", async () => {
    const admin = await system.registerAdmin();
    await cable.cut();
    const { publishTestEvent } = await admin.data<{ publishTestEvent: object }>(
      "mutation { publishTestEvent { transport confirmed } }",
    );
    expect(publishTestEvent).toEqual({ transport: "rabbitmq", confirmed: false });
    const { systemStatus } = await admin.data<{ systemStatus: object[] }>(
      "{ systemStatus { service healthy eventsConnected eventsWaiting oldestEventAgeSeconds detail } }",
    );
    expect(systemStatus[0]).toMatchObject({
      service: "auth",
      healthy: true,
      eventsConnected: false,
      eventsWaiting: expect.any(Number),
      oldestEventAgeSeconds: expect.any(Number),
      detail: expect.stringMatching(/they wait/),
    });
    await cable.mend();
    await eventually(async () => {
      const { systemStatus: now } = await admin.data<{ systemStatus: { eventsWaiting: number }[] }>(
        "{ systemStatus { eventsWaiting } }",
      );
      return now.every(({ eventsWaiting }) => eventsWaiting === 0);
    });
  });
});
