/** Settings: wrong ones are refused by name, secrets are held to their form, production defaults nothing that must be chosen. */
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { readBrokerUrl } from "../../platform/events/rabbitmq/url.js";
import { SettingsError } from "../../platform/settings/settings-reader.js";
import { redactSecrets } from "../../platform/text/redact.js";
import { readSmtpUrl } from "../../subgraphs/auth/mail/smtp-url.js";
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

describe("a setting with characters around it or in it", () => {
  it("is read without white space, as lines of a file with Windows line ends leave it", () => {
    const { settings, config } = readAllSettings({
      ...completeSettings,
      NODE_ENV: "production\r",
      AUTH_PORT: " 5001\r",
      HOST: "[::1]",
      APP_URL: "https://example.com/app/",
    });
    settings.requireValid();
    expect(config.auth).toMatchObject({
      listen: { host: "::1", port: 5001 },
      mail: { appUrl: "https://example.com/app" },
    });
    expect(config.gateway.playground).toBe(false);
  });

  it("keeps percent-encoded credentials as they are meant, for each of the drivers", () => {
    const password = "p@ss/w?rd#%:ü";
    const userinfo = `n:${encodeURIComponent(password)}`;
    const { settings, config } = readAllSettings({
      ...completeSettings,
      MONGODB_URI: `mongodb://${userinfo}@a:1,b:2/?replicaSet=r`,
      RABBITMQ_URL: `amqp://${userinfo}@broker/v%2Fh`,
      REDIS_URL: `redis://${userinfo}@redis:6380/2`,
      SMTP_URL: `smtp://${userinfo}@mail.example.com:2525`,
    });
    settings.requireValid();
    expect(readBrokerUrl(config.broker?.url ?? "")).toMatchObject({
      hostname: "broker",
      password,
      vhost: "v%2Fh",
    });
    const { way } = config.auth.mail;
    expect("smtpUrl" in way && readSmtpUrl(way.smtpUrl)).toMatchObject({
      port: 2525,
      requireTLS: true,
      auth: { user: "n", pass: password },
    });
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
    expect(brokerOf({ RABBITMQ_URL: "amqps://n:p@broker/v" })).toMatchObject({
      url: "amqps://n:p@broker/v",
      queue,
    });
    expect(brokerOf({ RABBITMQ_HOST: "broker" })).toMatchObject({ url: "amqp://broker:5672", queue });
    expect(
      brokerOf({ RABBITMQ_HOST: "broker", RABBITMQ_PORT: "5673", RABBITMQ_QUEUE: "mine" }),
    ).toMatchObject({
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

    it("reads every URL that may contain a password from the file that NAME_FILE names", () => {
      const urls = {
        MONGODB_URI: "mongodb://n:first-secret@database.example.com",
        RABBITMQ_URL: "amqps://n:second-secret@broker.example.com",
        REDIS_URL: "rediss://n:third-secret@redis.example.com",
        SMTP_URL: "smtps://n:fourth-secret@mail.example.com",
      };
      const environment: Record<string, string> = { ...completeSettings };
      for (const [name, url] of Object.entries(urls)) {
        writeFileSync(join(folder, name), `${url}\n`);
        delete environment[name];
        environment[`${name}_FILE`] = join(folder, name);
      }
      const { settings, config } = readAllSettings(environment);
      settings.requireValid();
      expect(config.user.database.uri).toBe(urls.MONGODB_URI);
      expect(config.broker?.url).toBe(urls.RABBITMQ_URL);
      expect(config.gateway.limits.rate.redis?.url).toBe(urls.REDIS_URL);
      expect(config.auth.mail.way).toMatchObject({ smtpUrl: urls.SMTP_URL });
      expect(redactSecrets("first-secret fourth-secret")).not.toContain("secret");

      writeFileSync(join(folder, "RABBITMQ_URL"), "https://n:hush-hush@broker");
      const absent = { MONGODB_URI_FILE: join(folder, "absent"), RABBITMQ_HOST: "other.example.com" };
      const problems = problemsOf({ ...environment, ...absent });
      expect([...problems].sort()).toEqual([
        `MONGODB_URI_FILE names a file that cannot be read: ${absent.MONGODB_URI_FILE}`,
        expect.stringMatching(/^RABBITMQ_URL must be an amqp or amqps URL/),
      ]);
      expect(problems.join()).not.toContain("hush-hush");
    });

    it("reads a file with a byte order mark and Windows line ends", () => {
      const file = join(folder, "marked");
      writeFileSync(file, `\uFEFF${completeSettings.GATEWAY_SECRET}\r\n`);
      const { settings, config } = readAllSettings({
        ...completeSettings,
        GATEWAY_SECRET: "",
        GATEWAY_SECRET_FILE: file,
      });
      settings.requireValid();
      expect(config.gateway.gatewaySecret).toBe(completeSettings.GATEWAY_SECRET);
    });

    it("says of a file that is a folder, empty or no text what it is", () => {
      const problemOf = (file: string) =>
        problemsOf({ ...completeSettings, GATEWAY_SECRET: "", GATEWAY_SECRET_FILE: file });
      writeFileSync(join(folder, "empty"), "\n");
      writeFileSync(join(folder, "binary"), Buffer.from([0xff, 0xfe, 0x00, 0x41]));
      expect(problemOf(folder)).toEqual([`GATEWAY_SECRET_FILE names a file that is a folder: ${folder}`]);
      expect(problemOf(join(folder, "empty"))).toEqual([expect.stringContaining("is empty")]);
      expect(problemOf(join(folder, "binary"))).toEqual([expect.stringContaining("is not UTF-8 text")]);
      const tls = { TLS_CERT_FILE: join(folder, "empty"), TLS_KEY_FILE: folder };
      expect(problemsOf({ ...completeSettings, ...tls })).toEqual([
        expect.stringMatching(/^TLS_CERT_FILE names a file that is empty/),
        expect.stringMatching(/^TLS_KEY_FILE names a file that is a folder/),
      ]);
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
    ["USER_URL", "ftp://user"],
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
    ["MAIL_FROM", "no-address"],
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

  // What a message must say of the mend, beside the name.
  it.each([
    ["NODE_ENV", "prod", /one of production, development, test/],
    ["NODE_ENV", "Production", /one of production/],
    ["ACCESS_TOKEN_SECONDS", "3e2", /in digits only/],
    ["ACCESS_TOKEN_SECONDS", "0x12c", /in digits only/],
    ["ACCESS_TOKEN_SECONDS", "300s", /in digits only/],
    ["ACCESS_TOKEN_SECONDS", "+300", /in digits only/],
    ["ACCESS_TOKEN_SECONDS", "300.0", /in digits only/],
    ["REQUEST_TIMEOUT_MS", "2147483648", /from 100 to 300000/],
    ["DATABASE_START_SECONDS", "0", /from 1 to 3600/],
    ["USER_PORT", "tcp://10.0.0.1:4003", /from 0 to 65535/],
    ["PLAYGROUND", "TRUE", /true, false/],
    ["HOST", "my_host", /127\.0\.0\.1/],
    ["HOST", "127.0.0.1:4000", /port has a setting of its own/],
    ["HOST", "http://127.0.0.1", /address of this machine/],
    ["HOST", "127.0.0", /address of this machine/],
    ["HOST", "*", /0\.0\.0\.0/],
    ["HOST", "fe80::1%eth0", /address of this machine/],
    ["MONGODB_DATABASE_PREFIX", "my.app", /characters a-z/],
    ["MONGODB_DATABASE_PREFIX", "x".repeat(41), /at most 40/],
    ["RABBITMQ_QUEUE", "amq.events", /not begin with amq/],
    ["RABBITMQ_QUEUE", "auth events", /characters a-z/],
    ["RABBITMQ_QUEUE", "x".repeat(256), /at most 200/],
    ["ALLOWED_ORIGINS", "https://*.example.com", /no wildcards/],
    ["ALLOWED_ORIGINS", "https://App.example.com", /write https:\/\/app\.example\.com\./],
    ["ALLOWED_ORIGINS", "https://app.example.com/", /write https:\/\/app\.example\.com\./],
    ["ALLOWED_ORIGINS", "https://app.example.com/path?x#y", /write https:\/\/app\.example\.com\./],
    ["ALLOWED_ORIGINS", "https://app.example.com:443", /write https:\/\/app\.example\.com\./],
    ["ALLOWED_ORIGINS", "https://app.example.com,,https://b.example.com", /extra comma/],
    ["ALLOWED_ORIGINS", "https://app.example.com,", /extra comma/],
    ["AUTH_URL", "http://auth:4001/graphql", /no path; write http:\/\/auth:4001\./],
    ["USER_URL", "http://user:4002?x=1", /no query|not have a query/],
    ["USER_URL", "http:user", /http or https URL/],
    ["APP_URL", "https://app.example.com/#/", /fragment/],
    ["SUBGRAPH_URLS", "user=http://a/graphql,user=http://b/graphql", /second time/],
    ["SUBGRAPH_URLS", "tsak=http://a/graphql", /no subgraph of this graph/],
    ["SUBGRAPH_TIMEOUTS_MS", "tsak=5000", /no such subgraph/],
    ["SUBGRAPH_TIMEOUTS_MS", "user=5000,user=6000", /twice/],
    ["SUBGRAPH_TIMEOUTS_MS", "user=5s", /task=5000/],
    ["WEBAUTHN_RP_ID", "https://app.example.com", /lower case/],
    ["WEBAUTHN_RP_ID", "App.example.com", /lower case/],
    ["WEBAUTHN_RP_ID", "elsewhere.example", /origin in ALLOWED_ORIGINS/],
    ["TOTP_ISSUER", "a\nb", /line break/],
    ["TOKEN_ISSUER", "a\u001bb", /control character/],
    ["AUTH_PASSWORD_PEPPER", `1:${"a".repeat(32)},1:${"b".repeat(32)}`, /another ID/],
    ["SMTP_URL", "smtps://n:100%@mail.example.com", /%25/],
    ["SMTP_URL", "smtps://n:%FF@mail.example.com", /%25/],
    ["SMTP_URL", "smtps://n:hush@mail.example.com/path", /no path/],
    ["SMTP_URL", "smtps://n:hush@mail.example.com?requireTls=no", /requireTLS=true/],
    ["SMTP_URL", "smtps://n@mail.example.com", /both, name:password@/],
    ["SMTP_URL", "smtps://mail.example.com:99999", /a port that is none/],
    ["REDIS_URL", "redis://:100%@redis", /%25/],
    ["REDIS_URL", "redis://redis/cache", /number of a database/],
    ["REDIS_URL", "redis://redis/0x1", /number of a database/],
    ["REDIS_URL", "redis://redis/-1", /number of a database/],
    ["REDIS_URL", "redis://redis?db=1", /no query/],
    ["REDIS_URL", "redis://a,b", /names no host/],
    ["RABBITMQ_URL", "amqp://n:100%@broker", /%25/],
    ["RABBITMQ_URL", "amqp://broker?heartbeat=soon", /whole number/],
    ["RABBITMQ_URL", "amqp://broker?hartbeat=5", /only heartbeat/],
    ["RABBITMQ_URL", '"amqp://broker"', /quotes/],
    ["MONGODB_URI", "mongodb://n:100%@host", /%25/],
    ["MONGODB_URI", "mongodb://host:0", /a port that is none/],
    ["MONGODB_URI", "mongodb://host:70000", /a port that is none/],
    ["MONGODB_URI", "mongodb://", /names no host/],
    ["MONGODB_URI", "mongodb://host/?retryWrite=true", /retrywrite is not supported/],
    ["MONGODB_URI", "mongodb://host/?w=0", /w=0/],
    ["MONGODB_URI", "mongodb://host/?tls=true&tlsCAFile=/nowhere/ca.pem", /tlsCAFile.*\/nowhere\/ca\.pem/],
    ["MONGODB_URI", "mongodb+srv://host.example.com:27017", /port number/],
    ["MONGODB_URI", "localhost:27017", /such as mongodb:/],
    ["MONGODB_URI", "mongodb://a b", /%20/],
  ])("is refused in one line that says how to mend it: %s=%j", (name, value, mend) => {
    const problems = problemsOf({ ...completeSettings, [name]: value });
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^${name} `))]);
    expect(problems[0]).toMatch(mend);
    expect(problems[0]).not.toMatch(/\p{Cc}/u);
  });

  it.each([
    ["several @", "n:pw-@hush-hush@"],
    ["a slash", "n:pw/hush-hush@"],
    ["a question mark", "n:pw?hush-hush@"],
    ["a number sign", "n:pw#hush-hush@"],
    ["a colon", "n:pw:hush-hush@"],
    ["a stray percent sign", "n:pw%hush-hush@"],
    ["a space", "n:pw hush-hush@"],
    ["no host behind it", "n:hush-hush"],
    ["an @ and a slash", "n:pw@pw/hush-hush@"],
    ["an @ and a question mark", "n:pw@pw?hush-hush@"],
  ])("never shows a password with %s", (_what, credentials) => {
    for (const [name, scheme] of [
      ["MONGODB_URI", "mongodb"],
      ["RABBITMQ_URL", "amqp"],
      ["REDIS_URL", "redis"],
      ["SMTP_URL", "smtp"],
      ["AUTH_URL", "http"],
      ["APP_URL", "https"],
      ["ALLOWED_ORIGINS", "https"],
      ["SUBGRAPH_URLS", "user=http"],
    ] as const) {
      const url = `${scheme}://${credentials}${credentials.endsWith("@") ? "host.example.com" : ""}`;
      const { settings } = readAllSettings({ ...completeSettings, [name]: url });
      let message = "";
      try {
        settings.requireValid();
      } catch (error) {
        ({ message } = error as Error);
      }
      expect(message).not.toContain("hush");
      // Those that the URL standard reads as they are meant need no mend, but for the driver of MongoDB.
      if (!/[@:]/.test(credentials.slice(2, -1)) || /[/?]/.test(credentials) || name === "MONGODB_URI")
        expect(message).toContain(`${name} `);
    }
  });

  it.each([
    "mongodb://host/?tlsCertificateKeyFilePassword=hush-hush&tls=maybe",
    "mongodb://host/?authMechanism=MONGODB-AWS&authMechanismProperties=AWS_SESSION_TOKEN:hush-hush&tls=x",
    "mongodb://hush-hush:x@host/?authMechanism=MONGODB-OIDC",
    "mongodb://n:hush-hush@h/?authMechanism=hush-hush",
  ])("is not shown with the credentials that the driver quotes: %s", (uri) => {
    const problems = problemsOf({ ...completeSettings, MONGODB_URI: uri });
    expect(problems).toEqual([expect.stringMatching(/^MONGODB_URI cannot be used/)]);
    expect(problems[0]).not.toContain("hush");
  });

  it("is one port for two parts of one process", () => {
    expect(problemsOf({ ...completeSettings, AUTH_PORT: "5000", USER_PORT: "5000" })).toEqual([
      "AUTH_PORT and USER_PORT are both 5000: give each part a port of its own.",
    ]);
    expect(problemsOf({ ...completeSettings, PORT: "4001" })).toEqual([
      "AUTH_PORT and PORT are both 4001: give each part a port of its own.",
    ]);
    expect(problemsOf({ ...completeSettings, AUTH_PORT: "0", USER_PORT: "0" })).toEqual([]);
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
      USER_URL: "x",
      ACCESS_TOKEN_SECONDS: "x",
    });
    expect(problems.map((problem) => problem.split(" ", 1)[0]).sort()).toEqual([
      "ACCESS_TOKEN_SECONDS",
      "AUTH_PORT",
      "USER_URL",
    ]);
  });
});
