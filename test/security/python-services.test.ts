/** Services in Python beside the graph verify tokens by examples/python/, which docs/integrate.md shows. */
import { createHmac, generateKeyPairSync, type KeyObject } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import jwt from "jsonwebtoken";
import { createKeyRing } from "../../subgraphs/auth/signing-keys/key-ring.js";
import type { SigningKey } from "../../subgraphs/auth/signing-keys/signing-keys.js";
import { readProjectFile } from "../support/deployment-files.js";
import { describeWithPython, type PythonServer, startPython } from "../support/python.js";
import { startTestSystem, type TestSystem, type TestUser } from "../support/system.js";

const client = "python:the-secret-of-a-python-service-1234";
const commands = {
  Flask: ["flask", "--app", "flask_app", "run", "--port", "0"],
  FastAPI: ["uvicorn", "fastapi_app:app", "--port", "0"],
};

const describePython = describeWithPython(["flask", "jwt", "cryptography", "fastapi", "uvicorn"]);

describePython("a service in Python", () => {
  let system: TestSystem;
  let services: Record<string, PythonServer>;
  let user: TestUser;
  let admin: TestUser;
  let key: SigningKey;
  let isAway = false;
  const asked: string[] = [];
  /** The gateway as the services reach it: a test can take it away. */
  const way = createServer(async (incoming, response) => {
    asked.push(incoming.url ?? "");
    if (isAway) return void incoming.socket.destroy();
    const { authorization = "", "content-type": type = "" } = incoming.headers;
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const posted = { method: "POST", headers: { authorization, "content-type": type } };
    const answer = await fetch(
      `${system.urls.gateway}${incoming.url}`,
      incoming.method === "POST" ? { ...posted, body: Buffer.concat(chunks) } : {},
    );
    response.writeHead(answer.status, { "content-type": "application/json" }).end(await answer.text());
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => way.listen(0, "127.0.0.1", resolve));
    const environment = {
      GATEHOUSE_URL: `http://127.0.0.1:${(way.address() as AddressInfo).port}`,
      INTROSPECTION_CLIENT: client,
    };
    const start = (command: readonly string[]) => startPython("examples/python", command, environment);
    const [started, Flask, FastAPI] = await Promise.all([
      startTestSystem({ TOKEN_INTROSPECTION_CLIENTS: client }),
      start(commands.Flask),
      start(commands.FastAPI),
    ]);
    system = started;
    services = { Flask, FastAPI };
    [user, admin] = await Promise.all([system.registerUser(), system.registerAdmin()]);
    key = createKeyRing(system.config.auth.signingKeys, 330).current();
  });
  afterAll(async () => {
    await Promise.all([system, ...Object.values(services)].map((one) => one.stop()));
    await new Promise((resolve) => way.close(resolve));
  });

  const send = (by: string, token: string, path = "/reports", method = "GET") =>
    fetch(`${services[by]!.url}${path}`, { method, headers: { authorization: `Bearer ${token}` } });
  const status = async (...request: Parameters<typeof send>) => (await send(...request)).status;
  const forge = (changes: object, head: object = {}, by: KeyObject = key.privateKey) =>
    jwt.sign({ ...(jwt.decode(user.accessToken) as object), ...changes }, by, {
      header: { alg: "RS256", typ: "at+jwt", kid: key.kid, ...head } as jwt.JwtHeader,
    });
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

  const refused: [what: string, make: () => string][] = [
    ["of another key", () => forge({}, {}, generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey)],
    [
      "with alg none",
      () => `${part({ alg: "none", typ: "at+jwt", kid: key.kid })}.${user.accessToken.split(".")[1]}.`,
    ],
    [
      "with HS256 by the public key",
      () => {
        const head = part({ alg: "HS256", typ: "at+jwt", kid: key.kid });
        const text = `${head}.${user.accessToken.split(".")[1]}`;
        const pem = key.publicKey.export({ type: "spki", format: "pem" });
        return `${text}.${createHmac("sha256", pem).update(text).digest("base64url")}`;
      },
    ],
    ["that has expired", () => forge({ iat: 1, exp: Math.floor(Date.now() / 1000) - 60 })],
    ["of another audience", () => forge({ aud: "other" })],
    ["of another issuer", () => forge({ iss: "https://evil.example" })],
    ["of another type, as an ID token has", () => forge({}, { typ: "JWT" })],
    ["with an extension", () => forge({}, { crit: ["exp"], exp: 1 })],
    ["without jti", () => forge({ jti: undefined })],
    ["that is no token", () => "text"],
    ["that is the refresh token", () => user.refreshToken],
  ];

  describe.each(Object.keys(commands))("by %s", (name) => {
    it("accepts a token that the graph issued, for what its scopes allow", async () => {
      const response = await send(name, user.accessToken);
      expect([response.status, await response.json()]).toEqual([200, { user: user.id }]);
      expect(await status(name, forge({}))).toBe(200);
      expect(await status(name, user.accessToken, "/admin")).toBe(403);
      expect(await status(name, admin.accessToken, "/admin")).toBe(200);
    });

    it.each(refused)("refuses one %s", async (_what, make) => {
      const response = await send(name, make());
      expect([response.status, response.headers.get("www-authenticate")]).toEqual([
        401,
        'Bearer error="invalid_token"',
      ]);
    });

    it("refuses a request without a token", async () => {
      expect((await fetch(`${services[name]!.url}/reports`)).status).toBe(401);
    });

    it("does not ask for keys at each unknown key id", async () => {
      const before = asked.length;
      for (let index = 0; index < 10; index++)
        expect(await status(name, forge({}, { kid: `unknown-${index}` }))).toBe(401);
      expect(asked.length - before).toBeLessThan(5);
    });

    it("learns by introspection that a session has ended, which the token alone does not say", async () => {
      const { accessToken, data } = await system.registerUser();
      expect(await status(name, accessToken, "/payments", "POST")).toBe(200);
      await data("mutation { logout { revokedSessions } }");
      expect(await status(name, accessToken, "/payments", "POST")).toBe(401);
      expect(await status(name, accessToken)).toBe(200);
    });

    it("verifies by the keys that it has while the gateway is away, and introspects nothing", async () => {
      isAway = true;
      expect(await status(name, user.accessToken)).toBe(200);
      expect(await status(name, user.accessToken, "/payments", "POST")).toBe(503);
      isAway = false;
    });
  });
});

it.each(["gatehouse.py", "flask_app.py", "fastapi_app.py"])("docs/integrate.md shows %s as it is", (file) => {
  expect(readProjectFile("docs/integrate.md")).toContain(
    `\`\`\`python\n${readProjectFile(`examples/python/${file}`)}\`\`\``,
  );
});
