/** Each service in a process of its own, in production: their cooperation, and their refusals. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createConnection } from "mongoose";
import { readServiceSettings } from "../../commands/settings/services.js";
import { gatewaySecretHeader } from "../../platform/http/gateway-secret.js";
import { createSettingsReader } from "../../platform/settings/settings-reader.js";
import {
  portSettingOf,
  type ServiceName,
  serviceNames,
  subgraphNames,
  urlSettingOf,
} from "../../schema/services.js";
import { createClient, type GraphClient } from "../support/client.js";
import { runCommandHere } from "../support/command-here.js";
import { testDatabaseUri } from "../support/environment.js";
import { openVirtualHost } from "../support/rabbitmq.js";
import {
  eventually,
  findFreePort,
  productionSecrets,
  type ServiceProcess,
  spawnService,
  startService,
} from "../support/service-process.js";

const prefix = `services_${randomBytes(6).toString("hex")}`;
const allowedOrigin = "https://app.example.com";
const secrets = productionSecrets();
const urls = {} as Record<ServiceName, string>;
const running = new Map<ServiceName, ServiceProcess>();
let environment: Record<string, string>;
// Without a broker everything else must work as well: production requires its address, and not that it responds.
const broker = await openVirtualHost();
const itWithBroker = broker === null ? it.skip : it;

beforeAll(async () => {
  environment = {
    NODE_ENV: "production",
    MONGODB_URI: testDatabaseUri(),
    MONGODB_DATABASE_PREFIX: prefix,
    RABBITMQ_URL: broker?.url ?? "amqp://127.0.0.1:1",
    BCRYPT_COST: "10",
    MIGRATE_AT_START: "true",
    DRAIN_DELAY_MS: "0",
  };
  for (const name of serviceNames) {
    const port = String(await findFreePort());
    urls[name] = `http://127.0.0.1:${port}`;
    environment[portSettingOf(name)] = port;
    if (name !== "gateway") environment[urlSettingOf(name)] = urls[name];
  }
  await Promise.all(serviceNames.map(start));
});

afterAll(async () => {
  await Promise.all([...running.values()].map((service) => service.stop("SIGKILL")));
  for (const name of subgraphNames) {
    const connection = await createConnection(testDatabaseUri(), { dbName: `${prefix}_${name}` }).asPromise();
    await connection.dropDatabase();
    await connection.close();
  }
});

/** Each process gets the secrets that it needs, and no others. */
async function start(name: ServiceName): Promise<void> {
  const { GATEWAY_SECRET, ...ofAuth } = secrets;
  const mail = { SMTP_URL: "smtp://127.0.0.1:1", MAIL_FROM: "a@example.com", APP_URL: allowedOrigin };
  const own: Partial<Record<ServiceName, Record<string, string>>> = {
    gateway: { ALLOWED_ORIGINS: allowedOrigin },
    auth: { ...ofAuth, ...mail },
  };
  running.set(name, await startService(name, { ...environment, GATEWAY_SECRET, ...own[name] }));
}

const passwordOf = (username: string) => `a fine passphrase for ${username} 7291`;

async function register(username: string): Promise<GraphClient & { accessToken: string }> {
  const input = {
    username,
    email: `${username}@example.com`,
    password: passwordOf(username),
  };
  const { register } = await createClient(urls.gateway).data<{ register: { accessToken: string } }>(
    "mutation ($input: RegisterInput!) { register(input: $input) { accessToken } }",
    { input },
  );
  return { ...createClient(urls.gateway, register.accessToken), ...register };
}

/** An account that an operator has made an admin. */
async function registerAdmin(username: string): Promise<GraphClient> {
  await register(username);
  const connection = await createConnection(testDatabaseUri(), { dbName: `${prefix}_auth` }).asPromise();
  await connection.collection("accounts").updateOne({ username }, { $set: { roles: ["USER", "ADMIN"] } });
  await connection.close();
  const { login } = await createClient(urls.gateway).data<{ login: { accessToken: string } }>(
    "mutation ($input: LoginInput!) { login(input: $input) { accessToken } }",
    { input: { identifier: username, password: passwordOf(username) } },
  );
  return createClient(urls.gateway, login.accessToken);
}

async function statusOf(name: ServiceName, path: string): Promise<number> {
  const response = await fetch(`${urls[name]}${path}`);
  await response.arrayBuffer();
  return response.status;
}

const createTask = 'mutation { createTask(input: { title: "Water the plants" }) { id } }';
const enableTask = "mutation ($id: ID!) { enableTask(id: $id) { id enabled } }";

describe("one process for each service, in production", () => {
  it("are all alive and ready", async () => {
    for (const name of serviceNames) {
      expect(await statusOf(name, "/health/live")).toBe(200);
      expect(await statusOf(name, "/health/ready")).toBe(200);
    }
  });

  it("are found ready by the health check of their container, and it fails where no service is", async () => {
    for (const name of serviceNames) {
      // In a container there is one service; the ports of the others lead nowhere.
      const ports = Object.fromEntries(serviceNames.map((one) => [portSettingOf(one), "1"]));
      const own = portSettingOf(name);
      expect(await runCommandHere("health", [], { ...ports, [own]: environment[own] })).toEqual({
        code: 0,
        output: "",
      });
      expect(await runCommandHere("health", [], ports)).toEqual({
        code: 1,
        output: "No service is ready here.\n",
      });
    }
  });

  it("refuse enableTask to strangers and to the assignee, and allow it to the owner", async () => {
    const [ada, bob] = [await register("ada"), await register("bob")];
    const created = await ada.data<{ createTask: { id: string } }>(createTask);
    expect(await bob.codes(enableTask, created.createTask)).toEqual(["NOT_FOUND"]);
    const { me } = await bob.data<{ me: { id: string } }>("{ me { id } }");
    await ada.data("mutation ($id: ID!, $to: ID!) { assignTask(id: $id, assigneeId: $to) { id } }", {
      ...created.createTask,
      to: me.id,
    });
    expect(await bob.codes(enableTask, created.createTask)).toEqual(["FORBIDDEN"]);
    const enabled = await ada.data(enableTask, created.createTask);
    expect(enabled).toEqual({ enableTask: { id: created.createTask.id, enabled: true } });
  });

  itWithBroker("tell each other through the broker what no token says", async () => {
    const eve = await register("eve");
    const { id } = (await eve.data<{ me: { id: string } }>("{ me { id } }")).me;
    const connection = await createConnection(testDatabaseUri(), { dbName: `${prefix}_user` }).asPromise();
    await eventually(async () => {
      const profile = await connection.collection("profiles").findOne({ _id: id as never });
      return profile?.["email"] === "eve@example.com";
    });
    await connection.close();
    expect(await eve.data("{ me { email } }")).toEqual({ me: { email: "eve@example.com" } });
  });

  itWithBroker(
    "erase a deleted account in all of them, and refuse its token within a second or so",
    async () => {
      const [gus, other] = [await register("gus"), await register("hal")];
      const { me } = await gus.data<{ me: { id: string } }>("{ me { id } }");
      await gus.data(createTask);
      await gus.data("mutation ($input: DeleteAccountInput!) { deleteAccount(input: $input) { id } }", {
        input: { currentPassword: passwordOf("gus") },
      });
      await eventually(
        async () => (await gus.codes("{ tasks { totalCount } }")).join() === "UNAUTHENTICATED",
      );
      await eventually(
        async () => (await other.codes(`{ user(id: "${me.id}") { id } }`)).join() === "NOT_FOUND",
      );
      const connection = await createConnection(testDatabaseUri(), { dbName: `${prefix}_task` }).asPromise();
      await eventually(
        async () => (await connection.collection("tasks").countDocuments({ ownerId: me.id })) === 0,
      );
      await connection.close();
    },
  );

  it("refuse a disabled user's token at the gateway and at each subgraph within a second", async () => {
    const [admin, mallory] = [await registerAdmin("warden"), await register("mallory")];
    const secret = { [gatewaySecretHeader]: secrets.GATEWAY_SECRET };
    const ask = (name: ServiceName) =>
      createClient(urls[name], mallory.accessToken, secret).codes(
        name === "gateway" ? "{ me { id } }" : "{ _entities(representations: []) { __typename } }",
      );
    for (const name of serviceNames) expect(await ask(name)).toEqual([]);
    const { id } = (await mallory.data<{ me: { id: string } }>("{ me { id } }")).me;
    await admin.data("mutation ($id: ID!) { disableUser(id: $id) { id } }", { id });
    const disabledAt = performance.now();
    const refusedAfter = await Promise.all(
      serviceNames.map(async (name) => {
        await eventually(async () => (await ask(name))[0] === "UNAUTHENTICATED");
        return Math.round(performance.now() - disabledAt);
      }),
    );
    // The promised second, and the time that a busy machine needs for the check.
    for (const milliseconds of refusedAfter) expect(milliseconds).toBeLessThan(15_000);
  });

  it("serve one operation from auth, user and task", async () => {
    const carol = await register("carol");
    await carol.data(createTask);
    const answer = await carol.data(
      "{ me { username roles displayName tasks { nodes { title owner { username } } } } sessions { current } }",
    );
    expect(answer).toMatchObject({
      me: {
        username: "carol",
        roles: ["USER"],
        tasks: { nodes: [{ title: "Water the plants", owner: { username: "carol" } }] },
      },
      sessions: [{ current: true }],
    });
  });

  it.each(subgraphNames)("turn away who asks the %s subgraph without the gateway's secret", async (name) => {
    const { accessToken } = await register(`direct-${name}`);
    const ask = (headers: Record<string, string>) =>
      fetch(`${urls[name]}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${accessToken}`, ...headers },
        body: JSON.stringify({ query: "{ __typename }" }),
      });
    expect((await ask({})).status).toBe(403);
    expect((await ask({ [gatewaySecretHeader]: "0".repeat(64) })).status).toBe(403);
    expect((await ask({ [gatewaySecretHeader]: secrets.GATEWAY_SECRET })).status).toBe(200);
  });

  it("show neither the schema nor the playground", async () => {
    const { data, errors } = await createClient(urls.gateway).send("{ __schema { types { name } } }");
    expect(data ?? null).toBeNull();
    expect(errors).toHaveLength(1);
    expect(await statusOf("gateway", "/")).toBe(404);
  });

  it("let pages of the allowed origins read responses, and no others", async () => {
    const allowed = async (origin: string) => {
      const response = await fetch(`${urls.gateway}/graphql`, {
        method: "OPTIONS",
        headers: {
          origin,
          "access-control-request-method": "POST",
          "access-control-request-headers": "content-type",
        },
      });
      return response.headers.get("access-control-allow-origin");
    };
    expect(await allowed(allowedOrigin)).toBe(allowedOrigin);
    expect(await allowed("https://evil.example.com")).toBeNull();
  });

  it("write JSON lines on standard output and no secret", () => {
    for (const [name, service] of running) {
      const lines = service.output().trim().split("\n");
      for (const line of lines) expect(JSON.parse(line)).toMatchObject({ service: name });
      for (const secret of Object.values(secrets)) expect(service.output()).not.toContain(secret);
    }
  });

  it("serve the rest while one subgraph is away, say so, and recover", async () => {
    const dora = await register("dora");
    expect(await running.get("task")!.stop()).toBe(0);

    expect(await statusOf("gateway", "/health/ready")).toBe(503);
    expect(await statusOf("gateway", "/health/live")).toBe(200);
    const { data, errors } = await dora.send(
      '{ me { username } sessions { current } task(id: "1") { title } }',
    );
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(["SERVICE_UNAVAILABLE"]);
    expect(data).toEqual({ me: { username: "dora" }, sessions: [{ current: true }], task: null });
    expect(await dora.codes(createTask)).toEqual(["SERVICE_UNAVAILABLE"]);

    await start("task");
    await eventually(async () => (await statusOf("gateway", "/health/ready")) === 200);
    expect(await dora.data("{ tasks { totalCount } }")).toEqual({ tasks: { totalCount: 0 } });
  });

  it("end with exit code 0 at SIGTERM, each by itself", async () => {
    for (const name of serviceNames) {
      expect(await running.get(name)!.stop("SIGTERM")).toBe(0);
      running.delete(name);
    }
  });
});

describe("a service whose settings are missing", () => {
  const ofAll = ["GATEWAY_SECRET", "RABBITMQ_URL"];
  const ofAuth = ["AUTH_PASSWORD_PEPPER", "AUTH_SIGNING_KEYS", "SMTP_URL", "MAIL_FROM", "APP_URL"];
  const missingOf = (name: ServiceName): string[] => {
    if (name === "gateway") return [...ofAll, "ALLOWED_ORIGINS"];
    return [...ofAll, "MONGODB_URI", ...(name === "auth" ? ofAuth : [])];
  };
  const namesIn = (text: string) =>
    Array.from(text.matchAll(/^ {2}- (\w+) is not set: /gm), ([, name]) => name);

  it("ends with exit code 1 and lists everything that it misses", async () => {
    const service = spawnService("auth", { NODE_ENV: "production" });
    expect(await service.ended).toBe(1);
    expect(namesIn(service.output()).sort()).toEqual(missingOf("auth").sort());
  });

  it.each(serviceNames)("lists everything that %s misses", (name) => {
    const settings = createSettingsReader({ NODE_ENV: "production" });
    readServiceSettings(name, settings);
    const refusal = capture(() => settings.requireValid());
    expect(namesIn(refusal).sort()).toEqual(missingOf(name).sort());
  });
});

function capture(work: () => void): string {
  try {
    work();
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}
