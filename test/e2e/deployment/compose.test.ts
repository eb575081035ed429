/** docker-compose.yml: the services with their databases; only the gateway is reachable. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createContext, runInContext } from "node:vm";
import { describe, expect, it } from "@jest/globals";
import { composeSettings } from "../../../commands/settings/compose.js";
import { projectRoot } from "../../../platform/project-root.js";
import { serviceNames, subgraphNames } from "../../../schema/services.js";
import {
  interpolate,
  readComposeFile,
  readProjectFile,
  readSettingsOf,
} from "../../support/deployment-files.js";
import { mainOf, productionSecrets } from "../../support/service-process.js";

const passwords = Object.fromEntries(composeSettings.map(({ name }, index) => [name, `password${index}`]));
const secrets: Record<string, string> = { ...productionSecrets(), ...passwords };
const documented = new Set(
  [...readProjectFile(".env.example").matchAll(/^(?:# )?([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name!),
);

describe("docker-compose.yml", () => {
  const compose = readComposeFile();
  const containers = Object.entries(compose.services);
  const settle = (service: string, variables: Record<string, string>) =>
    Object.fromEntries(
      Object.entries(compose.services[service]!.environment).map(([name, value]) => [
        name,
        interpolate(value, variables),
      ]),
    );
  const chosen = {
    ALLOWED_ORIGINS: "https://app.example.com",
    APP_URL: "https://app.example.com",
    SMTP_URL: "smtps://mail.example.com",
    MAIL_FROM: "no-reply@example.com",
  };
  const variables = { ...secrets, ...chosen };

  it("runs the services, each by its own command, with MongoDB, RabbitMQ and Redis; monitoring if it is asked for", () => {
    const inProfile = (profile: string | undefined) =>
      containers.filter(([, { profiles }]) => profiles?.[0] === profile).map(([name]) => name);
    expect(inProfile(undefined).sort()).toEqual([...serviceNames, "mongodb", "rabbitmq", "redis"].sort());
    expect(inProfile("monitoring").sort()).toEqual(["collector", "grafana", "prometheus"]);
    for (const service of serviceNames)
      expect(compose.services[service]!.command).toEqual(["node", mainOf(service)]);
  });

  it("publishes the gateway's port and no other; the pages of monitoring on this machine alone", () => {
    const published = containers.filter(([, { ports }]) =>
      ports?.some((port) => !port.startsWith("127.0.0.1:")),
    );
    expect(published.map(([name, { ports }]) => [name, ports])).toEqual([
      ["gateway", [expect.stringMatching(/^\$\{GATEWAY_PORT:-4000\}:4000$/)]],
    ]);
  });

  it("keeps everything on networks that have no way in or out, but for the gateway, and auth's way to mail", () => {
    const ways: Record<string, string[]> = {
      gateway: ["edge"],
      auth: ["mail"],
      prometheus: ["operators"],
      grafana: ["operators"],
    };
    for (const [name, { networks }] of containers) {
      const open = networks.filter((network) => compose.networks[network]?.internal !== true);
      expect([name, open]).toEqual([name, ways[name] ?? []]);
    }
    expect(compose.services["gateway"]!.networks).not.toContain("data");
  });

  it("asks every container for its health, and starts one when those that it needs are well", () => {
    for (const [name, { healthcheck }] of containers) {
      if (name !== "collector") expect([name, healthcheck.test[0]]).toEqual([name, "CMD"]);
    }
    const needs = (name: string) => Object.entries(compose.services[name]!.depends_on ?? {});
    expect(
      needs("gateway")
        .map(([name]) => name)
        .sort(),
    ).toEqual([...subgraphNames].sort());
    for (const name of subgraphNames) expect(needs(name).map(([needed]) => needed)).toEqual(["mongodb"]);
    for (const [name] of containers) {
      for (const [, { condition }] of needs(name)) expect(condition).toBe("service_healthy");
    }
  });

  it("lets no container be root, gain rights or stay down, and ours write nothing but /tmp", () => {
    for (const [name, container] of containers) {
      expect(container).toMatchObject({
        cap_drop: ["ALL"],
        security_opt: ["no-new-privileges:true"],
        restart: "unless-stopped",
      });
      if (container.image === "gatehouse")
        expect(container).toMatchObject({ read_only: true, tmpfs: ["/tmp"] });
      else expect([name, container.user]).toEqual([name, expect.stringMatching(/^[1-9]\d*:[1-9]\d*$/)]);
    }
  });

  it("keeps the databases' data in volumes, and mounts only files that are there", () => {
    const mounts = containers.flatMap(([, { volumes = [] }]) =>
      volumes.map((volume) => volume.split(":", 1)[0]!),
    );
    const files = mounts.filter((mount) => mount.startsWith("./"));
    expect(mounts.filter((mount) => !mount.startsWith("./")).sort()).toEqual(
      Object.keys(compose.volumes).sort(),
    );
    for (const file of files) expect([file, existsSync(join(projectRoot, file))]).toEqual([file, true]);
  });

  it("demands every secret, defaults none, and uses only variables that .env.example has", () => {
    const uses = [...readProjectFile("docker-compose.yml").matchAll(/\$\{(\w+)(:[-?])?([^}]*)\}/g)];
    expect(uses.filter(([, name]) => !documented.has(name!)).map(([use]) => use)).toEqual([]);
    const demanded = new Set(uses.filter(([, , kind]) => kind === ":?").map(([, name]) => name!));
    expect([...demanded].sort()).toEqual([...Object.keys(variables)].sort());
    // A setting that is not required has its default in the code, except for the published port.
    const defaulted = uses
      .filter(([, , kind, fallback]) => kind === ":-" && fallback !== "")
      .map(([, name]) => name);
    expect(defaulted).toEqual(["GATEWAY_PORT"]);
    for (const [, { environment = {} }] of containers) {
      for (const [name, value] of Object.entries(environment)) {
        // The one secret that a system may lack: of the old services, for a period.
        if (/SECRET|PASSWORD$|KEYS|PEPPER/.test(name) && name !== "LEGACY_TOKEN_SECRET")
          expect(value).toMatch(/^\$\{\w+:\?.*\}$/);
      }
    }
  });

  it.each(serviceNames)(
    "gives %s good settings, where the others are, and a check on its own port",
    (service) => {
      const { config } = readSettingsOf(service, settle(service, variables));
      expect(config.listen.host).toBe("0.0.0.0");
      expect(compose.services[service]!.healthcheck.test.at(-1)).toContain(
        `http://127.0.0.1:${config.listen.port}/health/ready`,
      );
      for (const [name, url] of Object.entries(config.serviceUrls)) {
        const { port } = readSettingsOf(name as "auth", settle(name, variables)).config.listen;
        expect(url).toBe(`http://${name}:${port}`);
      }
    },
  );

  it.each(serviceNames)("passes on what .env says to %s, and nothing that it does not read", (service) => {
    const { names } = readSettingsOf(service, settle(service, variables));
    const given = Object.keys(compose.services[service]!.environment);
    expect(given.filter((name) => !names.has(name))).toEqual([]);
    // The image and this file set these; the file of a secret would need a mount.
    const settled =
      /_FILE$|_PORT$|^(HOST|NODE_ENV|LOG_FORMAT|LOG_DIR|DATA_DIR|MONGODB_DATABASE_PREFIX|SUPERGRAPH_PATH|SUBGRAPH_URLS|AUTHORIZATION|PORT|RABBITMQ_HOST|REFRESH_COOKIE_INSECURE|OTEL_SERVICE_NAME)$/;
    expect([...names].filter((name) => !settled.test(name) && !given.includes(name))).toEqual([]);
  });

  it("gives each service a database user that sees its own database only", () => {
    const created: unknown[] = [];
    const db = {
      getSiblingDB: (name: string) => ({ createUser: (user: object) => created.push({ on: name, ...user }) }),
    };
    const environment = settle("mongodb", variables);
    runInContext(
      readProjectFile("deploy/mongodb/create-users.js"),
      createContext({ db, process: { env: environment } }),
    );
    expect(created).toEqual(
      subgraphNames.map((service) => {
        const { username, password, pathname } = new URL(settle(service, variables)["MONGODB_URI"]!);
        const database = pathname.slice(1);
        expect(database).toBe(`gatehouse_${service}`);
        return { on: database, user: username, pwd: password, roles: [{ role: "readWrite", db: database }] };
      }),
    );
  });

  it("gives each service a user of its own at the broker, by the script that starts it", () => {
    const folder = mkdtempSync(join(tmpdir(), "gatehouse-broker-"));
    try {
      writeFileSync(join(folder, "rabbitmq-server"), "#!/bin/sh\n", { mode: 0o755 });
      const start = (environment: Record<string, string>) =>
        spawnSync("sh", [join(projectRoot, "deploy/rabbitmq/start.sh")], {
          env: { PATH: `${folder}:/usr/bin:/bin`, TMPDIR: folder, ...environment },
          encoding: "utf8",
        });
      const environment = settle("rabbitmq", variables);
      expect(start(environment)).toMatchObject({ status: 0, stderr: "" });
      const { users, permissions } = JSON.parse(
        readFileSync(join(folder, "gatehouse-definitions.json"), "utf8"),
      ) as { users: { name: string; password: string }[]; permissions: { user: string }[] };
      const services = serviceNames.map((service) => {
        const { username, password } = new URL(settle(service, variables)["RABBITMQ_URL"]!);
        expect(username).toBe(`${settle(service, variables)["RABBITMQ_USER_PREFIX"]}${service}`);
        return { name: username, password };
      });
      expect(users.map(({ name, password }) => ({ name, password }))).toEqual([
        { name: "gatehouse", password: passwords["RABBITMQ_PASSWORD"] },
        ...services,
      ]);
      expect(permissions.map(({ user }) => user)).toEqual(users.map(({ name }) => name));
      expect(start({ ...environment, RABBITMQ_USER_PASSWORD: "a/b" })).toMatchObject({
        status: 1,
        stderr: "RABBITMQ_USER_PASSWORD must be letters and digits: it stands in a URL.\n",
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
