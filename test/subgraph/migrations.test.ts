/** Data migrations: each database gets each of them once, whichever process starts; one line says when that is impossible. */
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { type Connection, createConnection } from "mongoose";
import { applyMigrations } from "../../platform/database/migrations/apply.js";
import { awaitMigrations } from "../../platform/database/migrations/await-migrations.js";
import { type DataChange, listMigrations } from "../../platform/database/migrations/migration.js";
import { StartError } from "../../platform/lifecycle.js";
import { writeMigrationChecksums } from "../../schema/migration-checksums.js";
import { migrationsOfAuth } from "../../subgraphs/auth/migrations.js";
import { runCommandHere } from "../support/command-here.js";
import { testDatabaseUri } from "../support/environment.js";

const opened: Connection[] = [];
const connect = async (name: string) => {
  const connection = await createConnection(testDatabaseUri(), { dbName: name }).asPromise();
  opened.push(connection);
  return connection;
};
const freshName = () => `test_${randomBytes(6).toString("hex")}`;
/** A database that holds three documents. */
const openFilled = async (name = `${freshName()}_x`) => {
  const connection = await connect(name);
  await connection.collection("things").insertMany([{ size: 1 }, { size: 2 }, { size: 3 }]);
  return connection;
};
afterAll(async () => {
  for (const connection of opened) {
    await connection.dropDatabase().catch(() => undefined);
    await connection.close();
  }
});

/** Doubles each size, and counts how often it ran. */
const doubling = (runs: { count: number }): DataChange => ({
  requires: null,
  left: (connection) => connection.collection("things").countDocuments({ doubled: { $exists: false } }),
  async up(connection, advance) {
    runs.count += 1;
    const { modifiedCount } = await connection
      .collection("things")
      .updateMany({ doubled: { $exists: false } }, [{ $set: { doubled: { $multiply: ["$size", 2] } } }]);
    await advance(modifiedCount);
  },
});
const failing: DataChange = {
  requires: null,
  left: async () => 0,
  async up() {
    throw new Error("the disk is full");
  },
};
const nothing: DataChange = { requires: null, left: async () => 0, up: async () => undefined };
const recordsOf = (connection: Connection) => connection.collection("migrations").find().toArray();
const ignore = () => undefined;

describe("the migrations of a database", () => {
  it("run once, in order, in one of several processes that start at once, and are recorded", async () => {
    const name = `${freshName()}_x`;
    await openFilled(name);
    const runs = { count: 0 };
    const list = listMigrations(
      { "0002-b": "sum-b", "0001-a": "sum-a" },
      { "0001-a": doubling(runs), "0002-b": nothing },
    );
    const processes = await Promise.all([connect(name), connect(name), connect(name), connect(name)]);
    const results = await Promise.all(processes.map((one) => applyMigrations(one, list, ignore)));
    expect(results.filter(({ length }) => length > 0)).toEqual([["0001-a", "0002-b"]]);
    expect(runs.count).toBe(1);
    expect(await recordsOf(processes[0]!)).toMatchObject([
      { _id: "0001-a", checksum: "sum-a", requires: null, documents: 3, finishedAt: expect.any(Date) },
      { _id: "0002-b", checksum: "sum-b", documents: 0 },
    ]);
    const things = await processes[0]!.collection("things").find().sort({ size: 1 }).toArray();
    expect(things.map(({ doubled }) => doubled)).toEqual([2, 4, 6]);
  });

  it("wait for the lease of a process that has died, and say so", async () => {
    const connection = await openFilled();
    await connection
      .collection<{ _id: string }>("leases")
      .insertOne({ _id: "migrations", holder: "dead", until: new Date(Date.now() + 1_000) } as never);
    const lines: string[] = [];
    const list = listMigrations({ "0001-a": "sum" }, { "0001-a": nothing });
    expect(await applyMigrations(connection, list, (line) => lines.push(line))).toEqual(["0001-a"]);
    expect(lines[0]).toBe(`${connection.name} waits for another process, which runs its migrations`);
    expect(await connection.collection("leases").countDocuments()).toBe(0);
  });

  it("are left by a process that has lost its lease, which records nothing", async () => {
    const connection = await openFilled();
    const endless: DataChange = {
      ...nothing,
      async up(_, advance) {
        await connection.collection("leases").deleteMany({});
        for (;;) {
          await advance(1);
          await connection.collection("things").findOne();
        }
      },
    };
    const list = listMigrations({ "0001-a": "sum" }, { "0001-a": endless });
    const times = { hold: 90, retry: 10, report: 5_000 };
    await expect(applyMigrations(connection, list, ignore, times)).rejects.toThrow(
      /another process has taken over/,
    );
    expect(await recordsOf(connection)).toEqual([]);
  });

  it("stop at one that fails with one line, keep those before it, and go on from there", async () => {
    const connection = await openFilled();
    const sums = { "0001-a": "a", "0002-b": "b", "0003-c": "c" };
    const runs = { count: 0 };
    const broken = listMigrations(sums, { "0001-a": doubling(runs), "0002-b": failing, "0003-c": nothing });
    const error = await applyMigrations(connection, broken, ignore).catch((cause: Error) => cause);
    expect(error).toBeInstanceOf(StartError);
    expect((error as Error).message).toBe(
      `The migration 0002-b of ${connection.name} failed: the disk is full. Mend the cause and run it again: it goes on with what is left.`,
    );
    expect((await recordsOf(connection)).map(({ _id }) => String(_id))).toEqual(["0001-a"]);
    const mended = listMigrations(sums, { "0001-a": doubling(runs), "0002-b": nothing, "0003-c": nothing });
    expect(await applyMigrations(connection, mended, ignore)).toEqual(["0002-b", "0003-c"]);
    expect(runs.count).toBe(1);
  });

  it("are recorded and not run where the database is new", async () => {
    const name = `${freshName()}_x`;
    const list = listMigrations({ "0001-a": "sum" }, { "0001-a": failing });
    const both = await Promise.all([connect(name), connect(name)]);
    expect(await Promise.all(both.map((one) => applyMigrations(one, list, ignore)))).toEqual([[], []]);
    expect(await recordsOf(both[0]!)).toMatchObject([{ _id: "0001-a", documents: null }]);
  });

  it("refuse a start when one was edited after it had run", async () => {
    const connection = await openFilled();
    await applyMigrations(connection, listMigrations({ "0001-a": "before" }, { "0001-a": nothing }), ignore);
    const edited = listMigrations({ "0001-a": "after" }, { "0001-a": nothing });
    await expect(applyMigrations(connection, edited, ignore)).rejects.toThrow(
      /ran on .* with other code than it has now/,
    );
    await expect(awaitMigrations(connection, edited, 0, ignore)).rejects.toThrow(/with other code/);
  });

  it("let older code start, unless it lacks the migration that a newer one requires", async () => {
    const connection = await openFilled();
    const sums = { "0001-expand": "1", "0002-contract": "2" };
    const contract: DataChange = { ...nothing, requires: "0001-expand" };
    const newest = listMigrations(sums, { "0001-expand": nothing, "0002-contract": contract });
    await applyMigrations(connection, newest, ignore);
    const lines: string[] = [];
    expect(await applyMigrations(connection, newest.slice(0, 1), (line) => lines.push(line))).toEqual([]);
    expect(lines).toEqual([
      `${connection.name} has had migrations of a newer version, which this one can work with: 0002-contract`,
    ]);
    await expect(applyMigrations(connection, [], ignore)).rejects.toThrow(
      /This version is too old for .*: a newer one ran the migration 0002-contract/,
    );
  });

  it("are awaited by a service that does not run them, and named when they do not come", async () => {
    const connection = await openFilled();
    const list = listMigrations({ "0001-a": "sum" }, { "0001-a": nothing });
    const told = new Promise<string>((resolve) => {
      void awaitMigrations(connection, list, 60, resolve).then(() => resolve("not told"), ignore);
    });
    expect(await told).toBe(`${connection.name} waits for \`npm run migrate\` of this version: 0001-a`);
    const waiting = awaitMigrations(connection, list, 60, ignore);
    await applyMigrations(connection, list, ignore);
    await waiting;
    await expect(awaitMigrations(await openFilled(), list, 0, ignore)).rejects.toThrow(
      /lacks migrations: 0001-a\. Run `npm run migrate` with this version/,
    );
  });
});

it("does not keep a service of a new database waiting", async () => {
  const connection = await connect(`${freshName()}_x`);
  const list = listMigrations({ "0001-a": "sum" }, { "0001-a": failing });
  await awaitMigrations(connection, list, 0, ignore);
  expect(await recordsOf(connection)).toMatchObject([{ _id: "0001-a", documents: null }]);
});

describe("npm run migrate", () => {
  /** A database of auth as the versions before 0.1 left it. */
  const openOld = async (prefix: string) => {
    const connection = await connect(`${prefix}_auth`);
    await connection.collection("accounts").insertMany([
      { deletedAt: null, username: "ada" },
      { deletedAt: new Date(), username: "gone" },
    ]);
    await connection.collection("sessions").insertMany([{ clientId: "web" }, { methods: ["pwd"] }]);
    return connection;
  };
  const migrate = (prefix: string, args: string[]) =>
    runCommandHere("migrate", args, {
      MONGODB_URI: testDatabaseUri(),
      MONGODB_DATABASE_PREFIX: prefix,
      DATA_DIR: join(tmpdir(), "gatehouse-none"),
    });

  it("says what it would do, does it once, and says what it has done", async () => {
    const prefix = freshName();
    const connection = await openOld(prefix);
    const name = connection.name;
    expect(await migrate(prefix, ["auth", "--dry-run"])).toEqual({
      code: 0,
      output: [
        `${name}  pending  0001-place-accounts  would change 1 documents\n`,
        `${name}  pending  0002-list-methods  would change 1 documents\n`,
      ].join(""),
    });
    expect(await recordsOf(connection)).toEqual([]);
    expect((await migrate(prefix, ["auth"])).output).toContain(
      `${name}: has had 0001-place-accounts, 0002-list-methods\n`,
    );
    expect(await migrate(prefix, ["auth"])).toEqual({ code: 0, output: `${name}: is up to date\n` });
    const { output } = await migrate(prefix, ["auth", "--status"]);
    expect(output).toMatch(/done {5}0001-place-accounts {2}\d{4}-\S+Z, 1 documents\n/);
    expect(await connection.collection("accounts").findOne({ username: "ada" })).toMatchObject({
      samplePoint: expect.any(Number),
    });
    expect(await connection.collection("accounts").findOne({ username: "gone" })).not.toHaveProperty(
      "samplePoint",
    );
    expect(await connection.collection("sessions").findOne({ clientId: "web" })).toMatchObject({
      methods: [],
    });
    expect(await connection.collection("sessions").findOne({ methods: "pwd" })).toMatchObject({
      methods: ["pwd"],
    });
    expect(migrationsOfAuth.map((one) => one.name)).toEqual(["0001-place-accounts", "0002-list-methods"]);
  });

  it("refuses the name of what has no database", async () => {
    expect(await migrate(freshName(), ["gateway"])).toMatchObject({
      code: 1,
      output: expect.stringContaining('Unexpected argument "gateway".'),
    });
  });
});

describe("npm run generate", () => {
  const root = mkdtempSync(join(tmpdir(), "gatehouse-migrations-"));
  const folder = join(root, "subgraphs", "thing", "migrations");
  mkdirSync(folder, { recursive: true });
  afterAll(() => rmSync(root, { recursive: true }));
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  const checksums = () => writeMigrationChecksums(root, "thing")[1];

  it("refuses an edited migration, whose comments and format may change, and two with one number", () => {
    expect(checksums()).toBe("/** Written by `npm run generate`. */\nexport const checksums = {};\n");
    write("0001-a.ts", '/** One. */\nexport const a = "x // y";\n');
    const first = checksums();
    write("checksums.generated.ts", first);
    write("0001-a.ts", '/** Another. */\nexport const a =\n  "x // y"; // here\n');
    expect(checksums()).toBe(first);
    write("0001-a.ts", 'export const a = "x // z";\n');
    expect(checksums).toThrow(/0001-a\.ts was edited/);
    write("0001-a.ts", 'export const a = "x // y";\n');
    write("0001-b.ts", "export const b = 1;\n");
    expect(checksums).toThrow(/0001-a\.ts and 0001-b\.ts have the same number/);
  });
});
