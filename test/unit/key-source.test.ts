/** How verification keys are found over HTTP: rarely asked for, kept while auth is away. */
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { Pool } from "undici";
import { createRemoteKeySet } from "../../platform/identity/key-source.js";
import { createKeyRing } from "../../subgraphs/auth/signing-keys/key-ring.js";
import { readSigningKeys } from "../../subgraphs/auth/signing-keys/signing-keys.js";
import { silentLog } from "../support/environment.js";

const pemOf = (pair: ReturnType<typeof generateKeyPairSync>) =>
  pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const pem = `${pemOf(generateKeyPairSync("rsa", { modulusLength: 2048 }) as never)}${pemOf(generateKeyPairSync("ec", { namedCurve: "P-256" }) as never)}`;
const keys = readSigningKeys(pem);
const ring = createKeyRing(keys, 300);
const [first, second] = keys.map(({ kid }) => kid) as [string, string];

let questions = 0;
let answer: { status: number; body: string };
const server = createServer((_request, response) => {
  questions += 1;
  response.writeHead(answer.status).end(answer.body);
});
let pool: Pool;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  pool = new Pool(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
afterAll(async () => {
  await pool.destroy();
  await new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
  questions = 0;
  answer = { status: 200, body: JSON.stringify(ring.keySet()) };
});
const createSet = () => createRemoteKeySet(pool, "/keys", 300, silentLog());
const createSource = () => createSet().find;

describe("signing keys", () => {
  it("have the thumbprint of their public key for an id, also with \\n for line breaks", () => {
    expect(
      readSigningKeys(pem.replaceAll("\n", "\\n")).map(({ kid, algorithm }) => [kid, algorithm]),
    ).toEqual([
      [first, "RS256"],
      [second, "ES256"],
    ]);
  });

  it("are published without their private half", () => {
    for (const key of ring.keySet().keys) expect(Object.keys(key)).not.toEqual(expect.arrayContaining(["d"]));
  });

  it.each([
    ["nothing", "not a key"],
    ["a short RSA key", pemOf(generateKeyPairSync("rsa", { modulusLength: 1024 }) as never)],
    ["a key of another curve", pemOf(generateKeyPairSync("ec", { namedCurve: "secp384r1" }) as never)],
    ["an Ed25519 key", pemOf(generateKeyPairSync("ed25519") as never)],
  ])("are refused when there is %s", (_what, text) => expect(() => readSigningKeys(text)).toThrow());
});

describe("the remote key source", () => {
  it("asks once for many that want to know at once", async () => {
    const source = createSource();
    const found = await Promise.all([source(first), source(second), source(first)]);
    expect(found.map((key) => key?.algorithm)).toEqual(["RS256", "ES256", "RS256"]);
    expect(questions).toBe(1);
  });

  it("does not ask again for unknown ids within the cooldown", async () => {
    const source = createSource();
    await source(first);
    for (let i = 0; i < 50; i++) expect(await source(`unknown-${i}`)).toBeNull();
    expect(questions).toBe(1);
  });

  it("reports that the key is unknown, not that a token is invalid, while it has never had a response", async () => {
    answer = { status: 500, body: "" };
    await expect(createSource()(first)).rejects.toMatchObject({ code: "SERVICE_UNAVAILABLE" });
  });

  it("keeps known keys while auth is away", async () => {
    const source = createSource();
    await source(first);
    answer = { status: 503, body: "" };
    expect((await source(first))?.kid).toBe(first);
  });

  it("hands out the whole set: at first, again once it is too old, and the last one while auth is away", async () => {
    // Every set is too old a moment later.
    const set = createRemoteKeySet(pool, "/keys", 0.00001, silentLog());
    answer = { status: 503, body: "" };
    await expect(set.read()).rejects.toMatchObject({ code: "SERVICE_UNAVAILABLE" });
    answer = { status: 200, body: JSON.stringify(ring.keySet()) };
    const readings = await Promise.all([set.read(), set.read(), set.read()]);
    for (const { keys } of readings) expect(keys).toEqual(ring.keySet().keys);
    expect(questions).toBe(2);
    answer.body = JSON.stringify({ keys: ring.keySet().keys.slice(1) });
    expect((await set.read()).keys.map(({ kid }) => kid)).toEqual([second]);
    answer = { status: 503, body: "" };
    expect((await set.read()).keys.map(({ kid }) => kid)).toEqual([second]);
    expect(questions).toBe(4);
  });

  it("says how long the set may still be cached", async () => {
    const { cacheSeconds } = await createSet().read();
    expect(cacheSeconds).toBeGreaterThan(0);
    expect(cacheSeconds).toBeLessThanOrEqual(300);
  });

  it("takes from a key set only what is ours to use", async () => {
    const [rsa] = ring.keySet().keys;
    answer.body = JSON.stringify({
      keys: [
        { ...rsa, use: "enc" },
        { ...rsa, alg: "HS256" },
        { kty: "oct", k: "c2VjcmV0", kid: first, alg: "HS256", use: "sig" },
      ],
    });
    expect(await createSource()(first)).toBeNull();
  });
});
