/** Recovery of a password and proof of an address: what the links in mails can do, and what they cannot. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Connection, createConnection } from "mongoose";
import { createAudit } from "../../subgraphs/auth/audit/audit.js";
import { verifyEmail } from "../../subgraphs/auth/email/verify-email.js";
import { type AuthModels, createAuthModels } from "../../subgraphs/auth/model.js";
import { claimsOf } from "../support/claims.js";
import { awaitMail, awaitQuiet, readMailbox, registerProven, tokenIn } from "../support/mailbox.js";
import { enrolSecondFactor } from "../support/second-factor.js";
import { eventually } from "../support/service-process.js";
import { startTestSystem, type TestSystem, type TestUser } from "../support/system.js";

const newPassword = "an altogether different passphrase";
let system: TestSystem;
let connection: Connection;
let models: AuthModels;
beforeAll(async () => {
  system = await startTestSystem();
  const { uri, name } = system.config.auth.database;
  connection = await createConnection(uri, { dbName: name }).asPromise();
  models = createAuthModels(connection);
});
afterAll(async () => {
  await connection.close();
  await system.stop();
});

const requestReset =
  "mutation ($identifier: String!) { requestPasswordReset(input: { identifier: $identifier }) { accepted } }";
const reset =
  "mutation ($token: String!, $newPassword: String!) { resetPassword(input: { token: $token, newPassword: $newPassword }) { revokedSessions } }";
const login =
  "mutation ($identifier: String!, $password: String!) { login(input: { identifier: $identifier, password: $password }) { accessToken refreshToken } }";
const requestProof = "mutation { requestEmailVerification { accepted } }";
const verify = "mutation ($token: String!) { verifyEmail(input: { token: $token }) { email } }";
const changeEmail =
  "mutation ($currentPassword: String!, $newEmail: EmailAddress!) { changeEmail(input: { currentPassword: $currentPassword, newEmail: $newEmail }) { accepted } }";
const me = "{ me { id email emailVerified } }";
const refused = (field: string) => [
  expect.objectContaining({ extensions: expect.objectContaining({ code: "BAD_USER_INPUT", field }) }),
];

/** Requests a reset and returns the token in the `count`-th mail about it. */
async function resetTokenOf(user: TestUser, count = 1): Promise<string> {
  await system.anonymous.data(requestReset, { identifier: user.username });
  return tokenIn(await awaitMail(system, user.email, /^Reset your password$/, count));
}

/** Requests another address and returns the token that is mailed to it. */
async function changeTokenOf(user: TestUser, newEmail: string): Promise<string> {
  await user.data(changeEmail, { currentPassword: user.password, newEmail });
  return tokenIn(await awaitMail(system, newEmail, /^Confirm your new/));
}

describe("a forgotten password", () => {
  it("ASVS 5.0, 6.4.3 and 7.4.3: is replaced by the token in the mail; all sessions and access tokens end", async () => {
    const user = await system.registerUser();
    await system.anonymous.data(login, { identifier: user.username, password: user.password });
    const token = await resetTokenOf(user);
    const { resetPassword } = await system.anonymous.data<{ resetPassword: object }>(reset, {
      token,
      newPassword,
    });
    expect(resetPassword).toEqual({ revokedSessions: 2 });
    expect(await user.codes(me)).toEqual(["UNAUTHENTICATED"]);
    expect(await user.codes("{ users { totalCount } }")).toEqual(["UNAUTHENTICATED"]);
    expect(
      await system.anonymous.codes(
        "mutation ($token: String!) { refresh(input: { refreshToken: $token }) { expiresIn } }",
        { token: user.refreshToken },
      ),
    ).toEqual(["UNAUTHENTICATED"]);
    expect(
      await system.anonymous.codes(login, { identifier: user.username, password: user.password }),
    ).toEqual(["INVALID_CREDENTIALS"]);
    await system.anonymous.data(login, { identifier: user.email, password: newPassword });
  });

  it("ASVS 5.0, 6.3.7: tells the owner, by a mail without a link that does anything", async () => {
    const user = await system.registerUser();
    await system.anonymous.data(reset, { token: await resetTokenOf(user), newPassword });
    const notice = await awaitMail(system, user.email, /^Your password has been changed$/);
    expect(notice.text).toContain(user.username);
    expect(notice.text).not.toContain("token");
  });

  it("ASVS 5.0, 6.3.7: tells the owner of a change of password, too", async () => {
    const user = await registerProven(system);
    await user.data(
      "mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { expiresIn } }",
      { input: { currentPassword: user.password, newPassword } },
    );
    await awaitMail(system, user.email, /^Your password has been changed$/);
  });

  it("OWASP Forgot Password: signs no caller in: the response has no field for a token", async () => {
    const token = await resetTokenOf(await system.registerUser());
    const { errors } = await system.anonymous.send(reset.replace("revokedSessions", "accessToken"), {
      token,
      newPassword,
    });
    expect(errors[0]?.extensions.code).toBe("GRAPHQL_VALIDATION_FAILED");
  });

  it("ASVS 5.0, 6.5.1: of 20 uses of one token at the same time, one succeeds", async () => {
    const user = await system.registerUser();
    const token = await resetTokenOf(user);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        system.anonymous.send(reset, { token, newPassword: `${newPassword} ${index}` }),
      ),
    );
    const won = answers.flatMap(({ errors }, index) => (errors.length === 0 ? [index] : []));
    expect(won).toHaveLength(1);
    for (const { errors } of answers.filter(({ errors }) => errors.length > 0))
      expect(errors).toEqual(refused("token"));
    await system.anonymous.data(login, {
      identifier: user.username,
      password: `${newPassword} ${won[0]}`,
    });
    expect(await system.anonymous.codes(reset, { token, newPassword })).toEqual(["BAD_USER_INPUT"]);
  });

  it("ASVS 5.0, 6.5.1: only the newest link works", async () => {
    const user = await system.registerUser();
    const first = await resetTokenOf(user);
    const second = await resetTokenOf(user, 2);
    expect((await system.anonymous.send(reset, { token: first, newPassword })).errors).toEqual(
      refused("token"),
    );
    await system.anonymous.data(reset, { token: second, newPassword });
  });

  it("ASVS 5.0, 6.5.5: a link is over when its time is up", async () => {
    const user = await system.registerUser();
    const token = await resetTokenOf(user);
    const { passwordReset } = (await models.accounts.findById(user.id).lean())!;
    const lifetime = passwordReset!.expiresAt!.getTime() - Date.now();
    expect(lifetime).toBeGreaterThan(540_000);
    expect(lifetime).toBeLessThanOrEqual(600_000);
    await models.accounts.updateOne({ _id: user.id }, { "passwordReset.expiresAt": new Date() });
    expect((await system.anonymous.send(reset, { token, newPassword })).errors).toEqual(refused("token"));
  });

  it("NIST SP 800-63B-4, 3.1.1.2: is replaced by a good one only, and one that is refused leaves the link good", async () => {
    const user = await system.registerUser();
    const token = await resetTokenOf(user);
    for (const weak of ["short", "passwordpassword", `${newPassword} `.repeat(10)]) {
      expect((await system.anonymous.send(reset, { token, newPassword: weak })).errors).toEqual(
        refused("newPassword"),
      );
    }
    await system.anonymous.data(reset, { token, newPassword });
  });

  it("a link dies when the password is changed otherwise", async () => {
    const user = await system.registerUser();
    const token = await resetTokenOf(user);
    await user.data(
      "mutation ($old: String!, $new: String!) { changePassword(input: { currentPassword: $old, newPassword: $new }) { expiresIn } }",
      { old: user.password, new: newPassword },
    );
    expect(await system.anonymous.codes(reset, { token, newPassword: `${newPassword}!` })).toEqual([
      "BAD_USER_INPUT",
    ]);
  });

  it("ASVS 5.0, 6.5.2: the database holds no token, neither with the account nor with a mail that waits", async () => {
    const user = await system.registerUser();
    const token = await resetTokenOf(user);
    const secret = Buffer.from(token, "base64url").subarray(16);
    const held = JSON.stringify([
      await models.accounts.find().lean(),
      await models.mails.find().lean(),
      await models.audit.find().lean(),
    ]);
    for (const encoding of ["base64url", "base64", "hex"] as const)
      expect(held).not.toContain(secret.toString(encoding));
    expect(secret).toHaveLength(32);
  });

  it("hostile tokens are refused alike, and none of another kind or account is taken", async () => {
    const [user, other] = [await system.registerUser(), await system.registerUser()];
    const good = await resetTokenOf(user);
    await other.data(requestProof);
    const proof = tokenIn(await awaitMail(system, other.email, /^Confirm your e-mail/));
    const secret = Buffer.from(good, "base64url").subarray(16);
    const ofOther = Buffer.from(proof, "base64url").subarray(0, 16);
    const hostile = [
      "",
      "x".repeat(64),
      good.slice(0, -1),
      `${good}A`,
      `${good.slice(0, -2)}${good.endsWith("A") ? "BB" : "AA"}`,
      Buffer.concat([ofOther, secret]).toString("base64url"),
      '{"$ne":null}',
      "x".repeat(10_000),
    ];
    for (const token of hostile) {
      expect((await system.anonymous.send(reset, { token, newPassword })).errors).toEqual(refused("token"));
      expect((await system.anonymous.send(verify, { token })).errors).toEqual(refused("token"));
    }
    expect((await system.anonymous.send(reset, { token: proof, newPassword })).errors).toEqual(
      refused("token"),
    );
    expect((await system.anonymous.send(verify, { token: good })).errors).toEqual(refused("token"));
    await other.data(verify, { token: proof });
    await system.anonymous.data(reset, { token: good, newPassword });
  });

  it("ASVS 5.0, 14.2.1: a GET spends no token: mutations are refused there, and the link's token is in its fragment", async () => {
    const user = await system.registerUser();
    const token = await resetTokenOf(user);
    const { text = "" } = await awaitMail(system, user.email, /^Reset/);
    const link = new URL(/^https?:\S+$/m.exec(text)![0]);
    expect([link.search, link.hash]).toEqual(["", `#token=${token}`]);
    const query = new URLSearchParams({
      query: reset,
      variables: JSON.stringify({ token, newPassword }),
    });
    for (const method of ["GET", "HEAD"]) {
      const response = await fetch(`${system.urls.gateway}/graphql?${query}`, {
        method,
        headers: { "apollo-require-preflight": "1" },
      });
      expect(response.status).toBeGreaterThanOrEqual(400);
    }
    await system.anonymous.data(reset, { token, newPassword });
  });

  it("ASVS 5.0, 6.3.8: has the same response for known, unknown, disabled and malformed names; only the known one gets mail", async () => {
    const [admin, known, disabled] = [
      await system.registerAdmin(),
      await system.registerUser(),
      await system.registerUser(),
    ];
    await admin.data(`mutation { disableUser(id: "${disabled.id}") { id } }`);
    const names = [
      known.username,
      known.email.toUpperCase(),
      "unknown-name",
      "nobody@example.com",
      disabled.email,
      "",
      "\u0000",
      "x".repeat(5_000),
    ];
    const answers = await Promise.all(
      names.map((identifier) => system.anonymous.send(requestReset, { identifier })),
    );
    for (const { status, data, errors } of answers)
      expect({ status, data, errors }).toEqual({
        status: 200,
        data: { requestPasswordReset: { accepted: true } },
        errors: [],
      });
    await awaitQuiet(models.mails);
    const mailed = (await readMailbox(system)).filter(({ subject }) => subject === "Reset your password");
    const to = mailed.map((mail) => mail.to?.[0]?.address);
    expect(to.filter((address) => address === known.email).length).toBeGreaterThanOrEqual(1);
    expect(to).not.toContain(disabled.email);
    expect(to).not.toContain("nobody@example.com");
  });

  it("ASVS 5.0, 6.1.1: is asked for as often as the limits say, for known and unknown names alike", async () => {
    const user = await system.registerUser();
    for (const identifier of [user.username, `no-${user.username}`]) {
      for (let round = 0; round < 5; round++) await system.anonymous.data(requestReset, { identifier });
      // On a busy machine the first waits may be over before the next request; each is twice as long.
      let refusals: object[] = [];
      for (let round = 0; round < 6 && refusals.length === 0; round++)
        refusals = (await system.anonymous.send(requestReset, { identifier })).errors;
      expect(refusals).toMatchObject([
        { extensions: { code: "RATE_LIMITED", retryAfterSeconds: expect.any(Number) } },
      ]);
    }
  });

  it("ASVS 5.0, 6.4.3: a reset does not bypass the second factor", async () => {
    const user = await registerProven(system);
    const [recoveryCode = ""] = await enrolSecondFactor(user);
    await system.anonymous.data(reset, { token: await resetTokenOf(user), newPassword });
    const { errors } = await system.anonymous.send(login, {
      identifier: user.username,
      password: newPassword,
    });
    const [refusal] = errors as { extensions: { code: string; challenge?: string } }[];
    expect(refusal?.extensions.code).toBe("MFA_REQUIRED");
    await system.anonymous.data(
      "mutation ($input: LoginWithCodeInput!) { loginWithCode(input: $input) { expiresIn } }",
      { input: { challenge: refusal?.extensions.challenge, code: recoveryCode } },
    );
  });

  it("ASVS 5.0, 6.3.1: a reset leaves the counter of failed sign-ins as it is", async () => {
    const user = await system.registerUser();
    for (let round = 0; round < 3; round++)
      await system.anonymous.codes(login, { identifier: user.username, password: "not my password" });
    const read = () =>
      models.attempts
        .find({ _id: /^login:account:/ })
        .sort({ at: -1 })
        .limit(1)
        .lean();
    const [before] = await read();
    expect(before?.count).toBeCloseTo(3, 1);
    await system.anonymous.data(reset, { token: await resetTokenOf(user), newPassword });
    expect((await read())[0]).toEqual(before);
  });

  it("a link that was mailed before the account was disabled does nothing", async () => {
    const [admin, user] = [await system.registerAdmin(), await system.registerUser()];
    const token = await resetTokenOf(user);
    await admin.data(`mutation { disableUser(id: "${user.id}") { id } }`);
    expect(await system.anonymous.codes(reset, { token, newPassword })).toEqual(["BAD_USER_INPUT"]);
    await admin.data(`mutation { enableUser(id: "${user.id}") { id } }`);
    expect(await system.anonymous.codes(reset, { token, newPassword })).toEqual(["BAD_USER_INPUT"]);
  });

  it("ASVS 5.0, 16.3.1: requests, successes and failures are in the audit trail, without the token", async () => {
    const user = await system.registerUser();
    const token = await resetTokenOf(user);
    await system.anonymous.data(reset, { token, newPassword });
    await system.anonymous.codes(reset, { token, newPassword });
    const entries = await models.audit.find({ subjectId: user.id }).sort({ time: 1 }).lean();
    const about = entries.filter(({ type }) => type.startsWith("password."));
    expect(about.map(({ type, outcome }) => [type, outcome])).toEqual([
      ["password.reset-requested", "success"],
      ["password.reset", "success"],
      ["password.reset", "failure"],
    ]);
    for (const { ipAddress } of about) expect(ipAddress).toMatch(/127\.0\.0\.1|::1/);
  });
});

describe("an e-mail address", () => {
  it("NIST SP 800-63B-4, 4.2.1: is proven by the token in the mail, once, by its owner who is signed in", async () => {
    const user = await system.registerUser();
    expect(await user.data(me)).toMatchObject({ me: { emailVerified: false } });
    await user.data(requestProof);
    const token = tokenIn(await awaitMail(system, user.email, /^Confirm your e-mail/));
    const answers = await Promise.all(Array.from({ length: 20 }, () => user.send(verify, { token })));
    expect(answers.filter(({ errors }) => errors.length === 0).map(({ data }) => data)).toEqual([
      { verifyEmail: { email: user.email } },
    ]);
    expect(await user.data(me)).toMatchObject({ me: { emailVerified: true } });
    await user.data(requestProof);
    await awaitQuiet(models.mails);
    const mails = (await readMailbox(system)).filter((mail) => mail.to?.[0]?.address === user.email);
    expect(mails.map(({ subject }) => subject).sort()).toEqual([
      "Confirm your e-mail address",
      "Your e-mail address is confirmed",
    ]);
  });

  it("is proven by a password reset, too: the holder of the link has read what was sent there", async () => {
    const user = await system.registerUser();
    await system.anonymous.data(reset, { token: await resetTokenOf(user), newPassword });
    expect((await models.accounts.findById(user.id).lean())?.emailVerifiedAt).toBeInstanceOf(Date);
  });

  it("shows whether it is proven to the user itself and admins only", async () => {
    const [user, other, admin] = [
      await system.registerUser(),
      await system.registerUser(),
      await system.registerAdmin(),
    ];
    const question = `{ user(id: "${user.id}") { emailVerified } }`;
    expect(await other.codes(question)).toEqual(["FORBIDDEN"]);
    expect(await admin.data(question)).toEqual({ user: { emailVerified: false } });
  });

  it("ASVS 5.0, 7.5.1: is changed by a caller who knows the password, when the new one is proven, and the old one gets a notice", async () => {
    const user = await registerProven(system);
    const newEmail = `New.${user.email}`;
    expect(await user.codes(changeEmail, { currentPassword: "not my password", newEmail })).toEqual([
      "INVALID_CREDENTIALS",
    ]);
    const token = await changeTokenOf(user, newEmail);
    const told = await awaitMail(system, user.email, /about to be changed/);
    expect(told.text).not.toMatch(/token|New\./);
    expect(await user.data(me)).toMatchObject({ me: { email: user.email } });

    expect(await user.data(verify, { token })).toEqual({ verifyEmail: { email: newEmail } });
    const after = await awaitMail(system, user.email, /has been changed/);
    expect(after.text).not.toMatch(/token|New\./);
    await eventually(async () => {
      const { me: copy } = await user.data<{ me: { email: string; emailVerified: boolean } }>(me);
      return copy.email === newEmail && copy.emailVerified;
    });
    // The copy in the user subgraph, and the account itself.
    const direct = "{ me { email } }";
    await eventually(async () => {
      const { me: copy } = await system
        .subgraph("user", user.accessToken)
        .data<{ me: { email: string } }>(direct);
      return copy.email === newEmail;
    });
    await system.anonymous.data(login, { identifier: newEmail.toLowerCase(), password: user.password });
    expect(await system.anonymous.codes(login, { identifier: user.email, password: user.password })).toEqual([
      "INVALID_CREDENTIALS",
    ]);
  });

  it("ASVS 5.0, 7.5.1: is changed by a caller who has the second factor, where there is one", async () => {
    const user = await registerProven(system);
    const [recoveryCode] = await enrolSecondFactor(user);
    const ask = (code?: string) =>
      user.send("mutation ($input: ChangeEmailInput!) { changeEmail(input: $input) { accepted } }", {
        input: { currentPassword: user.password, newEmail: `2nd-${user.email}`, code },
      });
    expect((await ask()).errors).toEqual(refused("code"));
    expect((await ask("000000")).errors[0]?.extensions).toMatchObject({ code: "INVALID_CREDENTIALS" });
    expect((await ask(recoveryCode)).errors).toEqual([]);
  });

  it("a stranger who reads the new mailbox gets nothing: the mail names no account, and its token needs the owner's session", async () => {
    const [user, stranger] = [await system.registerUser(), await system.registerUser()];
    const newEmail = `typo-${user.email}`;
    const token = await changeTokenOf(user, newEmail);
    const mail = await awaitMail(system, newEmail, /^Confirm your new/);
    expect(`${mail.text}${mail.html}`.replaceAll(newEmail, "")).not.toContain(user.username);
    expect(await system.anonymous.codes(verify, { token })).toEqual(["UNAUTHENTICATED"]);
    expect(await stranger.codes(verify, { token })).toEqual(["UNAUTHENTICATED"]);
    // Until then the new address gives no access, not even by a reset.
    await system.anonymous.data(requestReset, { identifier: newEmail });
    await awaitQuiet(models.mails);
    const toNew = (await readMailbox(system)).filter((one) => one.to?.[0]?.address === newEmail);
    expect(toNew).toHaveLength(1);
    // The refusals have not used it up.
    expect(await user.data(verify, { token })).toEqual({ verifyEmail: { email: newEmail } });
  });

  it("a link that resets the password by the old address dies with the address", async () => {
    const user = await system.registerUser();
    const old = await resetTokenOf(user);
    await user.data(verify, { token: await changeTokenOf(user, `fresh-${user.email}`) });
    expect(await system.anonymous.codes(reset, { token: old, newPassword })).toEqual(["BAD_USER_INPUT"]);
  });

  it("a change that another person has requested ends when the owner resets the password", async () => {
    const user = await system.registerUser();
    const thiefs = await changeTokenOf(user, `thief-${user.email}`);
    await system.anonymous.data(reset, { token: await resetTokenOf(user), newPassword });
    const { login: session } = await system.anonymous.data<{ login: { accessToken: string } }>(login, {
      identifier: user.username,
      password: newPassword,
    });
    const { createClient } = await import("../support/client.js");
    const again = createClient(system.urls.gateway, session.accessToken);
    expect(await again.codes(verify, { token: thiefs })).toEqual(["BAD_USER_INPUT"]);
  });

  it("a link dies with the old password even if that is changed between the look at the link and its use", async () => {
    const user = await system.registerUser();
    const newEmail = `overtaken-${user.email}`;
    const token = await changeTokenOf(user, newEmail);
    const change =
      "mutation ($old: String!, $new: String!) { changePassword(input: { currentPassword: $old, newPassword: $new }) { expiresIn } }";
    let overtaken = false;
    const accounts = new Proxy(models.accounts, {
      get(model, name) {
        const value: unknown = Reflect.get(model, name);
        if (name !== "updateOne") return typeof value === "function" ? value.bind(model) : value;
        return async (...args: Parameters<typeof model.updateOne>) => {
          if (!overtaken) await user.data(change, { old: user.password, new: newPassword });
          overtaken = true;
          return model.updateOne(...args);
        };
      },
    });
    const parts = {
      models: { ...models, accounts },
      relay: { wake: async () => {} },
      mail: { send: async () => {}, notify: async () => {} },
      attempts: { count: async () => false, forgive: async () => {}, clear: async () => {} },
      audit: createAudit(models, { retentionDays: 1 }),
    };
    const client = { ipAddress: null, userAgent: null };
    await expect(verifyEmail(parts, token, claimsOf(user), client)).rejects.toMatchObject({
      code: "BAD_USER_INPUT",
    });
    expect(overtaken).toBe(true);
    expect((await models.accounts.findById(user.id).lean())?.email).toBe(user.email);
  });

  it("ASVS 5.0, 6.3.8: a request for one that is taken has the same response; only the reader of its mail learns it", async () => {
    const [user, owner] = [await system.registerUser(), await registerProven(system)];
    const change = { currentPassword: user.password, newEmail: owner.email.toUpperCase() };
    expect(await user.data(changeEmail, change)).toEqual({ changeEmail: { accepted: true } });
    const mail = await awaitMail(system, owner.email.toUpperCase(), /already have an account/);
    expect(mail.text).not.toMatch(/token/);
    expect(`${mail.text}`).not.toContain(user.username);
  });

  it("of two accounts that move to one address at the same time, one gets it, and the other CONFLICT", async () => {
    const users = [await system.registerUser(), await system.registerUser()] as const;
    const newEmail = `shared-${users[0].email}`;
    const tokens: string[] = [];
    for (const [index, user] of users.entries()) {
      await user.data(changeEmail, { currentPassword: user.password, newEmail });
      tokens.push(tokenIn(await awaitMail(system, newEmail, /^Confirm your new/, index + 1)));
    }
    const answers = await Promise.all(
      users.map((user, index) => user.send(verify, { token: tokens[index] })),
    );
    expect(answers.map(({ errors }) => errors[0]?.extensions).filter(Boolean)).toEqual([
      { code: "CONFLICT", field: "email" },
    ]);
    expect(await models.accounts.countDocuments({ emailKey: newEmail.toLowerCase() })).toBe(1);
  });

  it("of 20 uses of a change's token at the same time, one succeeds, with one event", async () => {
    const user = await system.registerUser();
    const token = await changeTokenOf(user, `many-${user.email}`);
    const versionBefore = (await models.accounts.findById(user.id).lean())!.version;
    const answers = await Promise.all(Array.from({ length: 20 }, () => user.send(verify, { token })));
    expect(answers.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
    expect((await models.accounts.findById(user.id).lean())!.version).toBe(versionBefore + 1);
  });

  it("is refused by name when it is none, or the caller's own", async () => {
    const user = await system.registerUser();
    const ask = (newEmail: string) => user.send(changeEmail, { currentPassword: user.password, newEmail });
    for (const bad of [
      "",
      "unknown",
      "a@b@c",
      "a@example.com\r\nBcc: b@example.com",
      user.email.toUpperCase(),
    ])
      expect((await ask(bad)).errors).toEqual(refused("newEmail"));
  });
});

describe("the development mailbox", () => {
  it("shows its mails and their links to this machine, by its own name only", async () => {
    const user = await system.registerUser();
    const token = await resetTokenOf(user);
    const url = `${system.urls.gateway}/mailbox`;
    const mails = (await (await fetch(url, { headers: { accept: "application/json" } })).json()) as object[];
    expect(mails).toContainEqual(
      expect.objectContaining({ to: user.email, text: expect.stringContaining(token) }),
    );
    const page = await fetch(url);
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(await page.text()).toContain(`reset-password#token=${token}"`);
    const { request } = await import("undici");
    const ofProxies = [
      ...["x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-server", "x-forwarded"],
      ...[
        "forwarded",
        "via",
        "x-real-ip",
        "x-client-ip",
        "x-cluster-client-ip",
        "client-ip",
        "true-client-ip",
      ],
      ...["cf-connecting-ip", "cf-ray", "cdn-loop", "fastly-client-ip", "x-envoy-external-address"],
      ...[
        "x-request-id",
        "x-amzn-trace-id",
        "x-original-forwarded-for",
        "x-azure-clientip",
        "proxy-connection",
      ],
    ].map((name) => ({ [name]: "192.0.2.1" }));
    for (const headers of [{ host: "evil.example" }, ...ofProxies]) {
      const { statusCode, body } = await request(url, { headers });
      await body.dump();
      expect(statusCode).toBe(404);
    }
  });
});
