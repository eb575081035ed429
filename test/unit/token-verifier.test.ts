/** Which access tokens are good, and every way in which one is not (RFC 8725, RFC 9068). */
import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import jwt from "jsonwebtoken";
import type { AppError } from "../../platform/errors.js";
import { createEvent } from "../../platform/events/event.js";
import type { KeySource } from "../../platform/identity/key-source.js";
import { createRevocations } from "../../platform/identity/revocations.js";
import { createTokenVerifier } from "../../platform/identity/token-verifier.js";

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 });
const expectations = { issuer: "https://issuer.example", audience: "graph" };

const asked: string[] = [];
const findKey: KeySource = (kid) => {
  asked.push(kid);
  if (kid === "rsa") return { kid, algorithm: "RS256", key: rsa.publicKey };
  if (kid === "ec") return { kid, algorithm: "ES256", key: ec.publicKey };
  return null;
};
const verify = createTokenVerifier(expectations, findKey, createRevocations(300));

const now = () => Math.floor(Date.now() / 1000);
const goodPayload = () => ({
  iss: expectations.issuer,
  aud: expectations.audience,
  sub: "account",
  sid: "session",
  preferred_username: "ada",
  roles: ["USER"],
  client_id: "gatehouse",
  jti: String(Math.random()),
  iat: now(),
  exp: now() + 300,
  auth_time: now(),
});

function sign(payload: object = {}, header: object = {}, key: KeyObject = rsa.privateKey): string {
  const full = { alg: "RS256", typ: "at+jwt", kid: "rsa", ...header } as jwt.JwtHeader;
  return jwt.sign({ ...goodPayload(), ...payload }, key, {
    algorithm: full.alg as jwt.Algorithm,
    header: full,
  });
}

/** A token whose parts are put together by hand, for what no library would sign. */
function forge(header: object, payload: object, signature = ""): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part(header)}.${part(payload)}.${signature}`;
}

const codeOf = (token: string) =>
  verify(token).then(
    () => "good",
    (error: AppError) => error.code,
  );

describe("a token", () => {
  it("is good by RS256 and by ES256, and says who bears it", async () => {
    expect(await verify(sign())).toMatchObject({
      subject: "account",
      sessionId: "session",
      username: "ada",
      roles: ["USER"],
    });
    expect(await codeOf(sign({}, { alg: "ES256", kid: "ec" }, ec.privateKey))).toBe("good");
    expect(await codeOf(sign({}, { typ: "application/at+jwt" }))).toBe("good");
  });

  it("drops unknown roles", async () => {
    expect((await verify(sign({ roles: ["SUPERUSER", "USER"] }))).roles).toEqual(["USER"]);
  });

  it.each([
    ["is signed by a stranger's key", () => sign({}, {}, stranger.privateKey)],
    ["says alg none", () => forge({ alg: "none", typ: "at+jwt", kid: "rsa" }, goodPayload())],
    ["says alg None", () => forge({ alg: "None", typ: "at+jwt", kid: "rsa" }, goodPayload())],
    [
      "is signed by HS256 with the public key for its secret",
      () => {
        const unsigned = forge({ alg: "HS256", typ: "at+jwt", kid: "rsa" }, goodPayload()).slice(0, -1);
        const pem = rsa.publicKey.export({ type: "spki", format: "pem" });
        return `${unsigned}.${createHmac("sha256", pem).update(unsigned).digest("base64url")}`;
      },
    ],
    ["is signed by RS512 with the right key", () => sign({}, { alg: "RS512" })],
    ["is signed by PS256 with the right key", () => sign({}, { alg: "PS256" })],
    ["names the RSA key for ES256", () => sign({}, { alg: "ES256", kid: "rsa" }, ec.privateKey)],
    [
      "brings its own key in jwk",
      () =>
        sign(
          {},
          {
            jwk: createPublicKey(stranger.publicKey.export({ type: "spki", format: "pem" })).export({
              format: "jwk",
            }),
          },
          stranger.privateKey,
        ),
    ],
    ["points to a key set by jku", () => sign({}, { jku: "http://127.0.0.1:1/keys" }, stranger.privateKey)],
    [
      "points to a certificate by x5u",
      () => sign({}, { x5u: "http://127.0.0.1:1/cert" }, stranger.privateKey),
    ],
    ["has no kid", () => sign({}, { kid: undefined })],
    ["is a plain JWT by its typ", () => sign({}, { typ: "JWT" })],
    ["is an ID token by its typ", () => sign({}, { typ: "id+jwt" })],
    ["has no typ", () => sign({}, { typ: undefined })],
    ["comes from another issuer", () => sign({ iss: "https://evil.example" })],
    ["is for another audience", () => sign({ aud: "other" })],
    ["is not good yet", () => sign({ nbf: now() + 3600 })],
    ["has no subject", () => sign({ sub: undefined })],
    ["has no session", () => sign({ sid: undefined })],
    ["has a query operator for a subject", () => sign({ sub: { $ne: null } })],
    ["never expires", () => forgeWithoutExpiry()],
    ["has roles that are no list", () => sign({ roles: "ADMIN" })],
    ["has lost a letter", () => sign().slice(0, -2)],
    ["is empty", () => ""],
    ["is two parts", () => "a.b"],
    ["is not base64", () => "💥.💥.💥"],
    ["has a header that is no object", () => `${Buffer.from("7").toString("base64url")}.e30.e30`],
    ["is longer than any of ours", () => sign({ padding: "x".repeat(9_000) })],
  ])("is refused when it %s", async (_what, make) => {
    expect(await codeOf(make())).toBe("UNAUTHENTICATED");
  });

  it.each(["../../etc/passwd", "rsa'--", "rsa\n", "$ne", "x".repeat(200), "rsa rsa"])(
    "is refused with the key id %p, without a look-up",
    async (kid) => {
      asked.length = 0;
      expect(await codeOf(sign({}, { kid }))).toBe("UNAUTHENTICATED");
      expect(asked).toEqual([]);
    },
  );

  it("is told apart when it has expired, with half a minute's leeway", async () => {
    expect(await codeOf(sign({ iat: now() - 400, exp: now() - 60 }))).toBe("TOKEN_EXPIRED");
    expect(await codeOf(sign({ iat: now() - 250, exp: now() - 10 }))).toBe("good");
  });

  it("that was good before is refused once its session has ended, its user is disabled or its roles have changed", async () => {
    const revocations = createRevocations(300);
    const check = createTokenVerifier(expectations, findKey, revocations);
    const account = {
      version: 2,
      username: "ada",
      email: "",
      displayName: null,
      enabled: true,
      createdAt: "",
    };
    const [one, two, three] = [sign({ sid: "s1" }), sign({ sub: "a2" }), sign({ sub: "a3" })];
    for (const token of [one, two, three]) await check(token);
    revocations.apply(createEvent("auth", "session.revoked", "s1", { accountId: "account" }));
    revocations.apply(
      createEvent("auth", "user.disabled", "a2", { ...account, roles: ["USER"], enabled: false }),
    );
    revocations.apply(
      createEvent("auth", "user.roles-changed", "a3", { ...account, roles: ["USER", "ADMIN"] }),
    );
    await expect(check(one)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    await expect(check(two)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    await expect(check(three)).rejects.toMatchObject({ code: "TOKEN_EXPIRED" });
    expect(await check(sign({ sub: "a3", roles: ["USER", "ADMIN"] }))).toBeDefined();
  });
});

describe("the list of revocations", () => {
  it("lets no late or repeated event of an older version undo a newer one", () => {
    const revocations = createRevocations(300);
    const account = (version: number, enabled: boolean) => ({
      version,
      username: "ada",
      email: "",
      displayName: null,
      roles: ["USER" as const],
      enabled,
      createdAt: "",
    });
    const disabled = createEvent("auth", "user.disabled", "a", account(2, false));
    const claims = { sessionId: "s", subject: "a", roles: ["USER"] } as never;
    revocations.apply(disabled);
    revocations.apply(createEvent("auth", "user.enabled", "a", account(3, true)));
    revocations.apply(disabled);
    expect(revocations.check(claims)).toBeNull();
    revocations.load({
      sessionIds: ["s"],
      accounts: [{ id: "a", version: 2, enabled: false, roles: ["USER"] }],
    });
    expect(revocations.check(claims)).toBe("ended");
    expect(revocations.check({ ...(claims as object), sessionId: "other" } as never)).toBeNull();
  });

  it("forgets an entry when no token of its time can be alive", () => {
    let time = 0;
    const revocations = createRevocations(300, () => time);
    const revoke = (sid: string) =>
      revocations.apply(createEvent("auth", "session.revoked", sid, { accountId: "a" }));
    const claims = { sessionId: "s1", subject: "a", roles: [] } as never;
    revoke("s1");
    time = 299_000;
    revoke("s2");
    expect(revocations.check(claims)).toBe("ended");
    time = 311_000;
    revoke("s3");
    expect(revocations.check(claims)).toBeNull();
  });

  it("speaks for no token older than any of its time, whatever it says about its end", () => {
    let time = 1_000_000;
    const revocations = createRevocations(300, () => time);
    const claims = { sessionId: "s", subject: "a", roles: [], issuedAt: 1_000, expiresAt: 9_999 } as never;
    expect(revocations.check(claims)).toBeNull();
    time = 1_301_000;
    expect(revocations.check(claims)).toBe("outdated");
  });
});

function forgeWithoutExpiry(): string {
  const { exp, ...payload } = goodPayload();
  return jwt.sign(payload, rsa.privateKey, {
    algorithm: "RS256",
    header: { alg: "RS256", typ: "at+jwt", kid: "rsa" },
  });
}
