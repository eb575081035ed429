/** `npm start` for a new user: it starts, stops cleanly, keeps its data, and names a problem in one line. */
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { openLocalDatabase } from "../../commands/local-database.js";
import { readSystemConfig } from "../../commands/system.js";
import { createCloserStack } from "../../platform/closer-stack.js";
import { StartError } from "../../platform/lifecycle.js";
import { createSettingsReader } from "../../platform/settings/settings-reader.js";
import { serviceNames } from "../../schema/services.js";
import { createClient } from "../support/client.js";
import { isolated, runLauncher, signalGroup, startCommand, temporaryFolder } from "../support/command.js";
import { holdRequest } from "../support/held-request.js";
import { startTestSystem } from "../support/system.js";

const account = { username: "keeper", email: "keeper@example.com", password: "kP9$vq2LmZ8w" };
const register =
  "mutation ($input: RegisterInput!) { register(input: $input) { accessToken refreshToken user { id } } }";
const login = 'mutation { login(input: { identifier: "keeper", password: "kP9$vq2LmZ8w" }) { accessToken } }';
/** A busy machine may take a minute and more for each start. */
const patientMilliseconds = 300_000;
interface Registered {
  register: { accessToken: string; refreshToken: string };
}

const create = "mutation ($title: String!) { createTask(input: { title: $title }) { id } }";
const late = { username: "late", email: "late@example.com", password: account.password };

describe("npm start", () => {
  const folder = join(temporaryFolder(), "50% #1?");
  const environment = isolated(folder);
  let command: Awaited<ReturnType<typeof startCommand>>;
  let tokens: Registered["register"];
  /** A token of a session that has ended. */
  let over: string;
  beforeAll(async () => {
    command = await startCommand({ ...environment, HOST: "0.0.0.0", GATEWAY_PROT: "4000" }, runLauncher);
  });

  it("warns of a name that is nearly a setting's, and prints links that a browser opens, on a folder with % in its path", async () => {
    expect(command.output()).toContain("GATEWAY_PROT is no setting and has no effect; is it GATEWAY_PORT?");
    expect(command.url).toMatch(/^http:\/\/localhost:\d+$/);
    const [, mailbox = ""] = /Mail +(http:\S+)/.exec(command.output()) ?? [];
    expect((await fetch(mailbox)).status).toBe(200);
    for (const word of ["Playground", "Data", "Logs", "create-admin", "Ctrl-C"]) {
      expect(command.output()).toContain(word);
    }
    expect((await fetch(`${command.url}/health/ready`)).status).toBe(200);
  });

  it(
    "keeps what it has acknowledged across kill -9",
    async () => {
      ({ register: tokens } = await createClient(command.url).data<Registered>(register, { input: account }));
      const client = createClient(command.url, tokens.accessToken);
      await client.data(create, { title: "Survive" });
      await client.codes("{ nothing }");
      const { login: second } = await createClient(command.url).data<{ login: { accessToken: string } }>(
        login,
      );
      over = second.accessToken;
      await createClient(command.url, over).data("mutation { logout { revokedSessions } }");
      signalGroup(command, "SIGKILL");
      await command.ended;
      // Its output ends first; the process uses the data a moment longer on a busy machine.
      while (isAlive(-(command.process.pid ?? 0))) await new Promise((resolve) => setTimeout(resolve, 20));

      command = await startCommand(environment);
      // Sessions that were revoked just before stay revoked (ASVS 5.0, 7.4.1).
      expect(await createClient(command.url, over).codes("{ me { id } }")).toEqual(["UNAUTHENTICATED"]);
      expect(
        await createClient(command.url, tokens.accessToken).data(
          "{ tasks { nodes { title owner { username } } } }",
        ),
      ).toEqual({ tasks: { nodes: [{ title: "Survive", owner: { username: "keeper" } }] } });
    },
    patientMilliseconds,
  );

  it("on Ctrl-C finishes what is under way and ends with 0, keeps secrets to their owner, and logs none", async () => {
    await createClient(command.url, tokens.accessToken).data(create, { title: "Again" });
    const request = await holdRequest(command.url, register, { input: late });
    signalGroup(command, "SIGINT");
    await command.until(/Stopping/);
    expect(await request.finish()).toMatch(/200 OK[\s\S]*"accessToken":"ey/);
    expect(await command.ended).toBe(0);
    await expect(fetch(command.url)).rejects.toThrow();

    const secrets = join(folder, "data", "secrets");
    expect(statSync(secrets).mode & 0o777).toBe(0o700);
    const files = readdirSync(secrets).map((name) => join(secrets, name));
    for (const file of files) expect(statSync(file).mode & 0o777).toBe(0o600);

    const logs = readdirSync(join(folder, "logs"));
    expect(logs).toEqual(expect.arrayContaining(["database", ...serviceNames].map((name) => `${name}.log`)));
    const written = logs.map((name) => readFileSync(join(folder, "logs", name), "utf8")).join("");
    const line = { level: expect.any(String), time: expect.any(String), service: expect.any(String) };
    for (const text of written.trim().split("\n")) expect(JSON.parse(text)).toMatchObject(line);
    const values = files.map((file) => readFileSync(file, "utf8").trim());
    for (const secret of [...values, account.password, tokens.accessToken, tokens.refreshToken]) {
      expect(written).not.toContain(secret);
      expect(command.output()).not.toContain(secret);
    }
  });

  it(
    "keeps its data across the stop, refuses a second instance on them in one line, and stops at once on the second Ctrl-C",
    async () => {
      // Without npm, which may end before its child at the second signal and hide the exit code.
      const running = await startCommand(environment, runLauncher);
      expect(await createClient(running.url).codes(login.replace("keeper", "late"))).toEqual([]);
      expect(await createClient(running.url, tokens.accessToken).data("{ tasks { totalCount } }")).toEqual({
        tasks: { totalCount: 2 },
      });
      const second = runLauncher("start", [], { ...environment, LOG_FORMAT: "off" });
      expect(await second.ended).toBe(1);
      expect(second.output().trim()).toMatch(/^[^\n]*in use[^\n]*$/);

      await holdRequest(running.url, register, { input: { ...account, username: "held" } });
      signalGroup(running, "SIGINT");
      await running.until(/Stopping/);
      // In the first quarter of a second npm would forward the first key press again.
      const again = setInterval(() => signalGroup(running, "SIGINT"), 100);
      expect(await running.ended.finally(() => clearInterval(again))).toBe(130);
    },
    patientMilliseconds,
  );
});

describe("npm start, which prints a reason and ends with 1 as the second instance does,", () => {
  it("says in one line that a port is taken, and which setting helps", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as AddressInfo;
    await expect(startTestSystem({ USER_PORT: String(port) })).rejects.toThrow(
      new StartError(`Port ${port} is taken: another program listens there. Stop it, or set USER_PORT.`),
    );
    await new Promise((resolve) => other.close(resolve));
  });

  it("says in one line that its data folder is none", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "file"), "");
    const directory = join(folder, "file", "data");
    const opened = openLocalDatabase(directory, "refuse", () => {}, createCloserStack());
    await expect(opened).rejects.toThrow(StartError);
    await expect(opened).rejects.toThrow(/^The data folder [^\n]*$/);
  });

  it("lists everything that production lacks, at once", () => {
    const settings = createSettingsReader({ NODE_ENV: "production" });
    const missing = [
      "GATEWAY_SECRET",
      "AUTH_PASSWORD_PEPPER",
      "AUTH_SIGNING_KEYS",
      "MONGODB_URI",
      "ALLOWED_ORIGINS",
      "SMTP_URL",
    ];
    readSystemConfig(settings);
    for (const name of missing)
      expect(() => settings.requireValid()).toThrow(new RegExp(`- ${name} is not set`));
  });
});

/** Is there a process of this number, or one of the group when it is negative? */
function isAlive(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch {
    return false;
  }
}
