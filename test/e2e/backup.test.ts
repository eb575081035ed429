/** Backup and restore of the embedded database: whole, of one moment, and never in the place of something else. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type EmbeddedMongo, startEmbeddedMongo } from "@gatehouse/embedded-mongo";
import { describe, expect, it } from "@jest/globals";
import { createConnection } from "mongoose";
import { formatEnd } from "../../commands/backup/format.js";
import { isNewer } from "../../commands/backup/is-newer.js";
import { restoreBackup } from "../../commands/backup/restore-backup.js";
import { writeBackup } from "../../commands/backup/write-backup.js";
import { completeRestore } from "../../platform/settings/complete-restore.js";
import { temporaryFolder } from "../support/command.js";
import { runCommandHere } from "../support/command-here.js";

const services = ["auth", "user", "task"] as const;
const ignore = () => undefined;

/** A data folder with `count` documents in each of three databases, and two secrets. */
async function createData(count: number, secret = "a secret"): Promise<string> {
  const folder = join(temporaryFolder(), "data");
  mkdirSync(join(folder, "secrets"), { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, "secrets", "AUTH_PASSWORD_PEPPER"), secret, { mode: 0o600 });
  writeFileSync(join(folder, "secrets", "GATEWAY_SECRET.0123456789ab"), "a draft", { mode: 0o600 });
  await withDatabase(folder, async (insert) => {
    for (let index = 0; index < count; index++) for (const name of services) await insert(name, index);
  });
  return folder;
}

async function open(folder: string) {
  const server: EmbeddedMongo = await startEmbeddedMongo({ directory: join(folder, "database") });
  const connection = await createConnection(server.uri).asPromise();
  const things = (name: string) => connection.useDb(`gatehouse_${name}`).collection("things");
  return {
    insert: async (name: string, index: number) =>
      void (await things(name).insertOne({ index, text: "x".repeat(500) })),
    counts: () => Promise.all(services.map((name) => things(name).countDocuments())),
    async close() {
      await connection.close();
      await server.stop();
    },
  };
}

async function withDatabase(
  folder: string,
  use: (insert: (name: string, index: number) => Promise<void>) => Promise<void>,
) {
  const database = await open(folder);
  await use(database.insert);
  await database.close();
}

async function countsIn(folder: string): Promise<number[]> {
  const database = await open(folder);
  const counts = await database.counts();
  await database.close();
  return counts;
}

const backUp = (dataDirectory: string, target: string) =>
  writeBackup({ dataDirectory, target, overwrite: false, version: "0.1.0", onProgress: ignore });
const restore = (file: string, dataDirectory: string, replace = false) =>
  restoreBackup({ file, dataDirectory, replace, version: "0.1.0", onProgress: ignore });
const run = (name: string, args: string[], dataDirectory: string) =>
  runCommandHere(name, args, { DATA_DIR: dataDirectory });

describe("a backup", () => {
  it("holds one moment of all databases while they are written, and all that was acknowledged before", async () => {
    const folder = await createData(20);
    const database = await open(folder);
    let isDone = false;
    let written = 20;
    const writing = (async () => {
      for (; !isDone; written++) for (const name of services) await database.insert(name, written);
    })();
    const file = join(temporaryFolder(), "one.backup");
    for (let round = 0; round < 2; round++) {
      const before = written;
      await backUp(folder, `${file}${round}`);
      const target = join(temporaryFolder(), "data");
      await restore(`${file}${round}`, target);
      const [auth = 0, user = 0, task = 0] = await countsIn(target);
      expect(task).toBeGreaterThanOrEqual(before);
      expect([auth >= user, user >= task, task >= auth - 1]).toEqual([true, true, true]);
    }
    isDone = true;
    await writing;
    await database.close();
  });

  it("is written by npm run backup for its owner alone, and says what is in it", async () => {
    const folder = await createData(3);
    const file = join(temporaryFolder(), "a.backup");
    const { code, output } = await run("backup", ["--to", file], folder);
    expect({ code, output }).toEqual({
      code: 0,
      output: expect.stringMatching(/^Wrote .*a\.backup: a database of .* and 1 secrets\.\n/),
    });
    expect(output).toContain("It contains the secrets of this machine");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect((await run("restore", [file, "--check"], folder)).output).toMatch(
      /a\.backup is whole: as of 20.* 1 secrets\./,
    );
    const again = await run("backup", ["--to", file], folder);
    expect(again).toEqual({
      code: 1,
      output: `${file} is there already: choose another name, or add --overwrite.\n`,
    });
    expect((await run("backup", ["--to", file, "--overwrite"], folder)).code).toBe(0);
    expect(readdirSync(join(file, ".."))).toEqual(["a.backup"]);
  });

  it("gets the time as its name in a folder", async () => {
    const folder = await createData(1);
    const target = temporaryFolder();
    await run("backup", ["--to", target], folder);
    expect(readdirSync(target)).toEqual([
      expect.stringMatching(/^gatehouse-\d{4}-\d\d-\d\dT\d{6}Z\.backup$/),
    ]);
  });

  it("is refused where there is no database, where it is damaged, and where MONGODB_URI has the data", async () => {
    const empty = temporaryFolder();
    const file = join(temporaryFolder(), "x.backup");
    expect((await run("backup", ["--to", file], empty)).output).toBe(`There is no database in ${empty}.\n`);
    const folder = await createData(5);
    const log = join(folder, "database", "log");
    const bytes = readFileSync(log);
    bytes[200] = (bytes[200] ?? 0) ^ 1;
    writeFileSync(log, bytes);
    expect((await run("backup", ["--to", file], folder)).output).toMatch(
      /database\/log is damaged at byte \d+ of/,
    );
    const elsewhere = { DATA_DIR: folder, MONGODB_URI: "mongodb://localhost" };
    for (const [name, args] of [
      ["backup", []],
      ["restore", [file]],
    ] as const)
      expect(await runCommandHere(name, args, elsewhere)).toMatchObject({
        code: 1,
        output: expect.stringContaining("docs/operations.md"),
      });
    expect(existsSync(file)).toBe(false);
  });

  it("leaves out a last change that was not written to its end", async () => {
    const folder = await createData(4);
    const log = join(folder, "database", "log");
    writeFileSync(log, readFileSync(log).subarray(0, -10));
    const file = join(temporaryFolder(), "x.backup");
    const target = join(temporaryFolder(), "data");
    await backUp(folder, file);
    await restore(file, target);
    expect(await countsIn(target)).toEqual([4, 4, 3]);
  });
});

describe("a restore", () => {
  it("brings back data and secrets, and takes the place of others only when told, which it keeps", async () => {
    const file = join(temporaryFolder(), "x.backup");
    await backUp(await createData(7, "first"), file);
    const folder = await createData(2, "second");
    const refused = await run("restore", [file], folder);
    expect(refused).toEqual({
      code: 1,
      output: `There is data in ${folder}: add --replace, which moves it to ${folder}.before-restore.\n`,
    });
    const { code, output } = await run("restore", [file, "--replace"], folder);
    expect({ code, output }).toMatchObject({
      code: 0,
      output: expect.stringContaining(`Restored ${folder}: as of `),
    });
    expect(await countsIn(folder)).toEqual([7, 7, 7]);
    expect(readFileSync(join(folder, "secrets", "AUTH_PASSWORD_PEPPER"), "utf8")).toBe("first");
    expect(statSync(join(folder, "secrets", "AUTH_PASSWORD_PEPPER")).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, "secrets"))).toEqual(["AUTH_PASSWORD_PEPPER"]);
    expect(readFileSync(join(`${folder}.before-restore`, "secrets", "AUTH_PASSWORD_PEPPER"), "utf8")).toBe(
      "second",
    );
    expect((await run("restore", [file, "--replace"], folder)).output).toBe(
      `${folder}.before-restore is there from an earlier restore: move it away, or delete it.\n`,
    );
    expect(await countsIn(folder)).toEqual([7, 7, 7]);
  });

  it("is refused while the system runs, and changes nothing", async () => {
    const file = join(temporaryFolder(), "x.backup");
    const folder = await createData(2);
    await backUp(folder, file);
    const database = await open(folder);
    const { code, output } = await run("restore", [file, "--replace"], folder);
    expect({ code, output }).toMatchObject({
      code: 1,
      output: expect.stringMatching(/^Nothing was restored: the data folder .* is in use by process/),
    });
    expect(await database.counts()).toEqual([2, 2, 2]);
    await database.close();
    expect(readdirSync(join(folder, ".."))).toEqual(["data"]);
  });

  it("refuses each damage, whatever byte it concerns, a part of a file, and what is no backup", async () => {
    const folder = await createData(2);
    const file = join(temporaryFolder(), "x.backup");
    await backUp(folder, file);
    const whole = readFileSync(file);
    const target = join(temporaryFolder(), "data");
    const attempt = async (bytes: Buffer) => {
      writeFileSync(file, bytes);
      await expect(restore(file, target)).rejects.toThrow(/damaged|no backup|newer format/);
      expect(readdirSync(join(target, ".."))).toEqual([]);
    };
    const step = Math.ceil(whole.length / 25);
    for (let at = 0; at < whole.length; at += step) {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] ?? 0) ^ 0x10;
      await attempt(bytes);
    }
    for (const length of [0, 10, 40, whole.length >> 1, whole.length - 1])
      await attempt(whole.subarray(0, length));
    await attempt(Buffer.concat([whole, whole]));
    writeFileSync(file, whole);
    await restore(file, target);
    expect(await countsIn(target)).toEqual([2, 2, 2]);
  });

  it("refuses a newer version, a newer format, and a path that leads out of the folder", async () => {
    const folder = await createData(1);
    const file = join(temporaryFolder(), "x.backup");
    const target = join(temporaryFolder(), "data");
    await writeBackup({
      dataDirectory: folder,
      target: file,
      overwrite: false,
      version: "0.2.0",
      onProgress: ignore,
    });
    await expect(restore(file, target)).rejects.toThrow(
      /made by version 0\.2\.0, which is newer than this one, 0\.1\.0/,
    );
    const bytes = readFileSync(file);
    bytes.write("0002", "gatehouse backup ".length);
    writeFileSync(file, bytes);
    await expect(restore(file, target)).rejects.toThrow(/has a newer format/);
    const outside = { path: "secrets/../../x", bytes: 0, sha256: "" };
    const end = formatEnd({ version: "0.1.0", createdAt: "", files: [outside] });
    writeFileSync(file, Buffer.concat([Buffer.from("gatehouse backup 0001\n"), end]));
    await expect(restore(file, target)).rejects.toThrow(/damaged/);
    expect(existsSync(target)).toBe(false);
    expect([isNewer("0.10.0", "0.9.9"), isNewer("0.1.0", "0.1.0"), isNewer("0.1.0", "1.0.0")]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("that was interrupted in its last step is completed once, whoever comes next", async () => {
    for (const replaced of [true, false]) {
      const folder = join(temporaryFolder(), "data");
      const present = (path: string) => readFileSync(join(path, "which"), "utf8");
      mkdirSync(`${folder}.restored`);
      writeFileSync(join(`${folder}.restored`, "which"), "restored");
      writeFileSync(join(`${folder}.restored`, "restored.json"), JSON.stringify({ replaced }));
      if (replaced) {
        mkdirSync(folder);
        writeFileSync(join(folder, "which"), "before");
      }
      for (let time = 0; time < 3; time++) completeRestore(folder);
      expect(present(folder)).toBe("restored");
      if (replaced) expect(present(`${folder}.before-restore`)).toBe("before");
      expect(existsSync(`${folder}.before-restore`)).toBe(replaced);
    }
  });
});
