/** The commands besides `npm start`: create-admin, seed, and the example tour. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { findRunningEmbeddedMongo } from "@gatehouse/embedded-mongo";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createConnection } from "mongoose";
import { createClient } from "../support/client.js";
import {
  isolated,
  runLauncher,
  runNpm,
  signalGroup,
  startCommand,
  temporaryFolder,
} from "../support/command.js";
import { runCommandHere } from "../support/command-here.js";

const environment = isolated(temporaryFolder());
const password = "kP9$vq2LmZ8w";
const signIn = async (url: string, identifier: string, secret = password) => {
  const { login } = await createClient(url).data<{
    login: { accessToken: string; user: { roles: string[]; displayName: string } };
  }>("mutation ($input: LoginInput!) { login(input: $input) { accessToken user { roles displayName } } }", {
    input: { identifier, password: secret },
  });
  return { ...login, client: createClient(url, login.accessToken) };
};

let system: Awaited<ReturnType<typeof startCommand>>;
beforeAll(async () => {
  // Before the system has ever run.
  const args = ["--username", "root", "--email", "root@example.com"];
  const command = runNpm("create-admin", args, environment, `${password}\n`);
  if ((await command.ended) !== 0) throw new Error(command.output());
  system = await startCommand(environment);
});
afterAll(async () => {
  if (system.process.exitCode !== null) return;
  signalGroup(system, "SIGTERM");
  await system.ended;
});

describe("npm run create-admin", () => {
  it("works while the system is down: the admin signs in once it is up", async () => {
    const { user, client } = await signIn(system.url, "root");
    expect(user).toEqual({ roles: ["USER", "ADMIN"], displayName: "root" });
    expect(await client.codes("{ systemStatus { service } }")).toEqual([]);
  });

  it("works while the system runs", async () => {
    const args = ["--username", "second", "--email", "second@example.com"];
    const { code, output } = await runCommandHere("create-admin", args, environment, `${password}\n`);
    expect(code).toBe(0);
    expect((await signIn(system.url, "second")).user.roles).toEqual(["USER", "ADMIN"]);
    expect(output).not.toContain(password);
  });

  it("promotes an account that is there", async () => {
    const input = { username: "climber", email: "climber@example.com", password };
    await createClient(system.url).data(
      "mutation ($input: RegisterInput!) { register(input: $input) { expiresIn } }",
      { input },
    );
    const args = ["--username", "climber", "--promote"];
    expect((await runCommandHere("create-admin", args, environment)).code).toBe(0);
    expect((await signIn(system.url, "climber")).user.roles).toEqual(["USER", "ADMIN"]);
  });

  it.each([
    ["no name", ["--email", "x@example.com"], password, /--username NAME/],
    ["no address", ["--username", "x-y-z"], password, /--email EMAIL/],
    ["an unknown option", ["--user", "x"], password, /Unknown option/],
    ["no password", ["--username", "fresh", "--email", "fresh@example.com"], "", /no password/],
    [
      "a common password",
      ["--username", "fresh", "--email", "fresh@example.com"],
      "passwordpassword",
      /first to be guessed/,
    ],
    ["a name that is taken", ["--username", "ROOT", "--email", "fresh@example.com"], password, /taken/],
    ["an unknown account to promote", ["--username", "unknown-here", "--promote"], password, /no account/],
  ])("refuses %s with the reason and exit code 1", async (_what, args, input, reason) => {
    const { code, output } = await runCommandHere("create-admin", args, environment, input);
    expect(code).toBe(1);
    expect(output).toMatch(reason);
    expect(output).not.toMatch(/\n {4}at /);
  });
});

describe("npm run seed", () => {
  it("makes users with passwords that work, and leaves them alone the second time", async () => {
    const first = await runCommandHere("seed", [], environment);
    expect(first.code).toBe(0);
    const [, secret = ""] = /ada +password: (.+?) {3}/.exec(first.output) ?? [];
    // The password of the README's tour: the playground's examples go on after this.
    expect(secret).toBe("correct horse battery staple");
    const { client, user } = await signIn(system.url, "ada", secret);
    expect(user.displayName).toBe("Ada Lovelace");
    expect(await client.data("{ tasks(filter: { priority: HIGH }) { totalCount } }")).toEqual({
      tasks: { totalCount: 2 },
    });
    const second = await runCommandHere("seed", [], environment);
    expect(second).toEqual({ code: 0, output: expect.stringMatching(/ada +is there already/) });
    const production = { ...environment, NODE_ENV: "production" };
    expect((await runCommandHere("seed", [], production)).code).toBe(1);
  });
});

describe("npm run sync-users", () => {
  it("finds a copy that differs, mends it, and then finds no difference", async () => {
    const sync = (...args: string[]) => runCommandHere("sync-users", args, environment);
    expect((await sync()).code).toBe(0);
    const uri = await findRunningEmbeddedMongo(join(environment["DATA_DIR"] ?? "", "database"));
    const connection = await createConnection(uri ?? "", { dbName: "gatehouse_user" }).asPromise();
    const profiles = connection.collection("profiles");
    await profiles.updateOne({ username: "root" }, { $set: { enabled: false, email: null } });
    await profiles.deleteOne({ username: "second" });
    const dry = await sync("--dry-run");
    expect(dry.code).toBe(0);
    expect(dry.output).toMatch(/email, enabled[\s\S]*2 different, left as they are/);
    const mend = await sync();
    expect(mend.code).toBe(0);
    expect(mend.output).toMatch(/2 different, mended/);
    expect(await profiles.findOne({ username: "root" })).toMatchObject({
      enabled: true,
      email: "root@example.com",
    });
    await connection.close();
    expect((await sync()).output).toMatch(/accounts checked: no difference/);
  });
});

describe("npm run doctor", () => {
  it("examines a system that runs, and says which process serves what", async () => {
    const command = runLauncher("doctor", ["--json"], {
      ...environment,
      GATEWAY_PORT: new URL(system.url).port,
    });
    expect(await command.ended).toBe(0);
    const { ok, findings } = JSON.parse(command.output()) as { ok: boolean; findings: { text: string }[] };
    expect(ok).toBe(true);
    const texts = findings.map(({ text }) => text);
    expect(texts).toContainEqual(
      expect.stringMatching(/^Gatehouse runs at port \d+ \(gateway.*\) and is ready\.$/),
    );
    expect(texts).toContainEqual(expect.stringMatching(/^Embedded, in \S+; process \d+ serves it/));
    expect(texts).toContainEqual(expect.stringMatching(/packages are installed as locked/));
  });
});

describe("npm run example", () => {
  it("tells the whole story by a front end's own client", async () => {
    const command = runLauncher("example", [], { ...environment, GATEHOUSE_URL: system.url });
    expect(await command.ended).toBe(0);
    expect(command.output()).toContain("A test event has gone the whole way, in-process.");
  });

  it("ends with 1 and a hint when no server responds", async () => {
    const brief = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => brief.once("listening", resolve));
    const { port } = brief.address() as AddressInfo;
    await new Promise((resolve) => brief.close(resolve));
    const { code, output } = await runCommandHere("../examples/tour", [], {
      ...environment,
      GATEHOUSE_URL: `http://127.0.0.1:${port}`,
    });
    expect(code).toBe(1);
    expect(output).toMatch(/npm start/);
  });
});

describe("the system beside the commands", () => {
  it("ends with 0 at SIGTERM to npm alone, as a supervisor sends it", async () => {
    system.process.kill("SIGTERM");
    expect(await system.ended).toBe(0);
    expect(system.output()).toMatch(/Stopping/);
  });
});
