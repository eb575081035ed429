/** Registration where responses may not say what is taken: one response for all, the rest by mail. */
import { createHash, randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Connection, createConnection } from "mongoose";
import { expectAlike } from "../support/alike.js";
import { createClient } from "../support/client.js";
import { temporaryFolder } from "../support/command.js";
import { awaitMail, awaitQuiet, readMailbox, tokenIn } from "../support/mailbox.js";
import { startTestSystem, type TestSystem } from "../support/system.js";

const register = "mutation ($input: RegisterInput!) { register(input: $input) { accessToken } }";
const confirm = `mutation ($token: String!, $password: String = "a fine passphrase for a test", $username: String) {
  confirmRegistration(input: { token: $token, password: $password, username: $username }) { accessToken user { id username email emailVerified displayName } }
}`;
const login = "mutation ($input: LoginInput!) { login(input: $input) { expiresIn } }";
const password = "a fine passphrase for a test";
const stolen = "a stolen passphrase for a test";

let system: TestSystem;
let database: Connection;
beforeAll(async () => {
  const list = join(temporaryFolder(), "stolen");
  writeFileSync(list, `${createHash("sha1").update(stolen).digest("hex").toUpperCase()}:3\n`);
  system = await startTestSystem({
    BREACHED_PASSWORDS: list,
    REGISTRATION_REVEALS_TAKEN: "false",
    BCRYPT_COST: "8",
    ATTEMPTS_PER_ACCOUNT: "100",
  });
  const { uri, name } = system.config.auth.database;
  database = await createConnection(uri, { dbName: name }).asPromise();
});
afterAll(async () => {
  await database.close();
  await system.stop();
});

const freshName = () => `user${randomBytes(5).toString("hex")}`;
const inputOf = (username = freshName(), email = `${username}@example.com`) => ({
  username,
  email,
  password,
});
const ask = (input: object) => system.anonymous.send(register, { input });
const accounts = () => database.collection("accounts").countDocuments();
/** Registers, and returns the token in the mail. */
const tokenFor = async (input: ReturnType<typeof inputOf>) => {
  await ask(input);
  return tokenIn(await awaitMail(system, input.email, /^Open your account$/));
};
const openAccount = async () => {
  const input = inputOf();
  await system.anonymous.data(confirm, { token: await tokenFor(input) });
  return input;
};

describe("ASVS 6.3.8: a registration", () => {
  it("has the same response in the same time, whatever is taken", async () => {
    const taken = await openAccount();
    const inputs = [
      inputOf(),
      inputOf(freshName(), taken.email),
      inputOf(taken.username, "x@example.com"),
      taken,
    ];
    const answers = await Promise.all(inputs.map(ask));
    expect(answers[0]?.errors).toMatchObject([{ extensions: { code: "CONFIRMATION_REQUIRED" } }]);
    for (const { data, errors, status } of answers) {
      expect({ data, errors, status }).toEqual({
        data: answers[0]?.data,
        errors: answers[0]?.errors,
        status: answers[0]?.status,
      });
    }
    await expectAlike(
      () => ask(taken),
      () => ask(inputOf()),
    );
  });

  it("opens no account, and signs no caller in, before the link is used", async () => {
    const before = await accounts();
    const input = inputOf();
    await ask(input);
    await awaitMail(system, input.email, /^Open your account$/);
    expect(await accounts()).toBe(before);
    expect(await system.anonymous.codes(login, { input: { identifier: input.username, password } })).toEqual([
      "INVALID_CREDENTIALS",
    ]);
  });

  it("still says what is wrong with the input itself", async () => {
    const { errors } = await ask({ ...inputOf(), password: "passwordpassword" });
    expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT", field: "password" } }]);
  });

  it("ASVS 6.2.12: refuses a password from the list of stolen ones, as does everything that sets one", async () => {
    const refusal = (field: string) => [{ extensions: { code: "BAD_USER_INPUT", field } }];
    expect((await ask({ ...inputOf(), password: stolen })).errors).toMatchObject(refusal("password"));
    const input = inputOf();
    const token = await tokenFor(input);
    const refused = await system.anonymous.send(confirm, { token, password: stolen });
    expect(refused.errors).toMatchObject(refusal("password"));
    const { confirmRegistration } = await system.anonymous.data<{
      confirmRegistration: { accessToken: string };
    }>(confirm, { token });
    const change = await createClient(system.urls.gateway, confirmRegistration.accessToken).send(
      "mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { expiresIn } }",
      { input: { currentPassword: password, newPassword: stolen } },
    );
    expect(change.errors).toMatchObject(refusal("newPassword"));
    await system.anonymous.data(
      "mutation ($name: String!) { requestPasswordReset(input: { identifier: $name }) { accepted } }",
      { name: input.username },
    );
    const reset = await system.anonymous.send(
      "mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) { revokedSessions } }",
      { input: { token: tokenIn(await awaitMail(system, input.email, /^Reset/)), newPassword: stolen } },
    );
    expect(reset.errors).toMatchObject(refusal("newPassword"));
  });

  it("tells the owner of the address when it is taken, and sends no link", async () => {
    const taken = await openAccount();
    await ask(inputOf(freshName(), taken.email.toUpperCase()));
    const { text } = await awaitMail(system, taken.email, /^You already have an account$/);
    expect(text).not.toContain("#token=");
  });

  it("tells by mail alone when the username is taken", async () => {
    const taken = await openAccount();
    const email = `${freshName()}@example.com`;
    await ask(inputOf(taken.username.toUpperCase(), email));
    const { text } = await awaitMail(system, email, /^Choose another username$/);
    expect(text).not.toContain("#token=");
    expect(text).not.toContain(taken.email);
  });
});

describe("ASVS 6.5.1: the link of a registration", () => {
  it("opens the account with a proven address and signs it in", async () => {
    const input = { ...inputOf(), displayName: "Ada L." };
    const { confirmRegistration } = await system.anonymous.data<{
      confirmRegistration: { accessToken: string; user: object };
    }>(confirm, { token: await tokenFor(input) });
    expect(confirmRegistration.user).toMatchObject({
      username: input.username,
      email: input.email,
      emailVerified: true,
      displayName: "Ada L.",
    });
    const owner = createClient(system.urls.gateway, confirmRegistration.accessToken);
    expect(await owner.codes("{ me { id } }")).toEqual([]);
    expect(await system.anonymous.codes(login, { input: { identifier: input.email, password } })).toEqual([]);
  });

  it("gives the account the password that its reader chooses, and none that was sent with the registration", async () => {
    const input = { ...inputOf(), password: "a passphrase of the asker" };
    const token = await tokenFor(input);
    const { errors } = await system.anonymous.send(confirm, { token, password: null });
    expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT", field: "password" } }]);
    for (const weak of ["short", input.username.repeat(2), "passwordpassword"]) {
      const refusal = await system.anonymous.send(confirm, { token, password: weak });
      expect(refusal.errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT", field: "password" } }]);
    }
    const chosen = "a passphrase of the reader";
    expect(await system.anonymous.codes(confirm, { token, password: chosen })).toEqual([]);
    const identifier = input.email;
    expect(await system.anonymous.codes(login, { input: { identifier, password: input.password } })).toEqual([
      "INVALID_CREDENTIALS",
    ]);
    expect(await system.anonymous.codes(login, { input: { identifier, password: chosen } })).toEqual([]);
  });

  it("leaves no password of the asker in the database", async () => {
    const input = inputOf();
    await tokenFor(input);
    const waiting = await database.collection("registrations").findOne({ email: input.email });
    expect(Object.keys(waiting ?? {}).sort()).toEqual([
      "_id",
      "displayName",
      "email",
      "expiresAt",
      "hash",
      "username",
    ]);
  });

  it("works once, of ten times at once", async () => {
    const token = await tokenFor(inputOf());
    const codes = await Promise.all(
      Array.from({ length: 10 }, () => system.anonymous.codes(confirm, { token })),
    );
    expect(codes.filter((of) => of.length === 0)).toHaveLength(1);
    expect(new Set(codes.flat())).toEqual(new Set(["BAD_USER_INPUT"]));
  });

  it("gives a name to the first of two who wait for it", async () => {
    const username = freshName();
    const tokens = [
      await tokenFor(inputOf(username, `${freshName()}@example.com`)),
      await tokenFor(inputOf(username, `${freshName()}@example.com`)),
    ];
    expect(await system.anonymous.codes(confirm, { token: tokens[1] })).toEqual([]);
    const { errors } = await system.anonymous.send(confirm, { token: tokens[0] });
    expect(errors).toMatchObject([{ extensions: { code: "CONFLICT", field: "username" } }]);
    // The link is still valid, for another name.
    const other = freshName();
    const { confirmRegistration } = await system.anonymous.data<{
      confirmRegistration: { user: { username: string } };
    }>(confirm, { token: tokens[0], username: other });
    expect(confirmRegistration.user.username).toBe(other);
    expect(await system.anonymous.codes(confirm, { token: tokens[0] })).toEqual(["BAD_USER_INPUT"]);
  });

  it("stops working, and the registration goes", async () => {
    const input = inputOf();
    const token = await tokenFor(input);
    const registrations = database.collection("registrations");
    await registrations.updateOne({ email: input.email }, { $set: { expiresAt: new Date(Date.now() - 1) } });
    expect(await system.anonymous.codes(confirm, { token })).toEqual(["BAD_USER_INPUT"]);
    expect(await registrations.indexes()).toContainEqual(
      expect.objectContaining({ key: { expiresAt: 1 }, expireAfterSeconds: 0 }),
    );
  });

  it("is not to be guessed, nor found in the database", async () => {
    const token = await tokenFor(inputOf());
    expect(JSON.stringify(await database.collection("registrations").find().toArray())).not.toContain(token);
    for (const guess of ["", "x", `${token.slice(0, -4)}AAAA`, token.toLowerCase()]) {
      expect(await system.anonymous.codes(confirm, { token: guess })).toEqual(["BAD_USER_INPUT"]);
    }
  });

  it("is not mailed to one address again and again", async () => {
    const counted = await database.collection("attempts").countDocuments({ _id: /^mail:name:/ as never });
    await ask(inputOf());
    expect(await database.collection("attempts").countDocuments({ _id: /^mail:name:/ as never })).toBe(
      counted + 1,
    );
    await awaitQuiet(database.collection("mails"));
    expect((await readMailbox(system)).length).toBeGreaterThan(0);
  });
});
