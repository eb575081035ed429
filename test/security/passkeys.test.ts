/** Passkeys by WebAuthn Level 3, with a real Chromium and its virtual authenticator. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import jwt from "jsonwebtoken";
import { type Connection, createConnection } from "mongoose";
import { TOTP } from "otpauth";
import type { CDPSession, Page } from "playwright-core";
import { createAudit } from "../../subgraphs/auth/audit/audit.js";
import { type AuthModels, createAuthModels } from "../../subgraphs/auth/model.js";
import type { Ceremonies } from "../../subgraphs/auth/passkeys/ceremonies.js";
import { finishPasskeyRegistration } from "../../subgraphs/auth/passkeys/finish-passkey-registration.js";
import { beginChallenge } from "../../subgraphs/auth/second-factor/challenges.js";
import { closePages, openBrowser } from "../support/browser.js";
import { claimsOf } from "../support/claims.js";
import { createClient } from "../support/client.js";
import { awaitMail, registerProven } from "../support/mailbox.js";
import { startTestSystem, type TestSystem, type TestUser } from "../support/system.js";

const begin = `mutation ($input: BeginPasskeyRegistrationInput!) { beginPasskeyRegistration(input: $input) { options } }`;
const finish = `mutation ($input: FinishPasskeyRegistrationInput!) {
  finishPasskeyRegistration(input: $input) { id name synced lastUsedAt }
}`;
const remove = "mutation ($input: RemovePasskeyInput!) { removePasskey(input: $input) { id } }";
const beginLogin = "mutation { beginPasskeyLogin { options } }";
const login = `mutation ($response: String!) {
  loginWithPasskey(input: { response: $response }) { accessToken user { id displayName } }
}`;
const loginByPassword = "mutation ($input: LoginInput!) { login(input: $input) { accessToken } }";

/** The response of a browser, as far as tests change it. */
interface Credential {
  id: string;
  response: { clientDataJSON: string; signature: string };
}
interface Passkey {
  id: string;
  name: string;
}

const browser = await openBrowser();
let pages: Server;
let system: TestSystem;
let connection: Connection;
let models: AuthModels;
beforeAll(async () => {
  pages = createServer(
    (_request, response) => void response.setHeader("content-type", "text/html").end("<title>app</title>"),
  );
  await new Promise<void>((resolve) => pages.listen(0, "127.0.0.1", resolve));
  system = await startTestSystem({ ALLOWED_ORIGINS: origin(), WEBAUTHN_RP_ID: "localhost" });
  const { uri, name } = system.config.auth.database;
  connection = await createConnection(uri, { dbName: name }).asPromise();
  models = createAuthModels(connection);
});
afterAll(async () => {
  await closePages(browser);
  pages.close();
  await connection.close();
  await system.stop();
});

const origin = (host = "localhost") => `http://${host}:${(pages.address() as AddressInfo).port}`;

/** A device with an authenticator of its own, and a page of the app open on it. */
interface Device {
  page: Page;
  cdp: CDPSession;
  authenticatorId: string;
  close(): Promise<unknown>;
}

let page: Page | undefined;
let cdp: CDPSession | undefined;

/** The devices of the tests, one after another, are authenticators of one page: to open a page takes most of a second. */
async function openDevice(at = origin()): Promise<Device> {
  page ??= await browser!.newPage();
  cdp ??= await page.context().newCDPSession(page);
  const debug = cdp;
  await debug.send("WebAuthn.enable");
  const { authenticatorId } = await debug.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await page.goto(at);
  return { page, cdp, authenticatorId, close: () => debug.send("WebAuthn.disable") };
}

/** The browser's response to options, as JSON. */
const create = ({ page }: Device, options: string): Promise<string> =>
  page.evaluate(`(async () => {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(${options});
    return JSON.stringify(await navigator.credentials.create({ publicKey }));
  })()`);
const get = ({ page }: Device, options: string): Promise<string> =>
  page.evaluate(`(async () => {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(${options});
    return JSON.stringify(await navigator.credentials.get({ publicKey }));
  })()`);

const optionsFor = async (user: TestUser, code?: string): Promise<string> =>
  (
    await user.data<{ beginPasskeyRegistration: { options: string } }>(begin, {
      input: { currentPassword: user.password, code },
    })
  ).beginPasskeyRegistration.options;
const loginOptions = async (): Promise<string> =>
  (await system.anonymous.data<{ beginPasskeyLogin: { options: string } }>(beginLogin)).beginPasskeyLogin
    .options;
async function register(device: Device, user: TestUser, name = "My phone"): Promise<Passkey> {
  const response = await create(device, await optionsFor(user));
  const data = await user.data<{ finishPasskeyRegistration: Passkey }>(finish, { input: { response, name } });
  return data.finishPasskeyRegistration;
}
const refusalsOf = async (response: string) =>
  (await system.anonymous.send(login, { response })).errors.map(({ extensions }) => extensions);
const refused = [{ code: "INVALID_CREDENTIALS", field: "response" }];
const lastReason = async (id: string) =>
  (await models.audit.find({ subjectId: id }).sort({ time: -1, _id: -1 }).limit(1).lean())[0]?.reason;

async function withDevice<Result>(work: (device: Device) => Promise<Result>, at?: string): Promise<Result> {
  const device = await openDevice(at);
  try {
    return await work(device);
  } finally {
    await device.close();
  }
}

(browser ? describe : describe.skip)("a passkey", () => {
  it("WebAuthn 7.1, 7.2: is added and signs in without a name, as two factors in one (RFC 8176)", async () => {
    await withDevice(async (device) => {
      const user = await registerProven(system);
      const passkey = await register(device, user);
      expect(passkey).toMatchObject({ name: "My phone", lastUsedAt: null });
      const response = await get(device, await loginOptions());
      const { loginWithPasskey } = await system.anonymous.data<{
        loginWithPasskey: { accessToken: string; user: object };
      }>(login, { response });
      expect(loginWithPasskey.user).toEqual({ id: user.id, displayName: user.username });
      expect(jwt.decode(loginWithPasskey.accessToken)).toMatchObject({
        sub: user.id,
        amr: ["hwk", "user", "mfa"],
      });
      expect(await user.data("{ passkeys { id name lastUsedAt } }")).toEqual({
        passkeys: [{ id: passkey.id, name: "My phone", lastUsedAt: expect.any(String) }],
      });
      expect(await lastReason(user.id)).toBe("passkey");
    });
  });

  it("ASVS 6.3.7, 7.4.3, 7.5.1: needs the password to be added, ends the other sessions, and is told by mail", async () => {
    await withDevice(async (device) => {
      const user = await registerProven(system);
      expect(await user.codes(begin, { input: { currentPassword: "wrong" } })).toEqual([
        "INVALID_CREDENTIALS",
      ]);
      const input = { identifier: user.username, password: user.password };
      const other = await system.anonymous.data<{ login: { accessToken: string } }>(loginByPassword, {
        input,
      });
      await register(device, user);
      await awaitMail(system, user.email, /^Your second factor has been changed$/);
      const otherClient = createClient(system.urls.gateway, other.login.accessToken);
      expect(await otherClient.codes("{ me { id } }")).toEqual(["UNAUTHENTICATED"]);
      expect(await user.codes("{ me { id } }")).toEqual([]);
    });
  });

  it("needs a code to be added or removed where there is an authenticator app, and then asks for none", async () => {
    await withDevice(async (device) => {
      const user = await registerProven(system);
      const { enrolTotp } = await user.data<{ enrolTotp: { secret: string } }>(
        "mutation ($p: String!) { enrolTotp(input: { currentPassword: $p }) { secret } }",
        { p: user.password },
      );
      const { confirmTotp } = await user.data<{ confirmTotp: { recoveryCodes: string[] } }>(
        "mutation ($code: String!) { confirmTotp(input: { code: $code }) { recoveryCodes } }",
        { code: new TOTP({ secret: enrolTotp.secret }).generate() },
      );
      const [code, next] = confirmTotp.recoveryCodes;
      const evidence = { currentPassword: user.password };
      expect(await user.codes(begin, { input: evidence })).toEqual(["BAD_USER_INPUT"]);
      const response = await create(device, await optionsFor(user, code));
      const { finishPasskeyRegistration: passkey } = await user.data<{ finishPasskeyRegistration: Passkey }>(
        finish,
        { input: { response } },
      );
      await system.anonymous.data(login, { response: await get(device, await loginOptions()) });
      const removal = { ...evidence, id: passkey.id };
      expect(await user.codes(remove, { input: removal })).toEqual(["BAD_USER_INPUT"]);
      expect(await user.data(remove, { input: { ...removal, code: next } })).toEqual({
        removePasskey: { id: passkey.id },
      });
    });
  });

  it("WebAuthn 13.4.3: accepts one response to a challenge, of ten at the same time one, and none after five minutes", async () => {
    await withDevice(async (device) => {
      const user = await registerProven(system);
      await register(device, user);
      const response = await get(device, await loginOptions());
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => system.anonymous.send(login, { response })),
      );
      expect(answers.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
      expect(await refusalsOf(response)).toEqual(refused);
      const late = await get(device, await loginOptions());
      await models.challenges.updateMany({}, { $set: { expiresAt: new Date() } });
      expect(await refusalsOf(late)).toEqual(refused);
    });
  });

  it("WebAuthn 7.2: is refused with a changed signature, another challenge, another account's id, or garbage", async () => {
    await withDevice(async (device) => {
      const [user, other] = [await registerProven(system), await registerProven(system)];
      await register(device, user);
      const forge = async (change: (credential: Credential) => void) => {
        const credential = JSON.parse(await get(device, await loginOptions()));
        change(credential);
        return JSON.stringify(credential);
      };
      const otherChallenge = JSON.parse(await loginOptions()).challenge as string;
      const forgeries = [
        await forge(({ response }) => {
          response.signature = Buffer.from("a signature").toString("base64url");
        }),
        await forge(({ response }) => {
          const data = JSON.parse(Buffer.from(response.clientDataJSON, "base64url").toString());
          const changed = JSON.stringify({ ...data, challenge: otherChallenge });
          response.clientDataJSON = Buffer.from(changed).toString("base64url");
        }),
        await forge((credential) => {
          credential.id = "unknown";
        }),
        ...[
          "",
          "null",
          "[]",
          "{}",
          '{"id":1}',
          '{"id":{"$ne":1},"response":{"clientDataJSON":"e30"}}',
          "x".repeat(20_000),
        ],
      ];
      for (const forgery of forgeries) expect(await refusalsOf(forgery)).toEqual(refused);
      expect(await models.sessions.countDocuments({ accountId: { $in: [user.id, other.id] } })).toBe(2);
    });
  });

  it("WebAuthn 7.2, step 22: is refused when its counter goes back, as a clone's would", async () => {
    await withDevice(async (device) => {
      const user = await registerProven(system);
      const { id } = await register(device, user);
      await system.anonymous.data(login, { response: await get(device, await loginOptions()) });
      await models.passkeys.updateOne({ _id: id }, { $set: { counter: 1_000 } });
      expect(await refusalsOf(await get(device, await loginOptions()))).toEqual(refused);
      expect(await lastReason(user.id)).toBe("wrong signature or counter");
    });
  });

  it("ASVS 6.3.3: does not sign in when the device has not recognised its user", async () => {
    await withDevice(async (device) => {
      await register(device, await registerProven(system));
      const { cdp, authenticatorId } = device;
      await cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
      const options = JSON.parse(await loginOptions());
      const unverified = JSON.stringify({ ...options, userVerification: "discouraged" });
      expect(await refusalsOf(await get(device, unverified))).toEqual(refused);
      await cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: true });
      expect(await refusalsOf(await get(device, await loginOptions()))).toEqual([]);
    });
  });

  it("WebAuthn 13.4.9: is for pages of the allowed origins only", async () => {
    const user = await registerProven(system);
    const elsewhere = createServer((_request, response) => void response.end("<title>phishing</title>"));
    await new Promise<void>((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
    try {
      const at = `http://localhost:${(elsewhere.address() as AddressInfo).port}`;
      await withDevice(async (device) => {
        const response = await create(device, await optionsFor(user));
        expect(await user.codes(finish, { input: { response } })).toEqual(["BAD_USER_INPUT"]);
      }, at);
    } finally {
      elsewhere.close();
    }
  });

  it("is added only by the caller who began it, once, and only to a live account", async () => {
    await withDevice(async (device) => {
      const [user, other, admin] = [
        await registerProven(system),
        await registerProven(system),
        await system.registerAdmin(),
      ];
      const response = await create(device, await optionsFor(user));
      expect(await other.codes(finish, { input: { response } })).toEqual(["BAD_USER_INPUT"]);
      expect(await user.codes(finish, { input: { response } })).toEqual(["BAD_USER_INPUT"]);
      const { id } = await register(device, user);
      expect(await other.codes(remove, { input: { id, currentPassword: other.password } })).toEqual([
        "NOT_FOUND",
      ]);
      const answer = await get(device, await loginOptions());
      await admin.data("mutation ($id: ID!) { disableUser(id: $id) { id } }", { id: user.id });
      expect(await refusalsOf(answer)).toEqual(refused);
      expect(await lastReason(user.id)).toBe("disabled account");
    });
  });

  it("goes with its account", async () => {
    await withDevice(async (device) => {
      const user = await registerProven(system);
      const { id } = await register(device, user);
      const answer = await get(device, await loginOptions());
      const removal = "mutation ($p: String!) { deleteAccount(input: { currentPassword: $p }) { id } }";
      await user.data(removal, { p: user.password });
      expect(await refusalsOf(answer)).toEqual(refused);
      expect(await models.passkeys.findById(id).lean()).toBe(null);
    });
  });

  it("goes with a reset by an admin", async () => {
    await withDevice(async (device) => {
      const [user, admin] = [await registerProven(system), await system.registerAdmin()];
      await register(device, user);
      const answer = await get(device, await loginOptions());
      await admin.data("mutation ($id: ID!) { resetSecondFactor(id: $id) { id } }", { id: user.id });
      expect(await refusalsOf(answer)).toEqual(refused);
    });
  });
});

describe("a registration of a passkey", () => {
  it("leaves nothing behind when the account's sessions end, or it is deleted, before it is through", async () => {
    const ends = [
      "mutation ($p: String!) { deleteAccount(input: { currentPassword: $p }) { id } }",
      "mutation { logoutAll { revokedSessions } }",
    ];
    for (const [index, end] of ends.entries()) {
      const user = await registerProven(system);
      const account = (await models.accounts.findById(user.id).lean())!;
      const id = `overtaken ${index}`;
      const parts = {
        models,
        ceremonies: {
          verifyRegistration: async () => {
            await user.data(end, end.includes("$p") ? { p: user.password } : {});
            return { _id: id, publicKey: "key", counter: 0, transports: [], synced: false };
          },
        } as unknown as Ceremonies,
        relay: { wake: async () => {} },
        mail: { send: async () => {}, notify: async () => {} },
        audit: createAudit(models, { retentionDays: 1 }),
      };
      const challenge = await beginChallenge(models, "passkey-registration", account);
      const clientDataJSON = Buffer.from(JSON.stringify({ challenge })).toString("base64url");
      const text = JSON.stringify({ id, response: { clientDataJSON } });
      const client = { ipAddress: null, userAgent: null };
      await expect(
        finishPasskeyRegistration(parts, claimsOf(user), text, null, client),
      ).rejects.toMatchObject({
        code: "UNAUTHENTICATED",
      });
      expect(await models.passkeys.findById(id).lean()).toBe(null);
    }
  });
});
