/** Backup and restore of a running system, and kills in the middle of both. */
import { fork } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { inspectDataFolder, startEmbeddedMongo } from "@gatehouse/embedded-mongo";
import { afterAll, describe, expect, it } from "@jest/globals";
import { createConnection } from "mongoose";
import { openBackup } from "../../commands/backup/format.js";
import { readFiles } from "../../commands/backup/read-files.js";
import { projectRoot } from "../../platform/project-root.js";
import { completeRestore } from "../../platform/settings/complete-restore.js";
import { createClient } from "../support/client.js";
import {
  isolated,
  type RunningCommand,
  runLauncher,
  signalGroup,
  startCommand,
  temporaryFolder,
} from "../support/command.js";

/** Data that takes a while to copy, whose secret says which it is. */
async function createData(folder: string, which: string): Promise<void> {
  mkdirSync(join(folder, "secrets"), { recursive: true });
  writeFileSync(join(folder, "secrets", "WHICH"), which);
  const server = await startEmbeddedMongo({ directory: join(folder, "database") });
  const connection = await createConnection(server.uri, { dbName: "gatehouse_auth" }).asPromise();
  for (let batch = 0; batch < 8; batch++)
    await connection
      .collection("things")
      .insertMany(Array.from({ length: 50 }, () => ({ which, text: "x".repeat(40_000) })));
  await connection.close();
  await server.stop();
}

/** Starts a backup or a restore, and resolves when its work begins. */
async function launch(what: "backup" | "restore", file: string, dataDirectory: string) {
  const worker = join(projectRoot, "test", "support", "backup-worker.mjs");
  const child = fork(worker, [what, file, dataDirectory], { stdio: "ignore" });
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  await new Promise((resolve) => child.once("message", resolve));
  return { child, ended };
}

/** Runs it to its end, and returns how long its work took. */
async function run(what: "backup" | "restore", file: string, dataDirectory: string): Promise<number> {
  const { ended } = await launch(what, file, dataDirectory);
  const startedAt = performance.now();
  expect(await ended).toBe(0);
  return performance.now() - startedAt;
}

/** Kills it when about this part of its work is done. */
async function kill(
  what: "backup" | "restore",
  file: string,
  dataDirectory: string,
  afterMilliseconds: number,
) {
  const { child, ended } = await launch(what, file, dataDirectory);
  await Promise.race([pause(afterMilliseconds), ended]);
  child.kill("SIGKILL");
  await ended;
}

const digest = (path: string) => createHash("sha256").update(readFileSync(path)).digest("hex");

/** Which data a folder has, whole. */
async function dataIn(folder: string): Promise<string> {
  expect(await inspectDataFolder(join(folder, "database"))).toMatchObject({ broken: null });
  const server = await startEmbeddedMongo({ directory: join(folder, "database") });
  const connection = await createConnection(server.uri, { dbName: "gatehouse_auth" }).asPromise();
  const which = readFileSync(join(folder, "secrets", "WHICH"), "utf8");
  expect(await connection.collection("things").countDocuments({ which })).toBe(400);
  await connection.close();
  await server.stop();
  return which;
}

const kills = 10;

describe("a kill -9", () => {
  it("in the middle of a backup leaves the data as it was, and no file that looks like a backup", async () => {
    const root = temporaryFolder();
    const data = join(root, "data");
    await createData(data, "one");
    const before = digest(join(data, "database", "log"));
    const whole = await run("backup", join(root, "whole"), data);
    let survivors = 0;
    for (let round = 0; round < kills; round++) {
      const file = join(root, `killed-${round}`);
      await kill("backup", file, data, (whole * round) / kills);
      expect(digest(join(data, "database", "log"))).toBe(before);
      if (!existsSync(file)) continue;
      survivors += 1;
      const opened = await openBackup(file);
      await readFiles(opened, file, () => undefined);
      await opened.handle.close();
    }
    expect(survivors).toBeLessThan(kills);
    expect(await dataIn(data)).toBe("one");
  });

  it("in the middle of a restore leaves the data as it was, or the next start completes it", async () => {
    const root = temporaryFolder();
    const source = join(root, "source");
    await createData(source, "new");
    const file = join(root, "x.backup");
    await run("backup", file, source);
    const data = join(root, "data");
    await createData(data, "old");
    const whole = await run("restore", file, join(root, "trial"));
    const found: string[] = [];
    for (let round = 0; round < kills; round++) {
      await kill("restore", file, data, (whole * round) / kills);
      // As the next start does.
      completeRestore(data);
      found.push(await dataIn(data));
      if (found.at(-1) === "old") continue;
      expect(await dataIn(`${data}.before-restore`)).toBe("old");
      rmSync(data, { recursive: true });
      renameSync(`${data}.before-restore`, data);
    }
    expect(found).toContain("old");
    // What interrupted restores have left does not hinder the next one.
    await run("restore", file, data);
    expect(await dataIn(data)).toBe("new");
    expect(readdirSync(root).filter((name) => name.startsWith("data"))).toEqual([
      "data",
      "data.before-restore",
    ]);
  });
});

describe("a system that is restored from a backup of the running one", () => {
  const started: RunningCommand[] = [];
  const start = async (folder: string) => {
    const command = await startCommand(isolated(folder), runLauncher);
    started.push(command);
    return command;
  };
  afterAll(() => {
    for (const { process: child } of started) child.kill("SIGKILL");
  });

  it("knows passwords and tasks, and keeps sessions ended that were ended", async () => {
    const first = temporaryFolder();
    const running = await start(first);
    const anonymous = createClient(running.url);
    const input = { username: "ada", email: "ada@example.com", password: "a long enough phrase" };
    const register =
      "mutation ($input: RegisterInput!) { register(input: $input) { accessToken refreshToken } }";
    const login = "mutation ($input: LoginInput!) { login(input: $input) { accessToken refreshToken } }";
    const refresh =
      "mutation ($token: String!) { refresh(input: { refreshToken: $token }) { refreshToken } }";
    type Signed = Record<string, { accessToken: string; refreshToken: string }>;
    const ended = (await anonymous.data<Signed>(register, { input }))["register"]!;
    const ada = createClient(running.url, ended.accessToken);
    await ada.data('mutation { createTask(input: { title: "Water the plants" }) { id } }');
    const credentials = { identifier: "ada", password: input.password };
    const kept = (await anonymous.data<Signed>(login, { input: credentials }))["login"]!;
    await ada.data("mutation { logout { revokedSessions } }");
    const file = join(first, "x.backup");
    const backup = runLauncher("backup", ["--to", file], isolated(first));
    expect([await backup.ended, backup.output()]).toEqual([0, expect.stringContaining("Wrote ")]);
    signalGroup(running, "SIGTERM");
    await running.ended;

    const second = temporaryFolder();
    const restore = runLauncher("restore", [file], isolated(second));
    expect([await restore.ended, restore.output()]).toEqual([0, expect.stringContaining("Restored ")]);
    const again = await start(second);
    const client = createClient(again.url);
    const { login: signed } = await client.data<Signed>(login, { input: credentials });
    const tasks = await createClient(again.url, signed!.accessToken).data(
      "{ tasks { edges { node { title } } } }",
    );
    expect(tasks).toEqual({ tasks: { edges: [{ node: { title: "Water the plants" } }] } });
    expect((await client.send(refresh, { token: ended.refreshToken })).errors).toMatchObject([
      { extensions: { code: expect.any(String) } },
    ]);
    expect(await client.data(refresh, { token: kept.refreshToken })).toMatchObject({
      refresh: { refreshToken: expect.any(String) },
    });
    signalGroup(again, "SIGTERM");
    await again.ended;
  });
});
