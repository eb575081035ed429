/** `npm run new:subgraph` and `npm run remove:subgraph` in a copy of the project: what they leave is checked, tested and started. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createClient, type GraphClient } from "../support/client.js";
import {
  isolated,
  type RunningCommand,
  runLauncher,
  signalGroup,
  temporaryFolder,
} from "../support/command.js";
import { copyProject } from "../support/project-copy.js";

const minutes = 60_000;

/** The settings of a stranger who runs a command in the copy: nothing of the run that this test is in. */
function strangersEnvironment(): NodeJS.ProcessEnv {
  const ours = /^(JEST_|TINYPOOL_|MONGODB_URI|RABBITMQ_|TEST_|NODE_(?:V8_COVERAGE|OPTIONS|ENV))/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
}

/** A copy, and its commands. */
function openCopy() {
  const folder = copyProject();
  const launch = (name: string, args: string[] = [], environment = strangersEnvironment()) =>
    runLauncher(name, args, environment, "", folder);
  const run = async (name: string, ...args: string[]): Promise<{ code: number | null; output: string }> => {
    const command = launch(name, args);
    const hung = setTimeout(() => signalGroup(command, "SIGKILL"), 4 * minutes);
    const code = await command.ended;
    clearTimeout(hung);
    return { code, output: command.output() };
  };
  const expectOk = async (name: string, ...args: string[]): Promise<string> => {
    const { code, output } = await run(name, ...args);
    if (code !== 0) throw new Error(`${[name, ...args].join(" ")} ended with ${code}:\n${output}`);
    return output;
  };
  const read = (path: string) => readFileSync(join(folder, path), "utf8");
  return { folder, launch, run, expectOk, read };
}

/** Starts the system of a copy; `ports` are settings of the ports of its own subgraphs. */
async function start(
  launch: ReturnType<typeof openCopy>["launch"],
  ports: Record<string, string>,
): Promise<RunningCommand & { url: string }> {
  const command = launch("start", [], { ...isolated(temporaryFolder()), ...ports });
  const [, url = ""] = await command.until(/Graph +(http:\S+)\/graphql[\s\S]*Ctrl-C/);
  return { ...command, url };
}

async function stop(command: RunningCommand): Promise<void> {
  signalGroup(command, "SIGTERM");
  expect(await command.ended).toBe(0);
}

/** Ends a command that a failed test has left. */
function kill(command: RunningCommand | undefined): void {
  if (command !== undefined && command.process.exitCode === null) signalGroup(command, "SIGKILL");
}

async function register(url: string, username: string): Promise<GraphClient> {
  const input = { username, email: `${username}@example.com`, password: "kP9$vq2LmZ8w" };
  const { register: signedIn } = await createClient(url).data<{ register: { accessToken: string } }>(
    "mutation ($input: RegisterInput!) { register(input: $input) { accessToken } }",
    { input },
  );
  return createClient(url, signedIn.accessToken);
}

describe("npm run new:subgraph", () => {
  const { folder, launch, run, expectOk, read } = openCopy();
  /** All files of the project but compiled and installed ones, with their texts. */
  const snapshot = () =>
    Object.fromEntries(
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
        .filter((path) => !/(^|\/)(node_modules|dist)\//.test(path))
        .map((path) => [path, read(path)]),
    );
  let before: ReturnType<typeof snapshot>;
  let system: Awaited<ReturnType<typeof start>> | undefined;
  beforeAll(() => {
    before = snapshot();
  });
  afterAll(() => kill(system));

  it("writes nothing when anything is in the way, nor with --dry-run", async () => {
    expect(await run("new:subgraph", "tasks", "--port", "4001")).toMatchObject({ code: 1 });
    expect(await run("new:subgraph", "projects", "--nope")).toMatchObject({ code: 1 });
    expect(await expectOk("new:subgraph", "projects", "--dry-run")).toContain(
      "create schema/project.graphql",
    );
    expect(snapshot()).toEqual(before);
  });

  it("takes everything back when the files do not go together", async () => {
    const path = join(folder, "platform/pagination.ts");
    writeFileSync(path, `${before["platform/pagination.ts"]}\nthrow new Error("This cannot be loaded.");\n`);
    const broken = snapshot();
    const { code, output } = await run("new:subgraph", "projects");
    expect({ code, output }).toMatchObject({ code: 1, output: expect.stringContaining("cannot be loaded") });
    expect(snapshot()).toEqual(broken);
    writeFileSync(path, before["platform/pagination.ts"] ?? "");
  });

  it(
    "makes subgraphs that pass every check and their own tests, one after the other",
    async () => {
      await expectOk("new:subgraph", "projects");
      await expectOk("new:subgraph", "order-items");
      await expectOk("new:subgraph", "news", "--singular", "article", "--port", "4100");
      expect((await run("new:subgraph", "projects")).output).toContain("There is a subgraph project already");
      await expectOk("check");
      await expectOk(
        "test",
        "test/subgraph/project.test.ts",
        "test/subgraph/order-item.test.ts",
        "test/subgraph/article.test.ts",
        "test/subgraph/rules.test.ts",
        "test/e2e/deployment",
        "test/schema/contract.test.ts",
        "test/unit/settings-documentation.test.ts",
      );
    },
    12 * minutes,
  );

  it("has the mutation refused to anonymous callers and strangers, and allowed to the owner, in the started system", async () => {
    system = await start(launch, { PROJECT_PORT: "0", ORDER_ITEM_PORT: "0", ARTICLE_PORT: "0" });
    const [ada, bob] = [await register(system.url, "ada"), await register(system.url, "bob")];
    const create = 'mutation { createProject(input: { name: "Bridge" }) { id owner { username } } }';
    const update =
      'mutation ($id: ID!) { updateProject(id: $id, input: { name: "Tunnel" }) { name version } }';
    expect(await createClient(system.url).codes(create)).toEqual(["UNAUTHENTICATED"]);
    const { createProject } = await ada.data<{ createProject: { id: string } }>(create);
    expect(createProject).toMatchObject({ owner: { username: "ada" } });
    expect(await createClient(system.url).codes(update, createProject)).toEqual(["UNAUTHENTICATED"]);
    expect(await bob.codes(update, createProject)).toEqual(["NOT_FOUND"]);
    expect(await ada.data(update, createProject)).toEqual({ updateProject: { name: "Tunnel", version: 2 } });
    expect(await ada.data('mutation { createOrderItem(input: { name: "Nail" }) { name } }')).toEqual({
      createOrderItem: { name: "Nail" },
    });
    expect(
      await ada.data("{ projects { nodes { name } } orderItems { nodes { name } } news { nodes { name } } }"),
    ).toEqual({
      projects: { nodes: [{ name: "Tunnel" }] },
      orderItems: { nodes: [{ name: "Nail" }] },
      news: { nodes: [] },
    });
    await stop(system);
  });

  it("leaves nothing behind when all of them are removed", async () => {
    await expectOk("remove:subgraph", "projects");
    await expectOk("remove:subgraph", "article");
    await expectOk("remove:subgraph", "order-items");
    expect(snapshot()).toEqual(before);
  });
});

describe("npm run remove:subgraph -- tasks", () => {
  const { folder, launch, run, expectOk, read } = openCopy();
  beforeAll(() => {
    // With an earlier graph, the check asks for an approval of each change that breaks clients.
    for (const args of [
      ["init", "--quiet", "--initial-branch=main"],
      ["add", "."],
      ["commit", "--quiet", "--message=First"],
    ]) {
      const identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"];
      const { status, stderr } = spawnSync("git", [...identity, ...args], { cwd: folder, encoding: "utf8" });
      if (status !== 0) throw new Error(stderr);
    }
  });
  let system: Awaited<ReturnType<typeof start>> | undefined;
  afterAll(() => kill(system));

  it("is refused for subgraphs that the others need, and for what is none", async () => {
    expect((await run("remove:subgraph", "auth")).output).toContain("need auth");
    expect((await run("remove:subgraph", "nope")).output).toContain('There is no subgraph "nope"');
  });

  it(
    "takes away the code, the lines and the tests, and leaves a project that passes every check and its tests",
    async () => {
      expect(await expectOk("remove:subgraph", "tasks", "--delete-tests")).toContain(
        "delete subgraphs/task/app.ts",
      );
      for (const path of ["subgraphs/task/app.ts", "schema/task.graphql", "test/subgraph/task.test.ts"])
        expect([path, existsSync(join(folder, path))]).toEqual([path, false]);
      for (const path of ["docker-compose.yml", "schema/services.ts", "schema/api.graphql", ".env.example"])
        expect([path, /\btask\b(?!=)/i.exec(read(path))?.[0]]).toEqual([path, undefined]);
      expect(read("schema/approvals.yaml")).toContain('coordinate: "Query.tasks"');
      await expectOk("check");
      await expectOk(
        "test",
        "test/subgraph/rules.test.ts",
        "test/subgraph/user.test.ts",
        "test/schema/contract.test.ts",
        "test/schema/events.test.ts",
        "test/e2e/deployment",
        "test/unit/settings.test.ts",
        "test/unit/command-line.test.ts",
        "test/unit/playground.test.ts",
        "test/federation/indexes.test.ts",
      );
    },
    12 * minutes,
  );

  it("leaves a system in which users register, sign in and out, and see each other", async () => {
    system = await start(launch, {});
    await register(system.url, "ada");
    const login =
      'mutation { login(input: { identifier: "ada", password: "kP9$vq2LmZ8w" }) { accessToken } }';
    const data = await createClient(system.url).data<{ login: { accessToken: string } }>(login);
    const ada = createClient(system.url, data.login.accessToken);
    await register(system.url, "bob");
    expect(await ada.data("{ me { username } users { nodes { username } } }")).toEqual({
      me: { username: "ada" },
      users: { nodes: [{ username: "bob" }, { username: "ada" }] },
    });
    expect(await ada.codes("{ tasks { nodes { id } } }")).toEqual(["GRAPHQL_VALIDATION_FAILED"]);
    await ada.data("mutation { logout { revokedSessions } }");
    expect(await ada.codes("{ me { id } }")).toEqual(["UNAUTHENTICATED"]);
    await stop(system);
  });
});
