/** Forged access tokens (RFC 8725, RFC 9068, RFC 7515; ASVS 5.0, V9), sent to the gateway and to a subgraph. */
import { createHmac, generateKeyPairSync, type KeyObject, randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import jwt from "jsonwebtoken";
import { createCloserStack } from "../../platform/closer-stack.js";
import { createInProcessBus } from "../../platform/events/bus.js";
import { gatewaySecretHeader } from "../../platform/http/gateway-secret.js";
import { noTelemetry } from "../../platform/telemetry/telemetry.js";
import { createKeyRing } from "../../subgraphs/auth/signing-keys/key-ring.js";
import type { SigningKey } from "../../subgraphs/auth/signing-keys/signing-keys.js";
import { startUser } from "../../subgraphs/user/app.js";
import { createClient } from "../support/client.js";
import { silentLog } from "../support/environment.js";
import { startTestSystem, type TestSystem, type TestUser } from "../support/system.js";

const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 });
const strangersJwk = { ...stranger.publicKey.export({ format: "jwk" }), use: "sig", alg: "RS256" };

let system: TestSystem;
let user: TestUser;
let key: SigningKey;
/** The URL that a hostile token names for its key. */
let trap: Server;
let trapped = 0;
let trapUrl: string;
beforeAll(async () => {
  system = await startTestSystem();
  user = await system.registerUser();
  key = createKeyRing(system.config.auth.signingKeys, 330).current();
  trap = createServer((_request, response) => {
    trapped += 1;
    response.end(JSON.stringify({ keys: [{ ...strangersJwk, kid: key.kid }] }));
  });
  await new Promise<void>((resolve) => trap.listen(0, "127.0.0.1", resolve));
  trapUrl = `http://127.0.0.1:${(trap.address() as AddressInfo).port}/keys`;
});
afterAll(async () => {
  await system.stop();
  await new Promise((resolve) => trap.close(resolve));
});

const now = () => Math.floor(Date.now() / 1000);
/** The content of the user's own token, except for the changes of the test. */
const claims = (changes: object = {}) => ({
  ...(jwt.decode(user.accessToken) as jwt.JwtPayload),
  iat: now(),
  exp: now() + 300,
  jti: randomUUID(),
  ...changes,
});
const part = (value: object | string) =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
const header = (changes: object = {}) => ({ alg: "RS256", typ: "at+jwt", kid: key.kid, ...changes });
const sign = (payload: object, head: object = {}, by: KeyObject = key.privateKey) => {
  const full = header(head) as jwt.JwtHeader;
  return jwt.sign(payload, by, { algorithm: full.alg as jwt.Algorithm, header: full });
};
const hmac = (secret: string | Buffer) => {
  const text = `${part(header({ alg: "HS256" }))}.${part(claims())}`;
  return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
};
const without = (name: string) => sign({ ...claims(), [name]: undefined });
/** The same signature in other bits that a lenient decoder ignores, or with one letter changed. */
const withSignature = (change: (signature: string) => string) => {
  const [head, payload, signature = ""] = sign(claims()).split(".");
  return `${head}.${payload}.${change(signature)}`;
};

/** The responses of the gateway and of a subgraph, called directly, to a token. */
const verdicts = async (token: string) => [
  ...(await createClient(system.urls.gateway, token).codes("{ me { id } }")),
  ...(await system.subgraph("user", token).codes("{ me { id } }")),
];
const refused = ["UNAUTHENTICATED", "UNAUTHENTICATED"];

describe("a token as auth makes it", () => {
  it("is good, made by hand with auth's own key: what follows is refused for what it says, not for who made it", async () => {
    expect(await verdicts(sign(claims()))).toEqual([]);
    expect(await verdicts(user.accessToken)).toEqual([]);
  });
});

describe("a token is refused at the gateway and at a subgraph", () => {
  const rows: [requirement: string, make: () => string][] = [
    ["alg none (RFC 8725, 3.2)", () => `${part(header({ alg: "none" }))}.${part(claims())}.`],
    ["alg nOnE", () => `${part(header({ alg: "nOnE" }))}.${part(claims())}.`],
    [
      "alg none with a real signature",
      () => `${part(header({ alg: "none" }))}.${sign(claims()).split(".").slice(1).join(".")}`,
    ],
    ["no alg at all", () => `${part(header({ alg: undefined }))}.${part(claims())}.`],
    [
      "HS256 signed with the public key in PEM (RFC 8725, 2.1)",
      () => hmac(key.publicKey.export({ type: "spki", format: "pem" })),
    ],
    [
      "HS256 signed with the public key in DER",
      () => hmac(key.publicKey.export({ type: "spki", format: "der" })),
    ],
    [
      "HS256 signed with the published JWK",
      () => hmac(JSON.stringify(key.publicKey.export({ format: "jwk" }))),
    ],
    ["HS256 signed with an empty secret", () => hmac("")],
    [
      "PS256 by the right key: each key has one algorithm (RFC 8725, 3.1)",
      () => sign(claims(), { alg: "PS256" }),
    ],
    ["RS512 by the right key", () => sign(claims(), { alg: "RS512" })],
    ["a stranger's key (RFC 8725, 3.3)", () => sign(claims(), {}, stranger.privateKey)],
    [
      "a stranger's key, embedded as jwk (RFC 8725, 3.10)",
      () => sign(claims(), { jwk: strangersJwk }, stranger.privateKey),
    ],
    ["a stranger's key at jku", () => sign(claims(), { jku: trapUrl }, stranger.privateKey)],
    [
      "a stranger's key at jku, by another kid",
      () => sign(claims(), { jku: trapUrl, kid: "unknown" }, stranger.privateKey),
    ],
    ["a stranger's key at x5u", () => sign(claims(), { x5u: trapUrl }, stranger.privateKey)],
    ["a stranger's key in x5c", () => sign(claims(), { x5c: [part("certificate")] }, stranger.privateKey)],
    ["an unknown crit (RFC 7515, 4.1.11)", () => sign(claims(), { crit: ["exp"], exp: 1 })],
    ["typ JWT, as an ID token has (RFC 9068, 4)", () => sign(claims(), { typ: "JWT" })],
    [
      "typ JWT and a payload that is no JSON",
      () => `${part(header({ typ: "JWT" }))}.${part("text")}.${part("x")}`,
    ],
    ["a header that is null", () => `${part("null")}.${part(claims())}.${part("x")}`],
    ["no typ (RFC 8725, 3.11)", () => sign(claims(), { typ: undefined })],
    ["typ that is no text", () => sign(claims(), { typ: ["at+jwt"] })],
    ["another issuer (RFC 8725, 3.8)", () => sign(claims({ iss: "https://evil.example" }))],
    ["an issuer that begins like ours", () => sign(claims({ iss: "https://gatehouse.local.evil.example" }))],
    ["another audience (RFC 8725, 3.9)", () => sign(claims({ aud: "other" }))],
    ["no audience in a list", () => sign(claims({ aud: [] }))],
    ["not yet valid: nbf (ASVS 9.2.1)", () => sign(claims({ nbf: now() + 120 }))],
    ["nbf that is no number", () => `${forgedWith({ nbf: "tomorrow" })}`],
    ["exp that is no number", () => `${forgedWith({ exp: "never" })}`],
    ...[
      "iss",
      "aud",
      "sub",
      "sid",
      "exp",
      "iat",
      "jti",
      "client_id",
      "roles",
      "preferred_username",
      "auth_time",
    ].map((name): [string, () => string] => [
      `no ${name} (RFC 9068, 2.2)`,
      () => (name === "iat" || name === "exp" ? forgedWith({ [name]: undefined }) : without(name)),
    ]),
    ["an operator for a subject", () => sign(claims({ sub: { $ne: null } }))],
    ["roles that are no list", () => sign(claims({ roles: "ADMIN" }))],
    ["no kid", () => sign(claims(), { kid: undefined })],
    ["an unknown kid", () => sign(claims(), { kid: "unknown" })],
    ["a kid with a path (RFC 8725, 3.10)", () => sign(claims(), { kid: "../../../../dev/null" })],
    ["a kid with a query's operator", () => sign(claims(), { kid: "' OR 1=1 --" })],
    ["a kid that is an operator", () => sign(claims(), { kid: { $ne: "" } })],
    ["a kid that is in every object", () => sign(claims(), { kid: "__proto__" })],
    ["a kid of another kind", () => sign(claims(), { kid: "constructor" })],
    ["a kid with a NUL", () => sign(claims(), { kid: `${key.kid}\0` })],
    ["an overlong kid", () => sign(claims(), { kid: "k".repeat(2_000) })],
    ["a signature of another token", () => withSignature(() => sign(claims()).split(".")[2] ?? "")],
    [
      "a signature with a letter changed",
      () => withSignature((text) => `${text.startsWith("A") ? "B" : "A"}${text.slice(1)}`),
    ],
    ["a signature cut short", () => withSignature((text) => text.slice(0, -8))],
    ["an empty signature", () => withSignature(() => "")],
    [
      "a payload changed after it was signed",
      () => {
        const [head, , signature] = sign(claims()).split(".");
        return `${head}.${part(claims({ roles: ["USER", "ADMIN"] }))}.${signature}`;
      },
    ],
    [
      "a header changed after it was signed",
      () => {
        const [, payload, signature] = sign(claims(), { extra: 1 }).split(".");
        return `${part(header())}.${payload}.${signature}`;
      },
    ],
    ["cut in half", () => sign(claims()).slice(0, 200)],
    ["two dots only", () => ".."],
    ["two parts", () => sign(claims()).split(".").slice(0, 2).join(".")],
    [
      "five parts, as an encrypted one has",
      () => `${part({ alg: "dir", enc: "A256GCM" })}..${part("iv")}.${part("text")}.${part("tag")}`,
    ],
    ["a header that is no object", () => `${part("7")}.${part(claims())}.${part("x")}`],
    ["a payload that is no JSON", () => `${part(header())}.${part("text")}.${part("x")}`],
    ["longer than any of ours", () => sign(claims({ padding: "x".repeat(9_000) }))],
  ];
  it.each(rows)("with %s", async (_what, make) => {
    expect(await verdicts(make())).toEqual(refused);
  });

  it("without a request to the URLs of jku or x5u (RFC 8725, 3.10)", () => expect(trapped).toBe(0));

  it("once it has expired, told apart so that the client refreshes (RFC 8725, 3.1; ASVS 9.2.1)", async () => {
    const past = sign(claims({ iat: now() - 400, exp: now() - 100 }));
    expect(await verdicts(past)).toEqual(["TOKEN_EXPIRED", "TOKEN_EXPIRED"]);
  });

  it("once it is older than tokens get here, whatever its exp says", async () => {
    const old = sign(claims({ iat: now() - 3_600, exp: now() + 86_400 }));
    expect(await verdicts(old)).toEqual(["TOKEN_EXPIRED", "TOKEN_EXPIRED"]);
  });

  /** jsonwebtoken itself refuses to sign these: built by hand, with a valid signature. */
  function forgedWith(changes: object): string {
    const payload = JSON.stringify(claims(changes));
    return jwt.sign(payload, key.privateKey, { algorithm: "RS256", header: header() as jwt.JwtHeader });
  }
});

describe("the key set, asked for by a subgraph (ASVS 9.1.3)", () => {
  it("is asked for once in a cooldown however many unknown ids come, and not needed for known ones while auth is away", async () => {
    let questions = 0;
    let away = false;
    const auth = createServer(async (request, response) => {
      if (request.url?.includes("jwks")) questions += 1;
      if (away) return void response.writeHead(503).end();
      const headers = { [gatewaySecretHeader]: system.gatewaySecret };
      const answer = await fetch(`${system.urls.auth}${request.url}`, { headers });
      response.writeHead(answer.status).end(await answer.text());
    });
    await new Promise<void>((resolve) => auth.listen(0, "127.0.0.1", resolve));
    const stack = createCloserStack();
    stack.onStop(() => new Promise((resolve) => auth.close(() => resolve())));
    try {
      const serviceUrls = {
        ...system.urls,
        auth: `http://127.0.0.1:${(auth.address() as AddressInfo).port}`,
      };
      const parts = { bus: createInProcessBus(), log: silentLog(), lifecycle: stack, telemetry: noTelemetry };
      const url = await startUser({ ...system.config.user, serviceUrls }, parts);
      const ask = (token: string) =>
        createClient(url, token, { [gatewaySecretHeader]: system.gatewaySecret }).codes("{ me { id } }");
      expect(await ask(user.accessToken)).toEqual([]);
      const floods = Array.from({ length: 100 }, (_, index) =>
        ask(sign(claims(), { kid: `unknown-${index}` })),
      );
      expect(new Set((await Promise.all(floods)).flat())).toEqual(new Set(["UNAUTHENTICATED"]));
      expect(questions).toBe(1);

      away = true;
      // A known and an unknown one, both by a known key.
      expect(await ask(user.accessToken)).toEqual([]);
      expect(await ask(sign(claims()))).toEqual([]);
      expect(await ask(sign(claims(), { kid: "unknown" }))).toEqual(["UNAUTHENTICATED"]);
    } finally {
      await stack.stop();
    }
  });
});
