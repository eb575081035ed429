/** `npm start` as a newcomer runs it: it comes up, stops cleanly, keeps its data, and says in one line what is in its way. */
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { createClient } from "../support/client.js";
import { isolated, runNpm, signalGroup, startCommand, temporaryFolder } from "../support/command.js";

const account = { username: "keeper", email: "keeper@example.com", password: "kP9$vq2LmZ8w" };
const register =
  "mutation ($input: RegisterInput!) { register(input: $input) { accessToken refreshToken user { id } } }";
const login = 'mutation { login(input: { identifier: "keeper", password: "kP9$vq2LmZ8w" }) { accessToken } }';
interface Registered {
  register: { accessToken: string; refreshToken: string };
}

describe("npm start", () => {
  it("prints where everything is, and ends with 0 on Ctrl-C or SIGTERM, also when npm alone gets it", async () => {
    const environment = isolated(temporaryFolder());
    for (const [signal, group] of [
      ["SIGINT", true],
      ["SIGINT", false],
      ["SIGTERM", false],
    ] as const) {
      const command = await startCommand(environment);
      for (const word of ["Playground", "Data", "Logs", "create-admin", "Ctrl-C"])
        expect(command.output()).toContain(word);
      expect((await fetch(`${command.url}/health/ready`)).status).toBe(200);
      if (group) signalGroup(command, signal);
      else command.process.kill(signal);
      expect(await command.ended).toBe(0);
      await expect(fetch(command.url)).rejects.toThrow();
    }
  });

  it("keeps accounts, tasks, sessions and secrets across a stop and across kill -9", async () => {
    const environment = isolated(temporaryFolder());
    const first = await startCommand(environment);
    const { register: tokens } = await createClient(first.url).data<Registered>(register, { input: account });
    await createClient(first.url, tokens.accessToken).data(
      'mutation { createTask(input: { title: "Survive" }) { id } }',
    );
    signalGroup(first, "SIGKILL");
    await first.ended;

    const second = await startCommand(environment);
    const client = createClient(second.url, tokens.accessToken);
    expect(await client.data("{ tasks { nodes { title owner { username } } } }")).toEqual({
      tasks: { nodes: [{ title: "Survive", owner: { username: "keeper" } }] },
    });
    await client.data('mutation { createTask(input: { title: "Again" }) { id } }');
    signalGroup(second, "SIGTERM");
    expect(await second.ended).toBe(0);

    const third = await startCommand(environment);
    expect(await createClient(third.url).codes(login)).toEqual([]);
    expect(await createClient(third.url, tokens.accessToken).data("{ tasks { totalCount } }")).toEqual({
      tasks: { totalCount: 2 },
    });
    signalGroup(third, "SIGTERM");
    await third.ended;
  });

  it("finishes a request that is under way when it is told to stop", async () => {
    // A dear hash keeps the registration busy for a while.
    const command = await startCommand({ ...isolated(temporaryFolder()), BCRYPT_COST: "13" });
    const answer = createClient(command.url).send<Registered>(register, { input: account });
    await new Promise((resolve) => setImmediate(resolve));
    signalGroup(command, "SIGTERM");
    expect((await answer).data?.register.accessToken).toEqual(expect.any(String));
    expect(await command.ended).toBe(0);
  });

  it("stops at once on the second Ctrl-C", async () => {
    const command = await startCommand({ ...isolated(temporaryFolder()), BCRYPT_COST: "16" });
    const answer = createClient(command.url)
      .send(register, { input: account })
      .catch(() => "broken off");
    await command.until(/Ctrl-C/);
    signalGroup(command, "SIGINT");
    await command.until(/Stopping/);
    // The first quarter of a second belongs to the first key press, which reaches us twice through npm.
    const again = setInterval(() => signalGroup(command, "SIGINT"), 100);
    const code = await command.ended.finally(() => clearInterval(again));
    expect(code).toBe(130);
    expect(await answer).toBe("broken off");
  });

  it("says in one line that a port is taken, and which setting helps", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as AddressInfo;
    const command = runNpm("start", [], {
      ...isolated(temporaryFolder()),
      TASK_PORT: String(port),
      LOG_FORMAT: "off",
    });
    expect(await command.ended).toBe(1);
    expect(command.output().trim()).toBe(
      `Port ${port} is taken: another program listens there. Stop it, or set TASK_PORT.`,
    );
    await new Promise((resolve) => other.close(resolve));
  });

  it("says in one line that the data is in use, or that its folder is none", async () => {
    const folder = temporaryFolder();
    const environment = { ...isolated(folder), LOG_FORMAT: "off" };
    const running = await startCommand(environment);
    const second = runNpm("start", [], environment);
    expect(await second.ended).toBe(1);
    expect(second.output().trim().split("\n")).toHaveLength(1);
    expect(second.output()).toMatch(/in use/);
    signalGroup(running, "SIGTERM");
    await running.ended;

    writeFileSync(join(folder, "file"), "");
    const third = runNpm("start", [], { ...environment, DATA_DIR: join(folder, "file", "data") });
    expect(await third.ended).toBe(1);
    expect(third.output().trim().split("\n")).toHaveLength(1);
  });

  it("keeps secrets and data to their owner, and writes a JSON log for each service without a secret in it", async () => {
    const folder = temporaryFolder();
    const command = await startCommand(isolated(folder));
    const { register: tokens } = await createClient(command.url).data<Registered>(register, {
      input: account,
    });
    await createClient(command.url, tokens.accessToken).codes("{ nothing }");
    signalGroup(command, "SIGTERM");
    await command.ended;
    const secrets = join(folder, "data", "secrets");
    expect(statSync(secrets).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(secrets)) expect(statSync(join(secrets, name)).mode & 0o777).toBe(0o600);

    const logs = readdirSync(join(folder, "logs"));
    expect(logs).toEqual(
      expect.arrayContaining(["auth.log", "database.log", "gateway.log", "task.log", "user.log"]),
    );
    const written = logs.map((name) => readFileSync(join(folder, "logs", name), "utf8")).join("");
    for (const line of written.trim().split("\n"))
      expect(JSON.parse(line)).toMatchObject({
        level: expect.any(String),
        time: expect.any(String),
        service: expect.any(String),
      });
    const secretValues = readdirSync(secrets).map((name) => readFileSync(join(secrets, name), "utf8").trim());
    for (const secret of [...secretValues, account.password, tokens.accessToken, tokens.refreshToken]) {
      expect(written).not.toContain(secret);
      expect(command.output()).not.toContain(secret);
    }
  });

  it("lists everything that production lacks, at once", async () => {
    const command = runNpm("start", [], { ...isolated(temporaryFolder()), NODE_ENV: "production" });
    expect(await command.ended).toBe(1);
    for (const name of [
      "GATEWAY_SECRET",
      "AUTH_PASSWORD_PEPPER",
      "AUTH_SIGNING_KEYS",
      "MONGODB_URI",
      "ALLOWED_ORIGINS",
    ])
      expect(command.output()).toContain(`- ${name} is not set`);
  });
});
