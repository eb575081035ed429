/** ASVS 5.0, 16.2.5 and 14.2.1: no secret gets into a log, a span, the audit trail, or the outbox. A full run, then a search. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createConnection } from "mongoose";
import { TOTP } from "otpauth";
import { serviceNames } from "../../schema/services.js";
import { createClient, type GraphAnswer } from "../support/client.js";
import { startTestCollector, type TestCollector } from "../support/collector.js";
import { temporaryFolder } from "../support/command.js";
import { awaitMail, tokenIn } from "../support/mailbox.js";
import { eventually } from "../support/service-process.js";
import { startTestSystem, type TestSystem } from "../support/system.js";

const logs = temporaryFolder();
let collector: TestCollector;
let system: TestSystem;
/** The searched values, each with a name. */
const secrets = new Map<string, string>();
/** Stores a secret. */
const secret = (name: string, value: string): string => {
  expect(value.length).toBeGreaterThan(5);
  secrets.set(`${name} ${secrets.size}`, value);
  return value;
};

/** The possible values of a field here. */
interface Shown {
  accessToken: string;
  refreshToken: string;
  secret: string;
  recoveryCodes: string[];
  user: { id: string };
}
type Data = {
  [Field in "register" | "login" | "refresh" | "changePassword" | "enrolTotp" | "confirmTotp"]: Shown;
};

/** Sends an operation and stores every value in its response that is a secret by its name. */
async function send(
  token: string | undefined,
  query: string,
  variables: object = {},
): Promise<{ data: Data; errors: GraphAnswer<Data>["errors"] }> {
  const answer = await createClient(system.urls.gateway, token).send<Data>(query, variables);
  JSON.stringify([answer.data, answer.errors], (name, value) => {
    if (["accessToken", "refreshToken", "secret", "challenge"].includes(name)) secret(name, value);
    if (name === "recoveryCodes") for (const code of value) secret(name, code);
    return value;
  });
  return { data: answer.data ?? ({} as Data), errors: answer.errors };
}

beforeAll(async () => {
  collector = await startTestCollector();
  system = await startTestSystem({
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url}/v1/traces`,
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    OTEL_BSP_SCHEDULE_DELAY: "20",
    LOG_DIR: logs,
    LOG_LEVEL: "debug",
    LOG_FORMAT: "off",
    REFRESH_REPLAY_GRACE_SECONDS: "0",
  });
  const { auth, gateway } = system.config;
  secret("gateway secret", gateway.gatewaySecret);
  for (const pepper of auth.passwords.peppers.values()) secret("pepper", pepper);
  for (const { privateKey } of auth.signingKeys) {
    const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    for (const line of pem.split("\n").slice(1, -2)) secret("signing key", line);
  }
});
afterAll(async () => {
  await system.stop();
  await collector.stop();
});

const tokens = "accessToken refreshToken";
const register = `mutation ($input: RegisterInput!) { register(input: $input) { ${tokens} user { id } } }`;
const login = `mutation ($input: LoginInput!) { login(input: $input) { ${tokens} } }`;
const refresh = `mutation ($token: String!) { refresh(input: { refreshToken: $token }) { ${tokens} } }`;
const withCode = `mutation ($challenge: String!, $code: String!) {
  loginWithCode(input: { challenge: $challenge, code: $code }) { ${tokens} }
}`;

/** All uses of a secret, successful and failing. */
async function useEverySecret(): Promise<void> {
  const password = secret("password", "a passphrase that no log has");
  const wrong = secret("wrong password", "a wrong passphrase that no log has");
  const newer = secret("new password", "a newer passphrase that no log has");
  const input = { username: "cassandra", email: "cassandra@example.com", password };
  const { register: account } = (await send(undefined, register, { input })).data;
  const by = { identifier: "cassandra", password };
  await send(undefined, register, { input });
  await send(undefined, register, {
    input: { ...input, username: "other", password: secret("weak", "cassandra1") },
  });
  await send(undefined, login, { input: { ...by, password: wrong } });
  // Where people type passwords by mistake.
  await send(undefined, login, {
    input: { identifier: secret("password as a name", "my-pass-in-the-name"), password: wrong },
  });

  // Requests that are refused before their execution quote values in their messages.
  for (const bad of [
    `mutation { login(input: "${password}") { accessToken } }`,
    `mutation { login(input: { identifier: "x", password: "${password}", ${"more"}: "${wrong}" }) { accessToken } }`,
    `mutation { login(input: { identifier: "x", password: "${password}" }) { accessToken nope } `,
    `mutation { refresh(input: { refreshToken: ["${account.refreshToken}"] }) { accessToken } }`,
  ])
    await send(undefined, bad);
  await send(undefined, login, { input: password });
  await send(undefined, login, { input: { ...by, password: { inner: password } } });
  await send(undefined, login, { input: [{ ...by }], [newer]: newer });
  await fetch(
    `${system.urls.gateway}/graphql?query=${encodeURIComponent(`{ introspectToken(token: "${account.accessToken}") { active } }`)}`,
  );
  await fetch(`${system.urls.gateway}/${account.refreshToken}?password=${encodeURIComponent(password)}`);

  const { login: session } = (await send(undefined, login, { input: by })).data;
  const { refresh: renewed } = (await send(undefined, refresh, { token: session.refreshToken })).data;
  await send(undefined, refresh, { token: session.refreshToken });
  await send(renewed.accessToken, "{ me { id } }");
  await send(`${renewed.accessToken}x`, "{ me { id } }");
  await send(account.accessToken, "query ($token: String!) { introspectToken(token: $token) { active } }", {
    token: session.accessToken,
  });
  const change = `mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { ${tokens} } }`;
  await send(account.accessToken, change, { input: { currentPassword: wrong, newPassword: newer } });
  const { changePassword: changed } = (
    await send(account.accessToken, change, { input: { currentPassword: password, newPassword: newer } })
  ).data;

  await proveAddress(changed.accessToken, input.email);
  await useSecondFactor(changed.accessToken, newer);
  const reset =
    "mutation ($identifier: String!) { requestPasswordReset(input: { identifier: $identifier }) { accepted } }";
  await send(undefined, reset, { identifier: input.email });
  const link = secret("mailed token", tokenIn(await awaitMail(system, input.email, /^Reset your password$/)));
  const use =
    "mutation ($token: String!, $newPassword: String!) { resetPassword(input: { token: $token, newPassword: $newPassword }) { revokedSessions } }";
  const last = secret("last password", "the last passphrase that no log has");
  for (const token of [`${link}x`, link, link]) await send(undefined, use, { token, newPassword: last });

  const admin = await system.registerAdmin();
  for (const [name, value] of Object.entries({ ...admin, id: "", username: "", email: "" }))
    if (typeof value === "string" && value !== "") secret(name, value);
  for (const call of ["disableUser", "enableUser", "resetSecondFactor"])
    await send(admin.accessToken, `mutation { ${call}(id: "${account.user.id}") { id } }`);
  await send(
    admin.accessToken,
    "{ systemStatus { service detail } auditEvents { nodes { id actor { id } } } }",
  );
  await send(
    admin.accessToken,
    'mutation { publishTestEvent(message: "hello") { confirmed } logoutAll { revokedSessions } }',
  );
}

/** Proves the address by the link in the mail. */
async function proveAddress(accessToken: string, email: string): Promise<void> {
  await send(accessToken, "mutation { requestEmailVerification { accepted } }");
  const mail = await awaitMail(system, email, /^Confirm your e-mail address$/);
  const verify = "mutation ($token: String!) { verifyEmail(input: { token: $token }) { email } }";
  await send(accessToken, verify, { token: secret("proof of an address", tokenIn(mail)) });
}

/** Sets up an app, signs in with it, and sends a wrong code. */
async function useSecondFactor(token: string, currentPassword: string): Promise<void> {
  const enrol =
    "mutation ($currentPassword: String!) { enrolTotp(input: { currentPassword: $currentPassword }) { secret uri } }";
  const { enrolTotp } = (await send(token, enrol, { currentPassword })).data;
  const codeOf = (later: number) =>
    secret(
      "code",
      new TOTP({ secret: enrolTotp.secret }).generate({ timestamp: Date.now() + later * 30_000 }),
    );
  const confirm = "mutation ($code: String!) { confirmTotp(input: { code: $code }) { recoveryCodes } }";
  const { confirmTotp } = (await send(token, confirm, { code: codeOf(0) })).data;
  const { errors } = await send(undefined, login, {
    input: { identifier: "cassandra", password: currentPassword },
  });
  const { challenge } = errors[0]!.extensions as unknown as { challenge: string };
  expect(challenge).toHaveLength(43);
  for (const code of [secret("wrong code", "mistyped-code"), codeOf(1), confirmTotp.recoveryCodes[0]])
    await send(undefined, withCode, { challenge, code });
}

/** Resolves once the spans of all that was sent are exported: each fetch with that of its subgraph. */
async function awaitSpans(): Promise<void> {
  await send(undefined, "query TheLast { __typename }");
  await eventually(async () => {
    const { spans } = collector;
    const parents = new Set(spans.map(({ parentSpanId }) => parentSpanId));
    const fetches = spans.filter(({ name }) => name.startsWith("fetch "));
    const isLast = ({ attributes }: (typeof spans)[number]) =>
      attributes["graphql.operation.name"] === "TheLast";
    return spans.some(isLast) && fetches.every(({ spanId }) => parents.has(spanId));
  });
}

/** Does the text hold the value? Six digits count only where they stand alone. */
const holds = (text: string, value: string): boolean =>
  /^\d{6}$/.test(value) ? new RegExp(`(?<![\\w.-])${value}(?![\\w.-])`).test(text) : text.includes(value);

describe("a full run, with everything logged that can be", () => {
  it("ASVS 16.2.5: leaves no secret in any log or span, in the audit trail, or in an event", async () => {
    await useEverySecret();
    await awaitSpans();
    expect(new Set(collector.spans.map(({ service }) => service)).size).toBe(serviceNames.length);
    const places = new Map(readdirSync(logs).map((name) => [name, readFileSync(join(logs, name), "utf8")]));
    for (const service of serviceNames) expect(places.get(`${service}.log`)).toContain('"level":"info"');
    places.set("spans", JSON.stringify(collector.exports));
    const { uri, name } = system.config.auth.database;
    const connection = await createConnection(uri, { dbName: name }).asPromise();
    const entries = await connection.collection("audit").find().toArray();
    expect(entries.length).toBeGreaterThan(20);
    places.set("audit trail", JSON.stringify(entries));
    places.set("accounts", JSON.stringify(await connection.collection("accounts").find().toArray()));
    places.set("sessions", JSON.stringify(await connection.collection("sessions").find().toArray()));
    places.set("challenges", JSON.stringify(await connection.collection("challenges").find().toArray()));
    places.set("attempts", JSON.stringify(await connection.collection("attempts").find().toArray()));
    await connection.close();

    expect(secrets.size).toBeGreaterThan(60);
    const found = [...places].flatMap(([place, text]) =>
      [...secrets].filter(([, value]) => holds(text, value)).map(([what]) => `${place}: ${what}`),
    );
    expect(found).toEqual([]);
  });

  it("finds what is there, so that it would find a secret", () => {
    const text = readdirSync(logs)
      .map((name) => readFileSync(join(logs, name), "utf8"))
      .join();
    expect(holds(text, "mutation (anonymous)")).toBe(true);
    expect(holds('{"code":"123456"}', "123456")).toBe(true);
    expect(holds('{"code":123456}', "123456")).toBe(true);
  });
});
