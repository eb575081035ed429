/** One running system for a test file: every part for real, on free ports, in databases of its own. */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createConnection } from "mongoose";
import { readSystemConfig, startSystem } from "../../commands/system.js";
import { createCloserStack } from "../../platform/closer-stack.js";
import { gatewaySecretHeader } from "../../platform/http/gateway-secret.js";
import { openLog } from "../../platform/log.js";
import { readLogConfig } from "../../platform/log-config.js";
import { createDevelopmentSecrets } from "../../platform/settings/development-secrets.js";
import { createSettingsReader, type Environment } from "../../platform/settings/settings-reader.js";
import { freePorts, type ServiceUrls, type SubgraphName, subgraphNames } from "../../schema/services.js";
import { createClient, type GraphClient } from "./client.js";
import { silentLog, testDatabaseUri } from "./environment.js";
import { createSparePlanners } from "./spare-planners.js";

/** Secrets made once for all test files of this machine: an RSA key takes its time. */
const secrets = createDevelopmentSecrets(join(tmpdir(), `gatehouse-test-secrets-${process.getuid?.() ?? 0}`));

/** Settings for a test: cheap hashes, free ports, its own databases. */
function testSettings(overrides: Environment = {}) {
  const environment = {
    MONGODB_URI: testDatabaseUri(),
    MONGODB_DATABASE_PREFIX: `test_${randomBytes(6).toString("hex")}`,
    BCRYPT_COST: "4",
    // All users of a test come from one address.
    ATTEMPTS_PER_ADDRESS: "100000",
    // A busy machine must not make the test's requests fail.
    MAX_EVENT_LOOP_DELAY_MS: "60000",
    REQUEST_TIMEOUT_MS: "90000",
    SUBGRAPH_TIMEOUT_MS: "60000",
    HASH_WAIT_MS: "60000",
    ...freePorts,
    ...overrides,
  };
  return createSettingsReader(environment, secrets);
}

/** A system under test. */
export interface TestSystem {
  urls: ServiceUrls & { gateway: string };
  gatewaySecret: string;
  config: ReturnType<typeof readSystemConfig>;
  /** A client that asks one subgraph directly, as the gateway would. */
  subgraph(name: SubgraphName, token?: string): GraphClient;
  /** An anonymous client of the graph. */
  anonymous: GraphClient;
  /** Registers a new user and returns a client that is signed in as it. */
  registerUser(name?: string): Promise<TestUser>;
  /** Returns the same user for the same number: for tests that neither change it nor count what it owns. */
  someUser(number: number): Promise<TestUser>;
  /** Registers a new user with the role ADMIN. */
  registerAdmin(name?: string): Promise<TestUser>;
  stop(): Promise<void>;
}

/** A person with an account. */
export interface TestUser extends GraphClient {
  id: string;
  username: string;
  email: string;
  password: string;
  accessToken: string;
  refreshToken: string;
}

/** Starts a system. Stop it in `afterAll`; its databases go with it. It logs nothing, unless there is a LOG_DIR. */
export async function startTestSystem(overrides: Environment = {}): Promise<TestSystem> {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-test-"));
  const settings = testSettings({ DATA_DIR: folder, ...overrides });
  const config = readSystemConfig(settings);
  settings.requireValid();
  const stack = createCloserStack();
  stack.onStop(() => rmSync(folder, { recursive: true }));
  const log = silentLog();
  stack.onStop(() => dropDatabases(subgraphNames.map((name) => config[name].database)));
  const logOf = (service: string) => {
    if (overrides["LOG_DIR"] === undefined) return log;
    const opened = openLog(service, readLogConfig(settings, ""));
    stack.onStop(opened.close);
    return opened.log;
  };
  const urls = await startSystem(config, logOf, stack, { startPlanner: createSparePlanners() }).catch(
    async (error: unknown) => {
      await stack.stop();
      throw error;
    },
  );
  const anonymous = createClient(urls.gateway);

  const registerUser = async (name = `user${randomBytes(5).toString("hex")}`): Promise<TestUser> => {
    const password = randomBytes(9).toString("base64url");
    const input = { username: name, email: `${name}@example.com`, password };
    const { register } = await anonymous.data<{
      register: { accessToken: string; refreshToken: string; user: { id: string } };
    }>(
      "mutation ($input: RegisterInput!) { register(input: $input) { accessToken refreshToken user { id } } }",
      { input },
    );
    const { accessToken, refreshToken, user } = register;
    return { ...createClient(urls.gateway, accessToken), id: user.id, ...input, accessToken, refreshToken };
  };
  const someUsers: Promise<TestUser>[] = [];
  return {
    urls,
    gatewaySecret: config.gateway.gatewaySecret,
    config,
    subgraph: (name, token) =>
      createClient(urls[name], token, { [gatewaySecretHeader]: config.gateway.gatewaySecret }),
    anonymous,
    registerUser,
    someUser(number) {
      someUsers[number] ??= registerUser();
      return someUsers[number];
    },
    async registerAdmin(name) {
      const user = await registerUser(name);
      await makeAdmin([config.auth.database, config.user.database], user.id);
      const { login } = await anonymous.data<{ login: { accessToken: string; refreshToken: string } }>(
        "mutation ($input: LoginInput!) { login(input: $input) { accessToken refreshToken } }",
        { input: { identifier: user.username, password: user.password } },
      );
      return { ...user, ...createClient(urls.gateway, login.accessToken), ...login };
    },
    stop: stack.stop,
  };
}

/** What create-admin does, with its effect on the user's copy at once and not at the relay's next round. */
async function makeAdmin(databases: { uri: string; name: string }[], id: string): Promise<void> {
  for (const { uri, name } of databases) {
    const connection = await createConnection(uri, { dbName: name }).asPromise();
    const collection = connection.collection(name.endsWith("_auth") ? "accounts" : "profiles");
    await collection.updateOne({ _id: id as never }, { $set: { roles: ["USER", "ADMIN"] } });
    await connection.close();
  }
}

async function dropDatabases(databases: { uri: string; name: string }[]): Promise<void> {
  for (const { uri, name } of databases) {
    const connection = await createConnection(uri, { dbName: name }).asPromise();
    await connection.dropDatabase();
    await connection.close();
  }
}
