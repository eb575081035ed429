/**
 * An address that is only claimed: the claimant's settings end with the proof, and the owner of the address is not
 * flooded.
 */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Connection, createConnection } from "mongoose";
import { recipientKey } from "../../subgraphs/auth/mail/recipient-key.js";
import { type AuthModels, createAuthModels } from "../../subgraphs/auth/model.js";
import { createClient } from "../support/client.js";
import { awaitMail, proveAddress, readMailbox, registerProven, tokenIn } from "../support/mailbox.js";
import { eventually } from "../support/service-process.js";
import { startTestSystem, type TestSystem, type TestUser } from "../support/system.js";

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

const register = "mutation ($input: RegisterInput!) { register(input: $input) { accessToken } }";
const login = "mutation ($input: LoginInput!) { login(input: $input) { accessToken user { id } } }";
const refresh = "mutation ($token: String!) { refresh(input: { refreshToken: $token }) { expiresIn } }";
const requestReset =
  "mutation ($identifier: String!) { requestPasswordReset(input: { identifier: $identifier }) { accepted } }";
const reset =
  "mutation ($token: String!, $newPassword: String!) { resetPassword(input: { token: $token, newPassword: $newPassword }) { revokedSessions } }";
const requestProof = "mutation { requestEmailVerification { accepted } }";
const verify = "mutation ($token: String!) { verifyEmail(input: { token: $token }) { email } }";
const changeEmail = "mutation ($input: ChangeEmailInput!) { changeEmail(input: $input) { accepted } }";
const confirm = `mutation ($input: ConfirmRegistrationInput!) {
  confirmRegistration(input: $input) { accessToken user { id username email emailVerified } }
}`;
const me = "{ me { id email emailVerified } }";
const newPassword = "an altogether different passphrase";

const freshName = () => `user${randomBytes(5).toString("hex")}`;
const input = (username = freshName(), email = `${username}@example.com`) => ({
  username,
  email,
  password: newPassword,
});
const signIn = (identifier: string, password: string) =>
  system.anonymous.send<{ login: { accessToken: string; user: { id: string } } | null }>(login, {
    input: { identifier, password },
  });
const mailsTo = async (address: string) =>
  (await readMailbox(system))
    .filter((mail) => recipientKey(mail.to?.[0]?.address ?? "") === recipientKey(address))
    .map(({ subject }) => subject);
/** Waits until no mail is due or being sent; of those above a limit only the newest of a kind waits on. */
const nothingDue = () =>
  eventually(async () => {
    const due = { dueAt: { $lte: new Date() }, recipientKey: null };
    if ((await models.mails.countDocuments({ $or: [due, { holder: { $ne: null } }] })) > 0) return false;
    const waiting = await models.mails.find({ recipientKey: { $ne: null } }).lean();
    const kinds = new Set(waiting.map(({ kind, recipientKey: key }) => `${kind} ${key}`));
    return kinds.size === waiting.length;
  });
async function resetByMail(address: string): Promise<void> {
  await system.anonymous.data(requestReset, { identifier: address });
  const token = tokenIn(await awaitMail(system, address, /^Reset your password$/));
  await system.anonymous.data(reset, { token, newPassword });
}

describe("an account whose address is only claimed", () => {
  it.each([
    ["enrolTotp", 'enrolTotp(input: { currentPassword: "x" }) { uri }'],
    ["confirmTotp", 'confirmTotp(input: { code: "123456" }) { recoveryCodes }'],
    ["beginPasskeyRegistration", 'beginPasskeyRegistration(input: { currentPassword: "x" }) { options }'],
    ["finishPasskeyRegistration", 'finishPasskeyRegistration(input: { response: "{}" }) { id }'],
  ])("gets no second factor and no passkey by %s", async (_name, field) => {
    const claimant = await system.registerUser();
    expect(await claimant.codes(`mutation { ${field} }`)).toEqual(["EMAIL_NOT_VERIFIED"]);
  });

  it("ends, with all that its claimant has set up, when the owner of the address resets the password", async () => {
    const claimant = await system.registerUser();
    const { id, email } = claimant;
    await claimant.data(changeEmail, {
      input: { currentPassword: claimant.password, newEmail: `own-${email}` },
    });
    const ownLink = tokenIn(await awaitMail(system, `own-${email}`, /^Confirm your new/));
    // The factors that an account could have before they required a proof.
    await models.accounts.updateOne(
      { _id: id },
      { totp: { id: "1", secret: "sealed", confirmedAt: new Date(), lastStep: 0, recoveryCodes: [] } },
    );
    await models.passkeys.create({
      _id: randomBytes(16).toString("base64url"),
      accountId: id,
      name: "A stranger's",
      publicKey: "AA",
      counter: 0,
      transports: [],
      synced: false,
      createdAt: new Date(),
      lastUsedAt: null,
    });

    await resetByMail(email);
    const { data } = await signIn(email, newPassword);
    expect(data?.login?.user.id).toBe(id);
    expect(await models.passkeys.countDocuments({ accountId: id })).toBe(0);
    expect(await claimant.codes(me)).toEqual(["UNAUTHENTICATED"]);
    expect(await system.anonymous.codes(refresh, { token: claimant.refreshToken })).toEqual([
      "UNAUTHENTICATED",
    ]);
    const owner = createClient(system.urls.gateway, data?.login?.accessToken);
    expect(await owner.codes(verify, { token: ownLink })).toEqual(["BAD_USER_INPUT"]);
    expect(await owner.data(me)).toMatchObject({ me: { email, emailVerified: true } });

    const removed = await models.audit.find({ subjectId: id, reason: "address first proven" }).lean();
    expect(removed.map(({ type }) => type).sort()).toEqual(["factor.removed", "passkey.removed"]);
    const { text } = await awaitMail(system, email, /^Your e-mail address is confirmed$/);
    expect(text).toContain("have been removed");
  });

  it("is not proven for its claimant by the click of the address's owner, who is not signed in to it", async () => {
    const [claimant, owner] = [await system.registerUser(), await system.registerUser()];
    await claimant.data(requestProof);
    const token = tokenIn(await awaitMail(system, claimant.email, /^Confirm your e-mail/));
    expect(await system.anonymous.codes(verify, { token })).toEqual(["UNAUTHENTICATED"]);
    expect(await owner.codes(verify, { token })).toEqual(["UNAUTHENTICATED"]);
    expect(await claimant.data(me)).toMatchObject({ me: { emailVerified: false } });
  });

  it("keeps the session that proves the address, and ends the others and the links of before", async () => {
    const user = await system.registerUser();
    const { data } = await signIn(user.username, user.password);
    const elsewhere = createClient(system.urls.gateway, data?.login?.accessToken);
    await system.anonymous.data(requestReset, { identifier: user.email });
    const link = tokenIn(await awaitMail(system, user.email, /^Reset/));
    await proveAddress(system, user);
    expect(await user.data(me)).toMatchObject({ me: { emailVerified: true } });
    expect(await user.codes(refresh, { token: user.refreshToken })).toEqual([]);
    expect(await elsewhere.codes(me)).toEqual(["UNAUTHENTICATED"]);
    expect(await system.anonymous.codes(reset, { token: link, newPassword })).toEqual(["BAD_USER_INPUT"]);
    await awaitMail(system, user.email, /^Your e-mail address is confirmed$/);
  });
});

describe("the claim to an address", () => {
  /** A claimant, and the link in the mail to the owner of the address, which says that it is taken. */
  async function contest(): Promise<{ claimant: TestUser; wanted: ReturnType<typeof input>; token: string }> {
    const claimant = await system.registerUser();
    const wanted = input(freshName(), claimant.email.toUpperCase());
    const { errors } = await system.anonymous.send(register, { input: wanted });
    expect(errors).toMatchObject([{ extensions: { code: "CONFLICT", field: "email" } }]);
    const mail = await awaitMail(system, wanted.email, /^Open your account$/);
    expect(mail.text).toContain(claimant.username);
    return { claimant, wanted, token: tokenIn(mail) };
  }

  it("gives way to a registration by the owner of the address, who is mailed a link", async () => {
    const { claimant, wanted, token } = await contest();
    await claimant.data(requestProof);
    const proof = tokenIn(await awaitMail(system, claimant.email, /^Confirm your e-mail/));
    const { confirmRegistration } = await system.anonymous.data<{
      confirmRegistration: { user: { id: string } };
    }>(confirm, { input: { token, password: newPassword } });
    expect(confirmRegistration.user).toMatchObject({
      username: wanted.username,
      email: wanted.email,
      emailVerified: true,
    });
    const { data } = await signIn(claimant.email, newPassword);
    expect(data?.login?.user.id).toBe(confirmRegistration.user.id);

    // The other account has lost only the address.
    expect(await claimant.codes(verify, { token: proof })).toEqual(["BAD_USER_INPUT"]);
    expect(await claimant.codes(requestProof)).toEqual(["CONFLICT"]);
    expect((await signIn(claimant.username, claimant.password)).errors).toEqual([]);
    await eventually(async () => {
      const { me: copy } = await system
        .subgraph("user", claimant.accessToken)
        .data<{ me: { email: string | null } }>("{ me { email } }");
      return copy.email === null;
    });
    expect(await claimant.data(me)).toEqual({ me: { id: claimant.id, email: null, emailVerified: false } });
    const entries = await models.audit.find({ subjectId: claimant.id, type: "email.released" }).lean();
    expect(entries).toMatchObject([{ outcome: "success", ipAddress: null }]);
    await system.anonymous.data(requestReset, { identifier: claimant.username });
    await nothingDue();
    const inbox = await mailsTo(claimant.email);
    expect(inbox).not.toContain("Reset your password");
  });

  it("lasts until another account proves the address: neither a request nor a wrong link ends it", async () => {
    const { claimant, token } = await contest();
    const weak = { token, password: "passwordpassword" };
    for (const bad of [{ token }, weak]) {
      const { errors } = await system.anonymous.send(confirm, { input: bad });
      expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT", field: "password" } }]);
    }
    expect(await claimant.data(me)).toMatchObject({ me: { email: claimant.email } });
  });

  it("gives way to an account that moves to the address and proves it", async () => {
    const [claimant, owner] = [await system.registerUser(), await registerProven(system)];
    await owner.data(changeEmail, { input: { currentPassword: owner.password, newEmail: claimant.email } });
    const token = tokenIn(await awaitMail(system, claimant.email, /^Confirm your new/));
    expect(await owner.data(verify, { token })).toEqual({ verifyEmail: { email: claimant.email } });
    expect((await signIn(claimant.email, owner.password)).data?.login?.user.id).toBe(owner.id);
    expect(await models.accounts.findById(claimant.id).lean()).toMatchObject({ emailVerifiedAt: null });
  });

  it("stands once it is proven: a registration is refused, and no link is mailed", async () => {
    const owner = await registerProven(system);
    const before = await models.registrations.countDocuments();
    expect(await system.anonymous.codes(register, { input: input(freshName(), owner.email) })).toEqual([
      "CONFLICT",
    ]);
    expect(await models.registrations.countDocuments()).toBe(before);
  });

  it("is over for an account that was proven between the mail and the use of its link", async () => {
    const { claimant, token } = await contest();
    await proveAddress(system, claimant);
    const { errors } = await system.anonymous.send(confirm, { input: { token, password: newPassword } });
    expect(errors).toMatchObject([{ extensions: { code: "CONFLICT", field: "email" } }]);
    expect(await claimant.data(me)).toMatchObject({ me: { email: claimant.email, emailVerified: true } });
  });
});

describe("a stranger's mailbox", () => {
  it("gets no notice of what is done in an account that only claims it", async () => {
    const claimant = await system.registerUser();
    let password = claimant.password;
    for (let round = 0; round < 6; round++) {
      const next = `${newPassword} ${round}`;
      await claimant.data(
        "mutation ($old: String!, $new: String!) { changePassword(input: { currentPassword: $old, newPassword: $new }) { expiresIn } }",
        { old: password, new: next },
      );
      password = next;
    }
    for (let round = 0; round < 3; round++) {
      await claimant.data(changeEmail, {
        input: { currentPassword: password, newEmail: `${round}-${claimant.email}` },
      });
    }
    await claimant.data("mutation ($p: String!) { deleteAccount(input: { currentPassword: $p }) { id } }", {
      p: password,
    });
    await nothingDue();
    expect(await mailsTo(claimant.email)).toEqual([]);
  });

  it("gets five mails with links at first, whichever kinds, accounts and spellings they come by; the rest waits", async () => {
    const name = freshName();
    const address = `${name}@gmail.com`;
    const spellings = [
      address,
      address.toUpperCase(),
      `${name}+a@gmail.com`,
      `${name}+b@googlemail.com`,
      `${name.slice(0, 3)}.${name.slice(3)}@gmail.com`,
    ];
    for (let round = 0; round < 3; round++) {
      for (const newEmail of spellings) {
        const sender = await system.registerUser();
        await sender.data(changeEmail, { input: { currentPassword: sender.password, newEmail } });
      }
    }
    // The same by the reset and the proof of an account that claims it.
    const claimant = input(name, address);
    const { register: opened } = await system.anonymous.data<{ register: { accessToken: string } }>(
      register,
      {
        input: claimant,
      },
    );
    await createClient(system.urls.gateway, opened.accessToken).data(requestProof);
    await system.anonymous.data(requestReset, { identifier: address });
    // A reset is looked up after the response, so that the response reveals nothing.
    const reset = { kind: "password-reset", recipientKey: recipientKey(address) } as const;
    await eventually(async () => (await models.mails.countDocuments(reset)) > 0);
    await nothingDue();
    expect(await mailsTo(address)).toHaveLength(5);
    // The newest one of each kind waits.
    const waiting = await models.mails.find({ recipientKey: recipientKey(address) }).lean();
    expect(waiting.map(({ kind }) => kind).sort()).toEqual([
      "email-change",
      "email-verification",
      "password-reset",
    ]);
    expect(await models.audit.countDocuments({ type: "mail.limited" })).toBeGreaterThan(0);
  });

  it("of an account's owner: what is above the limit of notices waits, and links have a limit of their own", async () => {
    const owner = await registerProven(system);
    let password = owner.password;
    for (let round = 0; round < 8; round++) {
      const next = `${newPassword} ${round}`;
      await owner.data(
        "mutation ($old: String!, $new: String!) { changePassword(input: { currentPassword: $old, newPassword: $new }) { expiresIn } }",
        { old: password, new: next },
      );
      password = next;
    }
    await nothingDue();
    const notices = (await mailsTo(owner.email)).filter((subject) =>
      /changed|is confirmed/.test(subject ?? ""),
    );
    expect(notices).toHaveLength(5);
    const [waiting, ...others] = await models.mails.find({ recipientKey: recipientKey(owner.email) }).lean();
    expect([waiting?.kind, others]).toEqual(["password-changed", []]);
    await system.anonymous.data(requestReset, { identifier: owner.email });
    await awaitMail(system, owner.email, /^Reset your password$/);
    // It is sent when its time has come.
    const _id = waiting?._id ?? "";
    await models.attempts.deleteMany({ _id: /^mail:notice:/ });
    await models.mails.updateOne({ _id }, { dueAt: new Date() });
    await eventually(async () => (await models.mails.exists({ _id })) === null);
    expect(
      (await mailsTo(owner.email)).filter((subject) => /password has been changed/.test(subject ?? "")),
    ).toHaveLength(5);
  });

  it("is one under every spelling that reaches it, as far as can be told", () => {
    const same = [
      "ada@example.com",
      "ADA@Example.COM",
      "ada+shop@example.com",
      "ada+a+b@example.com",
      "ada@example.com.",
    ];
    expect(new Set(same.map(recipientKey)).size).toBe(1);
    const google = ["ada.lovelace@gmail.com", "adalovelace@googlemail.com", "a.d.a.lovelace+x@gmail.com"];
    expect(new Set(google.map(recipientKey)).size).toBe(1);
    const others = [
      "ada.l@example.com",
      "adal@example.com",
      "+ada@example.com",
      "+bob@example.com",
      "ada@example.org",
    ];
    expect(new Set(others.map(recipientKey)).size).toBe(others.length);
  });
});
