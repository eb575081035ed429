/** The install before a command, by the real npm from a registry that never finishes: its progress, and Ctrl-C. */
import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { projectRoot } from "../../platform/project-root.js";
import { subgraphNames } from "../../schema/services.js";
import { temporaryFolder } from "../support/command.js";
import { readProjectFile } from "../support/deployment-files.js";

let registry: Server;
let noteRequest = () => {};
const requested = new Promise<void>((resolve) => (noteRequest = resolve));
beforeAll(async () => {
  registry = createServer(() => noteRequest()).listen(0, "127.0.0.1");
  await new Promise((resolve) => registry.once("listening", resolve));
});
afterAll(() => {
  registry.closeAllConnections();
  registry.close();
});

/** A project with the launcher and one locked package, which the registry never sends. */
function createProject(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "commands"));
  const services = subgraphNames.map((name) => `subgraphs/${name}/main.ts`);
  for (const path of ["commands/launch.mjs", "commands/launch", "commands/usage", ...services]) {
    cpSync(join(projectRoot, path), join(folder, path), { recursive: true });
  }
  const manifest = { name: "copy", version: "1.0.0", type: "module", dependencies: { slow: "1.0.0" } };
  const resolved = `http://127.0.0.1:${(registry.address() as AddressInfo).port}/slow-1.0.0.tgz`;
  const packages = { "": manifest, "node_modules/slow": { version: "1.0.0", resolved } };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  writeFileSync(
    join(folder, "package-lock.json"),
    JSON.stringify({ name: "copy", version: "1.0.0", lockfileVersion: 3, requires: true, packages }),
  );
  return folder;
}

function launch(folder: string, args: string[], environment: NodeJS.ProcessEnv = process.env) {
  const child = spawn(process.execPath, ["commands/launch.mjs", ...args], {
    cwd: folder,
    env: { ...environment, NODE_OPTIONS: "" },
    detached: true,
  });
  let output = "";
  const until = (condition: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => void (condition() && resolve());
      for (const stream of [child.stdout, child.stderr]) stream.on("data", look);
      look();
    });
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  return { child, output: () => output, until, ended: ended(child) };
}

const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => child.once("close", (code) => resolve(code)));

const signalGroup = (child: ChildProcess, signal: NodeJS.Signals) => process.kill(-(child.pid ?? 0), signal);

describe("the install before a command", () => {
  it("says how many packages it has of how many, and for how long, also where no terminal is", async () => {
    const folder = createProject();
    const command = launch(folder, ["start"]);
    await command.until(() => /Installing: \d+ s, 0 of 1 packages\n/.test(command.output()));
    expect(command.output()).toMatch(/^Installing the 1 locked packages \(they are not installed yet\)\.\n/);
    expect(readdirSync(folder)).toContain(".installing");
    await requested;
    signalGroup(command.child, "SIGINT");
    expect(await command.ended).toBe(130);
    expect(readdirSync(folder)).not.toContain(".installing");
    expect(command.output()).toMatch(/The install was interrupted; it begins again at the next start\.\n$/);
  });

  it("ends with 130 at SIGTERM to the launcher alone, and when npm heeds no signal, with nothing left", async () => {
    const folder = createProject();
    const deaf = join(folder, "deaf-npm.js");
    writeFileSync(
      deaf,
      'process.on("SIGINT", () => {}).on("SIGTERM", () => {}); setInterval(() => {}, 1000); console.log("deaf", process.pid);',
    );
    const command = launch(folder, ["start"], { ...process.env, npm_execpath: deaf });
    await command.until(() => /deaf \d+/.test(command.output()));
    const npm = Number(/deaf (\d+)/.exec(command.output())?.[1]);
    command.child.kill("SIGTERM");
    expect(await command.ended).toBe(130);
    expect(existsSync(join(folder, ".installing"))).toBe(false);
    expect(() => process.kill(npm, 0)).toThrow();
  });

  it("says for which process it waits, and takes over from one that is gone or left no number", async () => {
    const folder = createProject();
    writeFileSync(join(folder, ".installing"), String(process.pid));
    const idle = join(folder, "idle-npm.js");
    writeFileSync(idle, "setInterval(() => {}, 1000);");
    const command = launch(folder, ["start"], { ...process.env, npm_execpath: idle });
    await command.until(() => command.output() !== "");
    expect(command.output()).toBe(`Waiting for process ${process.pid}, which installs the dependencies.\n`);
    const gone = spawn(process.execPath, ["-e", ""]);
    await ended(gone);
    writeFileSync(join(folder, ".installing"), String(gone.pid));
    await command.until(() => command.output().includes("Installing the 1 locked packages"));
    signalGroup(command.child, "SIGINT");
    expect(await command.ended).toBe(130);
    expect(readdirSync(folder)).not.toContain(".installing");
  });
});

describe("a command in a fresh clone", () => {
  let folder: string;
  beforeAll(() => {
    folder = createProject();
  });
  const { scripts } = JSON.parse(readProjectFile("package.json")) as { scripts: Record<string, string> };

  it.each(Object.entries(scripts))("%s has a usage for --help", async (name, script) => {
    const usage = "commands/launch/usage.mjs";
    const { findAnswer } = (await import(join(folder, usage))) as {
      findAnswer(command: string, args: string[]): { exitCode: number; text: string } | null;
    };
    const [, command = ""] = /launch\.mjs (\S+)$/.exec(script) ?? [];
    const called = name === "test" || name === "start" ? `npm ${name}` : `npm run ${name}`;
    expect(findAnswer(command, ["--nope", "--help"])).toEqual({
      exitCode: 0,
      text: expect.stringMatching(new RegExp(`${called}[^]*--help`)),
    });
  });

  it("prints a usage before all else, and writes nothing", async () => {
    const before = readdirSync(folder).sort();
    for (const command of ["start", "test"]) {
      const help = launch(folder, [command, "--nope", "--help"]);
      expect(await help.ended).toBe(0);
      expect(help.output()).toMatch(new RegExp(`^npm ${command}[^]*--help`));
    }
    expect(readdirSync(folder).sort()).toEqual(before);
  });

  it("doctor says what is missing and how to mend it, and installs nothing", async () => {
    const before = readdirSync(folder).sort();
    const report = launch(folder, ["doctor"]);
    expect(await report.ended).toBe(1);
    expect(report.output()).toMatch(/^ok {5}node {10}Node \d/);
    expect(report.output()).toMatch(
      /\nwrong {2}packages {6}The locked packages must be installed: they are not installed yet\. Run: npm ci/,
    );
    const document = launch(folder, ["doctor", "--json"]);
    expect(await document.ended).toBe(1);
    expect(JSON.parse(document.output())).toMatchObject({
      ok: false,
      findings: [{ check: "node" }, {}, { state: "wrong" }],
    });
    expect(readdirSync(folder).sort()).toEqual(before);
  });

  it("is refused in one line when there is no such command", async () => {
    const command = launch(folder, ["nope"]);
    expect(await command.ended).toBe(1);
    expect(command.output()).toMatch(/^Unknown command "nope"\. Known: start, [^\n]*\.\n$/);
    const bench = launch(folder, ["bench", "nope"]);
    expect(await bench.ended).toBe(1);
    expect(bench.output()).toMatch(/^Unknown argument "nope"\.\n\nnpm run bench/);
    expect(existsSync(join(folder, "node_modules"))).toBe(false);
  });
});
