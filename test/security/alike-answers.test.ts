/** Responses do not reveal who has an account: neither by the message, nor by the code, nor by the time. */
import { pbkdf2Sync, randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Connection, createConnection } from "mongoose";
import { createAccountRecord } from "../../subgraphs/auth/accounts/create-account-record.js";
import { placeAccounts } from "../../subgraphs/auth/migrations/0001-place-accounts.js";
import { type AuthModels, createAuthModels } from "../../subgraphs/auth/model.js";
import { createDecoys } from "../../subgraphs/auth/sign-in/decoys.js";
import { expectAlike } from "../support/alike.js";
import { startTestSystem, type TestSystem } from "../support/system.js";

const login = "mutation ($input: LoginInput!) { login(input: $input) { accessToken } }";
const requestReset =
  "mutation ($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { accepted } }";
let system: TestSystem;
let database: Connection;
beforeAll(async () => {
  // A hash that takes some 20 ms: more than all the rest, as in production.
  system = await startTestSystem({ BCRYPT_COST: "8", ATTEMPTS_PER_ACCOUNT: "100" });
  const { uri, name } = system.config.auth.database;
  database = await createConnection(uri, { dbName: name }).asPromise();
});
afterAll(async () => {
  await database.close();
  await system.stop();
});

const freshName = (prefix = "unknown") => `${prefix}${randomBytes(5).toString("hex")}`;
const signIn = (identifier: string) =>
  system.anonymous.send(login, { input: { identifier, password: "not the password at all" } });

describe("ASVS 6.3.8: a sign-in", () => {
  it("is refused in the same words for a known and an unknown name", async () => {
    const { username } = await system.registerUser();
    const [known, unknown] = [await signIn(username), await signIn(freshName())];
    expect(known.errors).toMatchObject([{ extensions: { code: "INVALID_CREDENTIALS" } }]);
    expect({ errors: unknown.errors, data: unknown.data, status: unknown.status }).toEqual({
      errors: known.errors,
      data: known.data,
      status: known.status,
    });
  });

  it("takes as long for a known and an unknown username", async () => {
    const { username } = await system.registerUser();
    await expectAlike(
      () => signIn(username),
      () => signIn(freshName()),
    );
  });

  it("takes as long for a known and an unknown e-mail address", async () => {
    const { email } = await system.registerUser();
    await expectAlike(
      () => signIn(email),
      () => signIn(`${freshName()}@example.com`),
    );
  });

  it("takes as long for a known and an unknown username while accounts still have another system's hashes", async () => {
    const { username } = await system.registerUser("imported-5");
    const hash = pbkdf2Sync("whatever it was", "salt", 100_000, 32, "sha256").toString("hex");
    await database
      .collection("accounts")
      .updateMany({}, { $set: { passwordHash: `pbkdf2:sha256:100000$salt$${hash}` } });
    await expectAlike(
      () => signIn(username),
      () => signIn(freshName("imported-4")),
    );
  });
});

describe("ASVS 6.3.8: the hash that an unknown name is compared with", () => {
  const secret = "a secret of the server";
  let connection: Connection;
  let models: AuthModels;
  beforeAll(async () => {
    const { uri, name } = system.config.auth.database;
    connection = await createConnection(uri, { dbName: `${name}_decoys` }).asPromise();
    models = createAuthModels(connection);
    await models.accounts.createIndexes();
    // Sorted by name, those with slow hashes are next to each other.
    const records = ["fast", "slow"].flatMap((passwordHash) =>
      Array.from({ length: 60 }, (_, index) => {
        const name = `${passwordHash}-${index}`;
        const identifier = { display: name, key: name };
        return createAccountRecord({
          username: identifier,
          email: { display: `${name}@example.com`, key: `${name}@example.com` },
          passwordHash,
          roles: ["USER"],
          displayName: null,
        });
      }),
    );
    await models.accounts.insertMany(records);
  });
  afterAll(async () => {
    await connection.dropDatabase();
    await connection.close();
  });

  const drawAll = (names: string[], key = secret) => {
    const decoys = createDecoys(models, key);
    return Promise.all(names.map((name) => decoys.draw(name)));
  };
  const isSlow = (hash: string | undefined) => hash === "slow";
  const neighbours = Array.from({ length: 100 }, (_, index) => `slow-30-${index}`);

  it("is drawn from all accounts alike, and not from those whose names are near", async () => {
    const slow = (await drawAll(neighbours)).filter(isSlow).length;
    // Five standard deviations of the draws among accounts that lie at random points.
    expect(slow).toBeGreaterThan(15);
    expect(slow).toBeLessThan(85);
  });

  it("is the same each time, in each process, however the name is spelt, and another under another secret", async () => {
    const drawn = await drawAll(neighbours);
    expect(await drawAll(neighbours)).toEqual(drawn);
    expect(await drawAll(neighbours.map((name) => ` ${name.toUpperCase()}`))).toEqual(drawn);
    expect(await drawAll(neighbours, "another secret")).not.toEqual(drawn);
  });

  it("becomes fast as hashes are renewed, and then does not become slow again", async () => {
    let before = await drawAll(neighbours);
    for (let index = 0; index < 60; index += 20) {
      const names = Array.from({ length: 20 }, (_, offset) => `slow-${index + offset}`);
      await models.accounts.updateMany(
        { usernameKey: { $in: names } },
        { $set: { passwordHash: "renewed" } },
      );
      const after = await drawAll(neighbours);
      for (const [at, hash] of after.entries()) if (isSlow(hash)) expect(before[at]).toBe("slow");
      before = after;
    }
    expect(before.some(isSlow)).toBe(false);
  });

  it("is never that of a deleted account, and also that of an account of an earlier version", async () => {
    await models.accounts.updateMany({ usernameKey: /^fast/ }, { $set: { deletedAt: new Date() } });
    await models.accounts.updateMany({ usernameKey: /^slow/ }, { $unset: { samplePoint: 1 } });
    expect(await drawAll(neighbours)).toEqual(neighbours.map(() => undefined));
    await placeAccounts.up(connection, async () => undefined);
    expect(await drawAll(neighbours)).toEqual(neighbours.map(() => "renewed"));
  });
});

describe("ASVS 6.3.8: a request to reset the password", () => {
  it("has the same response in the same time for a known and an unknown name", async () => {
    const { username } = await system.registerUser();
    const request = (identifier: string) => system.anonymous.send(requestReset, { input: { identifier } });
    const [known, unknown] = [await request(username), await request(freshName())];
    expect({ data: unknown.data, errors: unknown.errors }).toEqual({
      data: known.data,
      errors: known.errors,
    });
    expect(known.errors).toEqual([]);
    await expectAlike(
      () => request(username),
      () => request(freshName()),
    );
  });
});
