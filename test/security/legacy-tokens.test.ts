/** Tokens of the old services (docs/cut-over.md): accepted for imported accounts, for a period, with less than they had. */
import { execFileSync } from "node:child_process";
import { createHmac, pbkdf2Sync, randomUUID } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import jwt from "jsonwebtoken";
import { gatewaySecretHeader } from "../../platform/http/gateway-secret.js";
import { legacyTokenPath } from "../../platform/identity/legacy-tokens.js";
import { createSettingsReader, type Environment } from "../../platform/settings/settings-reader.js";
import { readLegacyTokenConfig } from "../../subgraphs/auth/legacy-tokens/config.js";
import { createKeyRing } from "../../subgraphs/auth/signing-keys/key-ring.js";
import { createClient, type GraphClient } from "../support/client.js";
import { isolated, temporaryFolder } from "../support/command.js";
import { runCommandHere } from "../support/command-here.js";
import { testDatabaseUri } from "../support/environment.js";
import { readMetrics } from "../support/metrics.js";
import { describeWithPython } from "../support/python.js";
import { enrolSecondFactor } from "../support/second-factor.js";
import { eventually } from "../support/service-process.js";
import { startTestSystem, type TestSystem, type TestUser } from "../support/system.js";

const secret = "the-secret-key-of-the-old-services-0123456789";
const day = 86_400_000;
const dayFromNow = (days: number) => new Date(Date.now() + days * day).toISOString().slice(0, 10);
const folder = temporaryFolder();

let system: TestSystem;
let admin: TestUser;
const ids = new Map<string, number>();
beforeAll(async () => {
  system = await startTestSystem({
    LEGACY_TOKEN_SECRET: secret,
    LEGACY_TOKENS_UNTIL: dayFromNow(30),
    // Each test has an address of its own: refused tokens are counted by it.
    TRUSTED_PROXIES: "loopback",
    LOG_DIR: folder,
    METRICS_PORT: "0",
  });
  const names = [
    "ada",
    "ban",
    "gone",
    "factor",
    "everywhere",
    "listed",
    "changed",
    "leaver",
    "chief",
    "python",
  ];
  for (const [index, name] of names.entries()) ids.set(name, index + 1);
  const rows = names.map((name) =>
    [
      ids.get(name),
      name,
      `${name}@example.com`,
      hashOf(name),
      name === "chief" ? "USER ADMIN" : "USER",
      "true",
    ].join(","),
  );
  await importCsv("people.csv", ["id,username,email,password_hash,roles,email_verified", ...rows]);
  admin = await system.registerAdmin();
});
afterAll(() => system.stop());

const passwordOf = (name: string) => `the old password of ${name}`;
const hashOf = (name: string) =>
  `pbkdf2:sha256:10$salt$${pbkdf2Sync(passwordOf(name), "salt", 10, 32, "sha256").toString("hex")}`;
async function importCsv(name: string, lines: readonly string[], ...options: string[]): Promise<string> {
  const file = join(folder, name);
  writeFileSync(file, lines.join("\n"));
  const { output } = await runCommandHere("import-users", [file, ...options], {
    ...isolated(folder),
    MONGODB_URI: testDatabaseUri(),
    MONGODB_DATABASE_PREFIX: system.config.auth.database.name.replace(/_auth$/, ""),
  });
  return output;
}

const seconds = () => Math.floor(Date.now() / 1000);
/** A token as the old services make it, for the user or with other claims. */
const tokenOf = (name: string, claims: object = {}, by = secret, options: jwt.SignOptions = {}) =>
  jwt.sign({ user_id: ids.get(name), username: name, exp: seconds() + 300, ...claims }, by, {
    algorithm: "HS256",
    noTimestamp: true,
    ...options,
  });
let addresses = 0;
const newAddress = () => {
  addresses += 1;
  return `192.0.2.${addresses}`;
};
const clientOf = (token: string, address = newAddress()): GraphClient =>
  createClient(system.urls.gateway, token, { "x-forwarded-for": address });
const accountId = async (client: GraphClient) =>
  (await client.data<{ exportMyData: { user: { id: string } } }>("{ exportMyData { user { id } } }"))
    .exportMyData.user.id;
const usernameOf = async (client: GraphClient) =>
  (
    await client.data<{ exportMyData: { user: { username: string } } }>(
      "{ exportMyData { user { username } } }",
    )
  ).exportMyData.user.username;
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
const createTask = `mutation { createTask(input: { title: "Water the plants" }) { id owner { id } } }`;
const isAccepted = async (client: GraphClient) =>
  (await client.codes("{ tasks { totalCount } }")).length === 0;
/** The access token that the gateway gets for it. */
async function exchange(token: string): Promise<string> {
  const response = await fetch(`${system.urls.auth}${legacyTokenPath}`, {
    method: "POST",
    headers: { "content-type": "application/json", [gatewaySecretHeader]: system.gatewaySecret },
    body: JSON.stringify({ token }),
  });
  return ((await response.json()) as { accessToken: string }).accessToken;
}

describe("a token of the old services", () => {
  it("is the imported account's, to read and to change what is its own", async () => {
    const ada = clientOf(tokenOf("ada"));
    const { exportMyData } = await ada.data<{ exportMyData: { legacyId: string; user: { id: string } } }>(
      "{ exportMyData { legacyId user { id username } } }",
    );
    expect(exportMyData).toMatchObject({ legacyId: "1", user: { username: "ada" } });
    const { createTask: task } = await ada.data<{ createTask: { owner: { id: string } } }>(createTask);
    expect(task.owner.id).toBe(exportMyData.user.id);
    expect(await isAccepted(ada)).toBe(true);
  });

  it("never reaches a subgraph, which refuses it", async () => {
    const token = tokenOf("ada");
    for (const name of ["auth", "user", "task"] as const)
      expect(
        await system.subgraph(name, token).codes("{ _entities(representations: []) { __typename } }"),
      ).toEqual(["UNAUTHENTICATED"]);
  });

  it("gives nobody the exchange who lacks the gateway's secret", async () => {
    const response = await fetch(`${system.urls.auth}${legacyTokenPath}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ token: tokenOf("ada") }),
    });
    expect(response.status).toBe(403);
  });

  const key = () => createKeyRing(system.config.auth.signingKeys, 330).current();
  const signed = (head: object, payload: object, by: string | Buffer, hash = "sha256") => {
    const text = `${part(head)}.${part(payload)}`;
    return `${text}.${createHmac(hash, by).update(text).digest("base64url")}`;
  };
  const good = () => ({ user_id: ids.get("ada"), exp: seconds() + 300 });
  const refused: [what: string, make: () => string | Promise<string>][] = [
    ["of another secret", () => tokenOf("ada", {}, "another-secret-key-of-nobody-0123456789")],
    ["of an empty secret", () => signed({ alg: "HS256", typ: "JWT" }, good(), "")],
    ["with alg none", () => `${part({ alg: "none", typ: "JWT" })}.${part(good())}.`],
    ["with alg none and a signature", () => signed({ alg: "none", typ: "JWT" }, good(), secret)],
    ["with HS512 and the right secret", () => tokenOf("ada", {}, secret, { algorithm: "HS512" })],
    [
      "with HS256 by auth's public key",
      () =>
        signed(
          { alg: "HS256", kid: key().kid },
          good(),
          key().publicKey.export({ type: "spki", format: "pem" }),
        ),
    ],
    [
      "that auth signed, with the claims of an old one",
      () => jwt.sign(good(), key().privateKey, { algorithm: "RS256", keyid: key().kid }),
    ],
    [
      "with the claims and the type of auth's, by the old secret",
      async () => {
        const { accessToken } = await system.someUser(0);
        const payload = jwt.decode(accessToken) as object;
        return signed({ alg: "HS256", typ: "at+jwt", kid: key().kid }, { ...payload, ...good() }, secret);
      },
    ],
    [
      "with the claims of auth's alone, by the old secret",
      async () =>
        signed(
          { alg: "HS256", typ: "JWT" },
          jwt.decode((await system.someUser(0)).accessToken) as object,
          secret,
        ),
    ],
    ["of another type", () => signed({ alg: "HS256", typ: "secevent+jwt" }, good(), secret)],
    ["with a critical extension", () => signed({ alg: "HS256", crit: ["b64"], b64: true }, good(), secret)],
    ["without exp", () => signed({ alg: "HS256" }, { user_id: 1 }, secret)],
    ["with an exp that is a text", () => signed({ alg: "HS256" }, { user_id: 1, exp: "9999999999" }, secret)],
    ["that is not valid yet", () => tokenOf("ada", { nbf: seconds() + 120 })],
    ["that is of the future", () => signed({ alg: "HS256" }, { ...good(), iat: seconds() + 120 }, secret)],
    ["for refreshing, as Flask-JWT-Extended has it", () => tokenOf("ada", { type: "refresh" })],
    ["for refreshing, as Simple JWT has it", () => tokenOf("ada", { token_type: "refresh" })],
    ["without the claim", () => tokenOf("ada", { user_id: undefined })],
    ["with an object for an id", () => tokenOf("ada", { user_id: { $gt: "" } })],
    ["with a list for an id", () => tokenOf("ada", { user_id: ["1"] })],
    ["with a fraction for an id", () => tokenOf("ada", { user_id: 1.5 })],
    ["of an unknown user", () => tokenOf("ada", { user_id: 99_999 })],
    [
      "of an account that was registered here",
      async () => {
        const { id } = await system.someUser(0);
        return tokenOf("ada", { user_id: id });
      },
    ],
    ["that names a username where ids count", () => tokenOf("ada", { user_id: "ada" })],
    ["whose payload is a text", () => signed({ alg: "HS256" }, ["user_id"], secret)],
    ["that is too long", () => tokenOf("ada", { filler: "x".repeat(9_000) })],
  ];
  it.each(refused)("is refused if it is one %s", async (_what, make) => {
    const client = clientOf(await make());
    expect(await client.codes("{ tasks { totalCount } }")).toEqual(["UNAUTHENTICATED"]);
    expect(await client.codes(createTask)).toEqual(["UNAUTHENTICATED"]);
  });

  it("says so when it has expired", async () => {
    const client = clientOf(tokenOf("ada", { exp: seconds() - 1 }));
    expect(await client.codes("{ tasks { totalCount } }")).toEqual(["TOKEN_EXPIRED"]);
  });

  it("is limited by address when it is guessed; tokens that are known go on", async () => {
    const address = "198.51.100.7";
    const known = clientOf(tokenOf("ada"), address);
    expect(await isAccepted(known)).toBe(true);
    const guess = () =>
      clientOf(tokenOf("ada", { jti: randomUUID() }, "a-guess-of-the-secret-key-0123456789"), address);
    const codes = new Set<string>();
    for (let count = 0; count < 32; count++)
      codes.add(String(await guess().codes("{ tasks { totalCount } }")));
    expect([...codes]).toEqual(["UNAUTHENTICATED", "RATE_LIMITED"]);
    expect(await isAccepted(known)).toBe(true);
    expect(await isAccepted(clientOf(tokenOf("ada", { jti: "new" })))).toBe(true);
  });
});

describe("an admin with such a token", () => {
  let chief: GraphClient;
  let others: TestUser;
  let taskId: string;
  beforeAll(async () => {
    chief = clientOf(tokenOf("chief"));
    others = await system.registerUser();
    taskId = (await others.data<{ createTask: { id: string } }>(createTask)).createTask.id;
  });

  it("reads what admins read", async () => {
    expect(
      await chief.codes(`{ task(id: "${taskId}") { title } auditEvents(first: 1) { nodes { id } } }`),
    ).toEqual([]);
    expect(await chief.codes(`{ userSessions(userId: "${others.id}") { id } }`)).toEqual([]);
  });

  it("changes nothing as an admin, and as any user what is its own", async () => {
    expect(await chief.codes(`mutation { disableUser(id: "${others.id}") { id } }`)).toEqual(["FORBIDDEN"]);
    expect(
      await chief.codes(`mutation { setUserRoles(id: "${others.id}", roles: [USER, ADMIN]) { id } }`),
    ).toEqual(["FORBIDDEN"]);
    expect(await chief.codes(`mutation { disableTask(id: "${taskId}") { id } }`)).toEqual(["NOT_FOUND"]);
    expect(await chief.codes(`mutation { deleteTask(id: "${taskId}") { id } }`)).toEqual(["NOT_FOUND"]);
    const { createTask: own } = await chief.data<{ createTask: { id: string } }>(createTask);
    expect(await chief.codes(`mutation { disableTask(id: "${own.id}") { enabled } }`)).toEqual([]);
  });

  it("is refused by the subgraphs too, also for a session of another user", async () => {
    const token = await exchange(tokenOf("chief"));
    const { sessions } = await others.data<{ sessions: { id: string }[] }>("{ sessions { id } }");
    expect(
      await system.subgraph("auth", token).codes(`mutation { disableUser(id: "${others.id}") { id } }`),
    ).toEqual(["FORBIDDEN"]);
    expect(
      await system
        .subgraph("auth", token)
        .codes(`mutation { revokeSession(id: "${sessions[0]!.id}") { revokedSessions } }`),
    ).toEqual(["NOT_FOUND"]);
    expect(
      await system
        .subgraph("user", token)
        .codes(`mutation { updateUser(id: "${others.id}", input: { bio: "x" }) { id } }`),
    ).toEqual(["FORBIDDEN"]);
    expect(
      await system.subgraph("task", token).codes(`mutation { disableTask(id: "${taskId}") { id } }`),
    ).toEqual(["NOT_FOUND"]);
    expect(await system.subgraph("task", token).codes(`{ task(id: "${taskId}") { id } }`)).toEqual([]);
  });
});

describe("the word of the old services no longer counts", () => {
  const signIn = async (name: string): Promise<GraphClient> => {
    const { login } = await system.anonymous.data<{ login: { accessToken: string } }>(
      "mutation ($input: LoginInput!) { login(input: $input) { accessToken } }",
      { input: { identifier: name, password: passwordOf(name) } },
    );
    return createClient(system.urls.gateway, login.accessToken);
  };
  const isRefused = async (client: GraphClient) => {
    expect(await client.codes("{ tasks { totalCount } }")).toEqual(["UNAUTHENTICATED"]);
  };

  it("for an account that is disabled, at once, and after it is enabled again", async () => {
    const client = clientOf(tokenOf("ban"));
    const id = await accountId(client);
    await admin.data(`mutation { disableUser(id: "${id}") { id } }`);
    await isRefused(client);
    await isRefused(clientOf(tokenOf("ban", { jti: "another" })));
    await admin.data(`mutation { enableUser(id: "${id}") { id } }`);
    await isRefused(client);
    await isRefused(clientOf(tokenOf("ban", { jti: "a third" })));
    expect(await isAccepted(await signIn("ban"))).toBe(true);
  });

  it("for an account that is deleted", async () => {
    const client = clientOf(tokenOf("gone"));
    await client.data(
      "mutation ($password: String!) { deleteAccount(input: { currentPassword: $password }) { id } }",
      {
        password: passwordOf("gone"),
      },
    );
    await isRefused(client);
    await isRefused(clientOf(tokenOf("gone", { jti: "another" })));
  });

  it("for an account that has signed out everywhere", async () => {
    const client = clientOf(tokenOf("everywhere"));
    expect(await client.codes("mutation { logoutAll { revokedSessions } }")).toEqual([
      "REAUTHENTICATION_REQUIRED",
    ]);
    await (await signIn("everywhere")).data("mutation { logoutAll { revokedSessions } }");
    await isRefused(client);
    await isRefused(clientOf(tokenOf("everywhere", { jti: "another" })));
  });

  it("for a token that was signed out, however its signature is spelt", async () => {
    const token = tokenOf("leaver");
    const client = clientOf(token);
    await client.data("mutation { logout { revokedSessions } }");
    await isRefused(client);
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const last = alphabet.indexOf(token.at(-1)!);
    // The last two bits of a signature of 32 bytes mean nothing.
    await isRefused(clientOf(token.slice(0, -1) + alphabet[last ^ 1]));
    expect(await isAccepted(clientOf(tokenOf("leaver", { jti: "another" })))).toBe(true);
  });

  it("for a session that its owner sees in the list, and ends", async () => {
    const client = clientOf(tokenOf("listed"));
    const { sessions } = await client.data<{ sessions: { id: string; current: boolean }[] }>(
      "{ sessions { id current } }",
    );
    expect(sessions).toMatchObject([{ current: true }]);
    const owner = await signIn("listed");
    expect(
      await owner.data("mutation ($id: ID!) { revokeSession(id: $id) { revokedSessions } }", sessions[0]),
    ).toEqual({
      revokeSession: { revokedSessions: 1 },
    });
    await isRefused(client);
  });

  it("for an account with a second factor, which the old services do not ask for", async () => {
    const client = clientOf(tokenOf("factor"));
    expect(await isAccepted(client)).toBe(true);
    await enrolSecondFactor({ ...(await signIn("factor")), password: passwordOf("factor") });
    await isRefused(client);
    await isRefused(clientOf(tokenOf("factor", { jti: "another" })));
  });

  it("beyond its own end: a change of the password gives it no refresh token that is good", async () => {
    const client = clientOf(tokenOf("changed"));
    const { changePassword } = await client.data<{ changePassword: { refreshToken: string } }>(
      "mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { refreshToken } }",
      { input: { currentPassword: passwordOf("changed"), newPassword: "a wholly new pass phrase 4711" } },
    );
    expect(
      await system.anonymous.codes(
        "mutation ($input: RefreshInput!) { refresh(input: $input) { accessToken } }",
        {
          input: { refreshToken: changePassword.refreshToken },
        },
      ),
    ).toEqual(["UNAUTHENTICATED"]);
    expect(await isAccepted(client)).toBe(true);
    await isRefused(clientOf(tokenOf("changed", { jti: "another" })));
  });
});

describe("the period", () => {
  it("ends: then the same token is refused, and says why", async () => {
    const later = await startTestSystem({
      LEGACY_TOKEN_SECRET: secret,
      LEGACY_TOKENS_UNTIL: dayFromNow(-1),
    });
    try {
      const { errors } = await createClient(later.urls.gateway, tokenOf("ada")).send(
        "{ tasks { totalCount } }",
      );
      expect(errors).toMatchObject([
        {
          message: "Tokens of the old services are no longer accepted; sign in again.",
          extensions: { code: "UNAUTHENTICATED" },
        },
      ]);
      const response = await fetch(`${later.urls.auth}${legacyTokenPath}`, {
        method: "POST",
        headers: { "content-type": "application/json", [gatewaySecretHeader]: later.gatewaySecret },
        body: JSON.stringify({ token: tokenOf("ada") }),
      });
      expect([response.status, await response.json()]).toMatchObject([401, { code: "UNAUTHENTICATED" }]);
    } finally {
      await later.stop();
    }
  });

  const problemsOf = (environment: Environment) => {
    const settings = createSettingsReader(environment);
    readLegacyTokenConfig(settings);
    try {
      settings.requireValid();
      return "";
    } catch (error) {
      return (error as Error).message;
    }
  };
  const until = (text: string) => ({ LEGACY_TOKEN_SECRET: secret, LEGACY_TOKENS_UNTIL: text });
  it.each<[what: string, Environment, RegExp]>([
    ["no end", { LEGACY_TOKEN_SECRET: secret }, /LEGACY_TOKENS_UNTIL is not set/],
    ["no secret", { LEGACY_TOKENS_UNTIL: dayFromNow(1) }, /LEGACY_TOKEN_SECRET is not set/],
    [
      "a short secret",
      { ...until(dayFromNow(1)), LEGACY_TOKEN_SECRET: "x".repeat(31) },
      /SECRET is too short/,
    ],
    ["an end too far away", until(dayFromNow(182)), /at most 180 days ahead/],
    ["a day that does not exist", until("2027-02-30"), /must be a day like/],
    ["another form", until("1 March 2027"), /must be a day like/],
    ["a year alone", until("2027"), /must be a day like/],
  ])("is refused with %s", (_what, environment, problem) => {
    expect(problemsOf(environment)).toMatch(problem);
  });

  it.each([dayFromNow(1), `${dayFromNow(1)}T12:30Z`, `${dayFromNow(1)}T12:30:15Z`, dayFromNow(-100)])(
    "may end at %s",
    (text) => expect(problemsOf(until(text))).toBe(""),
  );
});

describe("each use", () => {
  it("is in the log, without the token, and its first one in the audit trail", async () => {
    const token = tokenOf("ada", { jti: "for the log" });
    const client = clientOf(token);
    const id = await accountId(client);
    await client.data("query Second { tasks { totalCount } }");
    const readLog = () => readFileSync(join(folder, "gateway.log"), "utf8");
    // The log writes in batches.
    await eventually(async () => /"legacyToken":true[^\n]*"msg":"query Second"/.test(readLog()));
    const lines = readLog();
    expect(lines).toMatch(/"msg":"a token of the old services was accepted"/);
    expect(lines).toMatch(/"msg":"a token of the old services was refused"/);
    expect(lines + readFileSync(join(folder, "auth.log"), "utf8")).not.toContain(token.split(".")[2]);
    const { auditEvents } = await admin.data<{ auditEvents: { nodes: { subject: { id: string } }[] } }>(
      '{ auditEvents(filter: { type: "legacy-token.accepted" }) { nodes { outcome subject { id } } } }',
    );
    expect(auditEvents.nodes[0]).toMatchObject({ outcome: "success", subject: { id } });
  });

  it("is counted, by what became of it", async () => {
    const log = readFileSync(join(folder, "telemetry.log"), "utf8");
    const url = /"url":"(http:[^"]+\/metrics)"/.exec(log)![1]!;
    const uses = async (outcome: string) =>
      (await readMetrics(url)).find(
        ({ name, labels }) =>
          name === "gatehouse_legacy_token_uses_total" && labels["gatehouse_outcome"] === outcome,
      )?.value ?? 0;
    const tokens = {
      accepted: tokenOf("ada"),
      refused: tokenOf("ada", {}, "another secret of the same length, 0123456789"),
      expired: tokenOf("ada", { exp: seconds() - 60 }),
    };
    for (const [outcome, token] of Object.entries(tokens)) {
      const before = await uses(outcome);
      await clientOf(token).send("{ tasks { totalCount } }");
      expect(await uses(outcome)).toBe(before + 1);
    }
  });
});

describe("the import", () => {
  const header = "user_id,username,email,password_hash";
  const row = (id: string, name: string) => `${id},${name},${name}@example.com,${hashOf(name)}`;

  it("gives an id to one account only, and says which rows have lost it, also in a dry run", async () => {
    const lines = [header, row("1", "twice"), row("70", "first"), row("70", "second")];
    const lost = /line 2: without its old id, which is another account's.*\nline 4: without its old id/;
    expect(await importCsv("twice.csv", lines, "--dry-run")).toMatch(lost);
    const output = await importCsv("twice.csv", lines);
    expect(output).toMatch(lost);
    expect(output).toMatch(/3 imported, 0 there already, 0 refused/);
    const client = clientOf(tokenOf("ada", { user_id: 70 }));
    const { sessions } = await client.data<{ sessions: object[] }>("{ sessions { id } }");
    expect(sessions).toHaveLength(1);
    expect(await usernameOf(client)).toBe("first");
  });

  it("keeps the name or the address instead, where the tokens name that", async () => {
    await importCsv("named.csv", [header, row("71", "byname")], "--legacy-id", "username");
    await importCsv("addressed.csv", [header, row("72", "byaddress")], "--legacy-id", "email");
    expect(await isAccepted(clientOf(tokenOf("ada", { user_id: "byname" })))).toBe(true);
    expect(await isAccepted(clientOf(tokenOf("ada", { user_id: "byaddress@example.com" })))).toBe(true);
    expect(await isAccepted(clientOf(tokenOf("ada", { user_id: 71 })))).toBe(false);
  });
});

describeWithPython(["jwt"])("the old auth service's own line of PyJWT", () => {
  it("makes a token that is accepted", async () => {
    const program =
      "import datetime, jwt, sys\n" +
      "exp = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=5)\n" +
      "print(jwt.encode({'user_id': int(sys.argv[1]), 'username': 'python', 'exp': exp}, sys.argv[2], algorithm='HS256'))";
    const token = execFileSync("/usr/bin/python3", ["-c", program, String(ids.get("python")), secret], {
      encoding: "utf8",
    }).trim();
    expect(await isAccepted(clientOf(token))).toBe(true);
  });
});
