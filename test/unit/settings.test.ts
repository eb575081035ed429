/** Settings: wrong ones are refused by name, secrets are held to their form, production defaults nothing that must be chosen. */
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { SettingsError } from "../../platform/config.js";
import { completeSettings, problemsOf, readAllSettings } from "../support/all-settings.js";

const toPem = ({ privateKey }: { privateKey: KeyObject }): string =>
  privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const rsaKey = (modulusLength: number) => toPem(generateKeyPairSync("rsa", { modulusLength }));
const curveKey = (namedCurve: string) => toPem(generateKeyPairSync("ec", { namedCurve }));

describe("in production", () => {
  it("refuses to start without what must be chosen, in one error that lists it all", () => {
    const { settings } = readAllSettings({ NODE_ENV: "production" });
    expect(() => settings.requireValid()).toThrow(SettingsError);
    expect(
      problemsOf({ NODE_ENV: "production" })
        .map((problem) => problem.split(" is not set: ", 1)[0])
        .sort(),
    ).toEqual([
      "ALLOWED_ORIGINS",
      "APP_URL",
      "AUTH_PASSWORD_PEPPER",
      "AUTH_SIGNING_KEYS",
      "GATEWAY_SECRET",
      "MAIL_FROM",
      "MONGODB_URI",
      "RABBITMQ_URL",
      "SMTP_URL",
    ]);
  });

  it("takes no secret from the development machine's folder", () => {
    const { settings } = readAllSettings({ NODE_ENV: "production" }, () => "x".repeat(64));
    expect(() => settings.requireValid()).toThrow("GATEWAY_SECRET is not set");
  });

  it("takes an empty variable as absent", () => {
    expect(problemsOf({ ...completeSettings, GATEWAY_SECRET: "  " })).toEqual([
      expect.stringMatching(/^GATEWAY_SECRET is not set/),
    ]);
  });

  it("is content with these, serves neither playground nor introspection, and logs JSON to no file", () => {
    const { settings, config, log } = readAllSettings(completeSettings);
    settings.requireValid();
    expect(config.gateway).toMatchObject({ playground: false, introspection: false });
    expect(config.gateway.allowedOrigins).toEqual(["https://app.example.com"]);
    expect(log).toEqual({ level: "info", terminal: "json", directory: undefined });
  });

  it("refuses cheap password hashes", () => {
    expect(problemsOf({ ...completeSettings, BCRYPT_COST: "4" })).toEqual([
      expect.stringMatching(/^BCRYPT_COST must be .* from 10 to 16/),
    ]);
  });
});

describe("in development", () => {
  it("needs nothing but the database, and gets its secrets from the development machine", () => {
    const { settings } = readAllSettings({ MONGODB_URI: "mongodb://127.0.0.1" }, (name) =>
      name === "AUTH_SIGNING_KEYS" ? completeSettings.AUTH_SIGNING_KEYS : "x".repeat(64),
    );
    expect(() => settings.requireValid()).not.toThrow();
  });
});

describe("the broker", () => {
  const brokerOf = (environment: Record<string, string>) =>
    readAllSettings({ ...completeSettings, RABBITMQ_URL: "", ...environment }).config.broker;

  it("is found by its URL, or by host and port as the replaced services had them", () => {
    const queue = "auth-events";
    expect(brokerOf({ RABBITMQ_URL: "amqps://n:p@broker/v" })).toEqual({
      url: "amqps://n:p@broker/v",
      queue,
    });
    expect(brokerOf({ RABBITMQ_HOST: "broker" })).toEqual({ url: "amqp://broker:5672", queue });
    expect(brokerOf({ RABBITMQ_HOST: "broker", RABBITMQ_PORT: "5673", RABBITMQ_QUEUE: "mine" })).toEqual({
      url: "amqp://broker:5673",
      queue: "mine",
    });
  });

  it("is none where nothing names one, whatever Kubernetes says of ports", () => {
    expect(brokerOf({ RABBITMQ_PORT: "tcp://10.0.0.1:5672" })).toBeNull();
  });

  it("is refused by a name that does not show the password", () => {
    const problems = problemsOf({ ...completeSettings, RABBITMQ_URL: "https://n:hush-hush@broker" });
    expect(problems).toEqual([expect.stringMatching(/^RABBITMQ_URL must be an amqp or amqps URL/)]);
    expect(problems[0]).not.toContain("hush-hush");
  });
});

describe("secrets", () => {
  it.each(["GATEWAY_SECRET", "AUTH_PASSWORD_PEPPER"])(
    "refuses a %s of fewer than 32 characters, without showing it",
    (name) => {
      const [problem, ...others] = problemsOf({ ...completeSettings, [name]: "short-and-secret" });
      expect(problem).toMatch(new RegExp(`^${name} is too short`));
      expect(problem).not.toContain("short-and-secret");
      expect(others).toEqual([]);
    },
  );

  it("refuses signing keys that are no keys, too small, or on another curve, without showing them", () => {
    for (const key of ["not a key, but long enough to be one", rsaKey(1024), curveKey("P-384")]) {
      const problems = problemsOf({ ...completeSettings, AUTH_SIGNING_KEYS: key });
      expect(problems).toEqual([expect.stringMatching(/^AUTH_SIGNING_KEYS cannot be used: /)]);
      expect(problems[0]).not.toContain(key.slice(30, 60));
    }
  });

  it("takes several signing keys, RSA or P-256; the first one signs", () => {
    const { settings, config } = readAllSettings({
      ...completeSettings,
      AUTH_SIGNING_KEYS: `${curveKey("P-256")}${completeSettings.AUTH_SIGNING_KEYS}`,
    });
    settings.requireValid();
    expect(config.auth.signingKeys.map(({ algorithm }) => algorithm)).toEqual(["ES256", "RS256"]);
  });

  it("takes several peppers by id; the first one hashes", () => {
    const [next, last] = ["n".repeat(32), "l".repeat(32)];
    const { settings, config } = readAllSettings({
      ...completeSettings,
      AUTH_PASSWORD_PEPPER: `2:${next},1:${last}`,
    });
    settings.requireValid();
    expect([...config.auth.passwords.peppers]).toEqual([
      ["2", next],
      ["1", last],
    ]);
    expect(problemsOf({ ...completeSettings, AUTH_PASSWORD_PEPPER: `2:${next},1:too-short` })).toEqual([
      expect.stringMatching(/^AUTH_PASSWORD_PEPPER must be/),
    ]);
  });

  describe("from files", () => {
    let folder: string;
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), "gatehouse-settings-"));
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    it("reads every secret from the file that NAME_FILE names", () => {
      const environment: Record<string, string> = { ...completeSettings };
      for (const name of ["GATEWAY_SECRET", "AUTH_PASSWORD_PEPPER", "AUTH_SIGNING_KEYS"] as const) {
        writeFileSync(join(folder, name), `${completeSettings[name]}\n`);
        delete environment[name];
        environment[`${name}_FILE`] = join(folder, name);
      }
      const { settings, config } = readAllSettings(environment);
      settings.requireValid();
      expect(config.gateway.gatewaySecret).toBe(completeSettings.GATEWAY_SECRET);
      expect(config.auth.passwords.peppers.get("1")).toBe(completeSettings.AUTH_PASSWORD_PEPPER);
      expect(config.auth.signingKeys).toHaveLength(1);
    });

    it("names the variable and the file when it cannot be read", () => {
      const file = join(folder, "absent");
      expect(problemsOf({ ...completeSettings, GATEWAY_SECRET: "", GATEWAY_SECRET_FILE: file })).toEqual([
        `GATEWAY_SECRET_FILE names a file that cannot be read: ${file}`,
      ]);
    });
  });
});

describe("a wrong value", () => {
  it.each([
    ["GATEWAY_PORT", "65536"],
    ["AUTH_PORT", "http"],
    ["ACCESS_TOKEN_SECONDS", "5m"],
    ["ACCESS_TOKEN_SECONDS", "300.5"],
    ["SESSION_IDLE_SECONDS", "-1"],
    ["SESSION_ABSOLUTE_SECONDS", "1e99"],
    ["REFRESH_REPLAY_GRACE_SECONDS", "61"],
    ["SUBGRAPH_TIMEOUT_MS", "NaN"],
    ["BCRYPT_COST", "17"],
    ["REGISTRATION_REVEALS_TAKEN", "no"],
    ["ATTEMPTS_PER_ACCOUNT", "0"],
    ["ATTEMPTS_PER_ADDRESS", "many"],
    ["TRUSTED_PROXIES", "proxy.example.com"],
    ["TRUSTED_PROXIES", "10.0.0.0/33"],
    ["TRUSTED_PROXIES", "true"],
    ["AUTH_URL", "auth:4001"],
    ["USER_URL", "127.0.0.1"],
    ["TASK_URL", "ftp://task"],
    ["RABBITMQ_URL", "http://broker"],
    ["RABBITMQ_URL", "broker:5672"],
    ["PLAYGROUND", "yes"],
    ["MASK_ERRORS", "yes"],
    ["LIMITS", "false"],
    ["LIMIT_DEPTH", "0"],
    ["LIMIT_COST", "much"],
    ["LIMIT_BODY_BYTES", "1"],
    ["RATE_LIMIT_USER", "-1"],
    ["REDIS_URL", "http://redis"],
    ["PERSISTED_OPERATIONS", "true"],
    ["RECEIVE_TIMEOUT_MS", "0"],
    ["INTROSPECTION", "1"],
    ["LOG_LEVEL", "verbose"],
    ["LOG_FORMAT", "xml"],
    ["ALLOWED_ORIGINS", "*"],
    ["SMTP_URL", "https://mail.example.com"],
    ["SMTP_URL", "mail.example.com"],
    ["MAIL_FROM", "nobody"],
    ["MAIL_FROM", "a@example.com, b@example.com"],
    ["APP_URL", "app.example.com"],
    ["RESET_LINK_SECONDS", "1"],
    ["EMAIL_LINK_SECONDS", "1e9"],
    ["ALLOWED_ORIGINS", "https://app.example.com/"],
    ["ALLOWED_ORIGINS", "https://app.example.com,app.example.com"],
  ])("is refused by name: %s=%s", (name, value) => {
    expect(problemsOf({ ...completeSettings, [name]: value })).toEqual([
      expect.stringMatching(new RegExp(`^${name} `)),
    ]);
  });

  it("is one of two that go together, or a file that is not there", () => {
    const problemsWith = (more: Record<string, string>) =>
      problemsOf({ ...completeSettings, ...more }).map((problem) => problem.split(" ", 1)[0]);
    expect(problemsWith({ PERSISTED_OPERATIONS: "enforce" })).toEqual(["OPERATIONS_MANIFEST"]);
    expect(problemsWith({ TLS_CERT_FILE: "/nowhere" })).toEqual(["TLS_CERT_FILE", "TLS_KEY_FILE"]);
    const [packageFile, settings] = ["package.json", "biome.json"];
    expect(problemsWith({ TLS_CERT_FILE: packageFile, TLS_KEY_FILE: settings })).toEqual(["TLS_CERT_FILE"]);
  });

  it("is told together with all the others, each once", () => {
    const problems = problemsOf({
      ...completeSettings,
      AUTH_PORT: "x",
      TASK_URL: "x",
      ACCESS_TOKEN_SECONDS: "x",
    });
    expect(problems.map((problem) => problem.split(" ", 1)[0]).sort()).toEqual([
      "ACCESS_TOKEN_SECONDS",
      "AUTH_PORT",
      "TASK_URL",
    ]);
  });
});
