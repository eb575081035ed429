/** Signing keys are renewed while the system runs, and no request fails (NIST SP 800-57, 5.3; ASVS 5.0, 9.1, 13.3.4). */
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import jwt from "jsonwebtoken";
import { createConnection } from "mongoose";
import { changeKeyFile } from "../../subgraphs/auth/signing-keys/key-file.js";
import { createKeyRing } from "../../subgraphs/auth/signing-keys/key-ring.js";
import { type RenewalPlan, renewKeyText } from "../../subgraphs/auth/signing-keys/renewal.js";
import {
  formatSigningKeys,
  generateSigningKey,
  readSigningKeys,
  type SigningKey,
} from "../../subgraphs/auth/signing-keys/signing-keys.js";
import { watchKeyFile } from "../../subgraphs/auth/signing-keys/watch-key-file.js";
import { createClient } from "../support/client.js";
import { isolated, type RunningCommand, runLauncher, temporaryFolder } from "../support/command.js";
import { runCommandHere } from "../support/command-here.js";
import { silentLog } from "../support/environment.js";
import { eventually } from "../support/service-process.js";
import { startTestSystem, type TestSystem, type TestUser } from "../support/system.js";

const day = 86_400_000;
const settings = { KEY_SET_CACHE_SECONDS: "1", ACCESS_TOKEN_SECONDS: "60" };
const folder = temporaryFolder();
const file = join(folder, "signing-keys.pem");

/** Writes a file as an operator would: readable by its owner only. */
function write(path: string, keys: readonly SigningKey[]): void {
  writeFileSync(path, formatSigningKeys(keys), { mode: 0o600 });
  chmodSync(path, 0o600);
}
const read = (path = file) => readSigningKeys(readFileSync(path, "utf8"));
const environment = { ...isolated(folder), AUTH_SIGNING_KEYS_FILE: file, ...settings };
const renew = (args: string[] = [], more: Record<string, string> = {}) =>
  runCommandHere("rotate-keys", args, { ...environment, ...more });

describe("while the system runs on a key file", () => {
  let system: TestSystem;
  let user: TestUser;
  let first: SigningKey;
  beforeAll(async () => {
    first = await generateSigningKey("RS256", new Date(Date.now() - 89 * day));
    write(file, [first]);
    system = await startTestSystem({ AUTH_SIGNING_KEYS_FILE: file, ...settings });
    user = await system.registerUser();
  });
  afterAll(() => system.stop());

  const publishedKids = async () => {
    const { keys } = (await (await fetch(`${system.urls.auth}/.well-known/jwks.json`)).json()) as {
      keys: { kid: string }[];
    };
    return keys.map(({ kid }) => kid);
  };
  const kidOf = (token: string) => jwt.decode(token, { complete: true })?.header.kid;
  /** What the gateway and a subgraph, asked directly, say to a token. */
  const codesFor = async (token: string) =>
    (
      await Promise.all([
        createClient(system.urls.gateway, token).codes("{ me { id } users { totalCount } }"),
        system.subgraph("user", token).codes("{ me { id } }"),
      ])
    ).flat();

  const isRefused = async (token: string) => {
    const codes = await codesFor(token);
    return codes.length >= 2 && codes.every((code) => code === "UNAUTHENTICATED");
  };

  /** The file was written with the next key long before that signs: here twice a second. */
  const expectPublishedBeforeUse = () => {
    const [next] = read();
    expect((next?.signsFrom.getTime() ?? 0) - statSync(file).mtimeMs).toBeGreaterThan(1_000);
  };

  /** Refreshes and calls again and again until some other key signs, and three times more. */
  async function callAcross(before: SigningKey, begin: () => void) {
    const refused: string[] = [];
    let [after, more] = [before.kid, 3];
    const input = { identifier: user.username, password: user.password };
    const login = `mutation ($input: LoginInput!) { login(input: $input) { accessToken refreshToken } }`;
    const signedIn = await system.anonymous.data<{ login: { accessToken: string; refreshToken: string } }>(
      login,
      { input },
    );
    let { refreshToken } = signedIn.login;
    const old = signedIn.login.accessToken;
    begin();
    while (more > 0) {
      const refresh = `mutation { refresh(input: { refreshToken: "${refreshToken}" }) { accessToken refreshToken } }`;
      const next = (
        await system.anonymous.data<{ refresh: { accessToken: string; refreshToken: string } }>(refresh)
      ).refresh;
      refreshToken = next.refreshToken;
      refused.push(...(await codesFor(next.accessToken)), ...(await codesFor(old)));
      const kid = kidOf(next.accessToken) ?? "";
      if (kid !== before.kid) {
        after = kid;
        more -= 1;
      }
    }
    return { refused, after, old };
  }

  it("a key that has come of age gets a successor by itself, without one request refused", async () => {
    const aged = { ...first, signsFrom: new Date(Date.now() - 91 * day) };
    const { refused, after } = await callAcross(first, () => write(file, [aged]));
    expect(refused).toEqual([]);
    expect(read().map(({ kid }) => kid)).toEqual([after, first.kid]);
    expectPublishedBeforeUse();
  });

  it("`npm run rotate-keys` makes the next key, here by ES256, without one request refused", async () => {
    const [before] = read();
    let command = null as RunningCommand | null;
    const calls = callAcross(before as SigningKey, () => {
      command = runLauncher("rotate-keys", [], { ...environment, SIGNING_KEY_ALGORITHM: "ES256" });
    });
    const { refused, after, old } = await calls;
    expect(await command?.ended).toBe(0);
    const [next] = read();
    expect({ refused, after }).toEqual({ refused: [], after: next?.kid });
    const signsFrom = next?.signsFrom ?? new Date(0);
    expect(command?.output()).toContain(`The key ${next?.kid} (ES256) signs from ${signsFrom.toISOString()}`);
    expect(command?.output()).not.toContain("PRIVATE");
    expectPublishedBeforeUse();
    // Only the owner, as before; neither drafts nor locks remain.
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(dirname(file)).filter((name) => name.startsWith("signing-keys"))).toEqual([
      "signing-keys.pem",
    ]);

    // Two minutes later, when no token of the keys before can be good, they are gone from everywhere.
    write(
      file,
      read().map((key) => ({ ...key, signsFrom: new Date(key.signsFrom.getTime() - 120_000) })),
    );
    await eventually(async () => read().length === 1 && (await publishedKids()).length === 1);
    expect(await publishedKids()).toEqual([next?.kid]);
    await eventually(() => isRefused(old));
  });

  it("a compromised key goes at once, and its tokens with it, also those that were verified before", async () => {
    const input = { identifier: user.username, password: user.password };
    const { login } = await system.anonymous.data<{ login: { accessToken: string; refreshToken: string } }>(
      "mutation ($input: LoginInput!) { login(input: $input) { accessToken refreshToken } }",
      { input },
    );
    expect(await codesFor(login.accessToken)).toEqual([]);
    expect((await renew(["--compromised"])).code).toBe(0);
    expect(read()).toHaveLength(1);
    await eventually(() => isRefused(login.accessToken));
    const refresh = `mutation { refresh(input: { refreshToken: "${login.refreshToken}" }) { accessToken } }`;
    const { refresh: next } = await system.anonymous.data<{ refresh: { accessToken: string } }>(refresh);
    expect(await codesFor(next.accessToken)).toEqual([]);
  });

  it("each new key is on record, and none is in a database (ASVS 13.3.1)", async () => {
    const { uri, name } = system.config.auth.database;
    const connection = await createConnection(uri, { dbName: name }).asPromise();
    try {
      const collections = await connection.listCollections();
      const documents = await Promise.all(
        collections.map((collection) => connection.collection(collection.name).find().toArray()),
      );
      const text = JSON.stringify(documents);
      const renewals = documents.flat().filter(({ type }) => type === "keys.rotated");
      expect(renewals.map(({ reason }) => reason)).toContain(read()[0]?.kid);
      expect(renewals).toHaveLength(3);
      expect(text).not.toContain("PRIVATE KEY");
      for (const key of [first, ...read()]) {
        expect(text).not.toContain(key.privateKey.export({ format: "jwk" }).d);
      }
    } finally {
      await connection.close();
    }
  });
});

describe("the command", () => {
  it("says so when a next key is on its way already, and makes no other", async () => {
    const own = join(temporaryFolder(), "keys.pem");
    const keys = [
      await generateSigningKey("ES256", new Date(Date.now() + 3_600_000)),
      await generateSigningKey("ES256", new Date(0)),
    ];
    write(own, keys);
    const { code, output } = await renew([], { AUTH_SIGNING_KEYS_FILE: own });
    expect(code).toBe(1);
    expect(output).toContain("a next key already");
    expect(read(own)).toHaveLength(2);
  });

  it("renews the key that a development machine has made for itself", async () => {
    const own = temporaryFolder();
    const settings = { ...isolated(own), SIGNING_KEY_ALGORITHM: "ES256" };
    expect((await runCommandHere("rotate-keys", [], settings)).code).toBe(0);
    const keys = read(join(own, "data", "secrets", "AUTH_SIGNING_KEYS"));
    expect(keys.map(({ algorithm, signsFrom }) => [algorithm, signsFrom > new Date()])).toEqual([
      ["ES256", true],
      ["ES256", false],
    ]);
  });

  it("prints the new content of a file with --print, for auth may be unable to write it, and leaves it as it is", async () => {
    const own = join(temporaryFolder(), "keys.pem");
    const held = await generateSigningKey("ES256", new Date(0));
    write(own, [held]);
    const { code, output } = await renew(["--print"], { AUTH_SIGNING_KEYS_FILE: own });
    expect(code).toBe(0);
    expect(readSigningKeys(output).map(({ kid }) => kid)).toEqual([expect.any(String), held.kid]);
    expect(read(own).map(({ kid }) => kid)).toEqual([held.kid]);
  });

  it("prints the new value where the environment holds the keys, for it can write it nowhere", async () => {
    const held = await generateSigningKey("ES256", new Date(0));
    const { code, output } = await renew([], {
      AUTH_SIGNING_KEYS: formatSigningKeys([held]),
      SIGNING_KEY_ALGORITHM: "ES256",
    });
    expect(code).toBe(0);
    const [, value = ""] = /^AUTH_SIGNING_KEYS="([^"\n]+)"$/m.exec(output) ?? [];
    const keys = readSigningKeys(value);
    expect(keys.map(({ kid }) => kid)).toEqual([expect.any(String), held.kid]);
    expect(createKeyRing(keys, 40).current().kid).toBe(held.kid);
  });
});

describe("the ring", () => {
  it("publishes the next key, signs with it from its time on, and keeps the last one as long as its tokens", async () => {
    let now = 1_000_000_000;
    const at = (seconds: number) => new Date(1_000_000_000 + seconds * 1000);
    const [last, next] = [
      await generateSigningKey("ES256", at(-900)),
      await generateSigningKey("ES256", at(60)),
    ];
    const ring = createKeyRing([next, last], 330, () => now);
    const state = () => ({
      signs: ring.current().kid,
      published: ring.keySet().keys.map(({ kid }) => kid),
      accepted: [last, next].filter(({ kid }) => ring.find(kid) !== null).map(({ kid }) => kid),
    });
    const both = { published: [next.kid, last.kid], accepted: [last.kid, next.kid] };
    expect(state()).toEqual({ signs: last.kid, ...both });
    now = at(59).getTime();
    expect(state().signs).toBe(last.kid);
    now = at(60).getTime();
    expect(state()).toEqual({ signs: next.kid, ...both });
    now = at(60 + 339).getTime();
    expect(state()).toEqual({ signs: next.kid, ...both });
    now = at(60 + 341).getTime();
    expect(state()).toEqual({ signs: next.kid, published: [next.kid], accepted: [next.kid] });
  });

  it("of keys without a time lets the first one sign, and accepts them all", async () => {
    const keys = [
      await generateSigningKey("ES256", new Date(0)),
      await generateSigningKey("RS256", new Date(0)),
    ];
    const ring = createKeyRing(readSigningKeys(formatSigningKeys(keys)), 330);
    expect(ring.current().kid).toBe(keys[0]?.kid);
    expect(ring.keySet().keys.map(({ kid, alg }) => [kid, alg])).toEqual([
      [keys[0]?.kid, "ES256"],
      [keys[1]?.kid, "RS256"],
    ]);
  });

  it("is never empty", () => expect(() => createKeyRing([], 330)).toThrow("no signing key"));
});

describe("a key file", () => {
  const stops: (() => Promise<void>)[] = [];
  afterAll(() => Promise.all(stops.map((stop) => stop())));
  const plan: RenewalPlan = {
    algorithm: "ES256",
    afterSeconds: 86_400,
    leadSeconds: 600,
    tokenLifetimeSeconds: 330,
  };

  it("gets one next key when ten services find at once that it is due", async () => {
    const own = join(temporaryFolder(), "keys.pem");
    write(own, [await generateSigningKey("ES256", new Date(Date.now() - 2 * day))]);
    const written = await Promise.all(
      Array.from({ length: 10 }, () => changeKeyFile(own, (content) => renewKeyText(content, plan))),
    );
    expect(written.filter(Boolean)).toHaveLength(1);
    expect(read(own)).toHaveLength(2);
  });

  it("counts the age of a key without a time from when the file was written", async () => {
    const text = formatSigningKeys([await generateSigningKey("ES256", new Date(0))]);
    const renewed = (writtenAt: Date, afterSeconds: number | null = 86_400) =>
      renewKeyText({ text, writtenAt }, { ...plan, afterSeconds });
    expect(await renewed(new Date(Date.now() - day / 2))).toBeNull();
    expect(await renewed(new Date(Date.now() - 2 * day), null)).toBeNull();
    expect(readSigningKeys((await renewed(new Date(Date.now() - 2 * day))) ?? "")).toHaveLength(2);
  });

  it("that cannot be used leaves the keys as they are until it can be", async () => {
    const own = join(temporaryFolder(), "keys.pem");
    const [first, second] = [
      await generateSigningKey("ES256", new Date(0)),
      await generateSigningKey("ES256", new Date(1)),
    ];
    writeFileSync(own, "-----BEGIN PRIVATE KEY-----\nnonsense\n-----END PRIVATE KEY-----\n");
    const ring = createKeyRing([first], 330);
    const log = silentLog();
    const complaint = new Promise<void>((resolve) => {
      log.warn = () => resolve();
    });
    const arrival = new Promise<string>((resolve) => {
      const onNewKey = async ({ kid }: SigningKey) => resolve(kid);
      const watch = watchKeyFile({ file: own, ring, plan, pollMilliseconds: 5, onNewKey, log });
      void complaint.then(() => {
        expect(ring.current().kid).toBe(first.kid);
        write(own, [second, first]);
      });
      stops.push(watch.stop);
    });
    expect(await arrival).toBe(second.kid);
    expect(ring.current().kid).toBe(second.kid);
  });

  it("with a time that is none is refused", async () => {
    const [line] = [await generateSigningKey("ES256", new Date(1_000))].map((key) =>
      formatSigningKeys([key]),
    );
    expect(line).toMatch(/^signs from 1970-01-01T00:00:01.000Z\n-----BEGIN PRIVATE KEY-----/);
    expect(() => readSigningKeys(line?.replace("1970-01-01T00:00:01.000Z", "tomorrow") ?? "")).toThrow();
  });
});
