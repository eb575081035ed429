/** Accounts come from another system with the hashes that they have there, and people sign in as before. */
import { spawnSync } from "node:child_process";
import { pbkdf2Sync } from "node:crypto";
import { createWriteStream, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Connection, createConnection } from "mongoose";
import { createClient } from "../support/client.js";
import { isolated, runLauncher, temporaryFolder } from "../support/command.js";
import { testDatabaseUri } from "../support/environment.js";
import { startTestSystem, type TestSystem } from "../support/system.js";

const login = `mutation ($input: LoginInput!) {
  login(input: $input) { accessToken user { id username email displayName roles enabled createdAt } }
}`;
const folder = temporaryFolder();

let system: TestSystem;
let database: Connection;
let environment: NodeJS.ProcessEnv;
beforeAll(async () => {
  system = await startTestSystem();
  const { uri, name } = system.config.auth.database;
  database = await createConnection(uri, { dbName: name }).asPromise();
  environment = {
    ...isolated(folder),
    MONGODB_URI: testDatabaseUri(),
    MONGODB_DATABASE_PREFIX: name.replace(/_auth$/, ""),
  };
});
afterAll(async () => {
  await database.close();
  await system.stop();
});

const accounts = () => database.collection("accounts");
const passwordOf = (name: string) => `the old password of ${name}`;
const hashOf = (name: string) =>
  `pbkdf2:sha256:10$${name}$${pbkdf2Sync(passwordOf(name), name, 10, 32, "sha256").toString("hex")}`;
const namesOf = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}${i}`);
const csvOf = (names: string[]) =>
  `username,email,password_hash\n${names.map((name) => `${name},${name}@example.com,${hashOf(name)}\n`).join("")}`;
const fileOf = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const importUsers = async (...args: string[]) => {
  const command = runLauncher("import-users", args, environment);
  return { code: await command.ended, output: command.output() };
};
const signIn = (identifier: string, password: string) =>
  system.anonymous.send<{ login: { accessToken: string; user: Record<string, unknown> } }>(login, {
    input: { identifier, password },
  });

describe("npm run import-users", () => {
  it("opens an account for each row, whose people sign in and are known to the other services", async () => {
    const rows = [
      {
        username: "Grete",
        email: "Grete@Example.com",
        password_hash: hashOf("grete"),
        roles: ["USER", "ADMIN"],
        created_at: "2019-05-01T08:00:00Z",
        display_name: "Grete Hermann",
      },
      {
        Username: "emmy",
        email: "emmy@example.com",
        passwordHash: hashOf("emmy"),
        enabled: false,
        shoe_size: 38,
      },
    ];
    const file = fileOf("people.jsonl", rows.map((row) => JSON.stringify(row)).join("\n"));
    const { code, output } = await importUsers(file);
    expect(output).toMatch(/"shoe_size" is not used[\s\S]*2 rows: 2 imported, 0 there already, 0 refused\./);
    expect(code).toBe(0);
    const { data } = await signIn("grete@example.com", passwordOf("grete"));
    expect(data?.login.user).toMatchObject({
      username: "Grete",
      email: "Grete@Example.com",
      roles: ["USER", "ADMIN"],
    });
    expect((await signIn("emmy", passwordOf("emmy"))).errors).toMatchObject([
      { extensions: { code: "INVALID_CREDENTIALS" } },
    ]);
    const stored = await accounts().findOne({ usernameKey: "grete" });
    expect(stored?.["createdAt"]).toEqual(new Date("2019-05-01T08:00:00Z"));
    expect(
      await database.collection("audit").countDocuments({ type: "user.imported", outcome: "success" }),
    ).toBe(2);
    const admin = await system.registerAdmin();
    const profileOf = async () =>
      (
        await admin.data<{ users: { nodes: object[] } }>(
          '{ users(filter: { usernamePrefix: "grete" }) { nodes { displayName createdAt } } }',
        )
      ).users.nodes;
    // The account's event leaves with the relay's next round.
    while ((await profileOf()).length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await profileOf()).toEqual([
      { displayName: "Grete Hermann", createdAt: "2019-05-01T08:00:00.000Z" },
    ]);
  });

  it("is safe to kill half way and to run again: every row once, and what was there already is told", async () => {
    const names = namesOf("halfway", 300);
    const [header = "", ...lines] = csvOf(names).split(/(?<=\n)/);
    const pipe = join(folder, "halfway.csv");
    expect(spawnSync("mkfifo", [pipe]).status).toBe(0);
    const command = runLauncher("import-users", [pipe], environment);
    const writer = createWriteStream(pipe);
    writer.on("error", () => {});
    writer.write(header + lines.slice(0, 150).join(""));
    const imported = () => accounts().countDocuments({ usernameKey: /^halfway/ });
    while ((await imported()) < 100) await new Promise((resolve) => setTimeout(resolve, 20));
    process.kill(-(command.process.pid ?? 0), "SIGKILL");
    await command.ended;
    writer.destroy();

    const whole = fileOf("halfway-whole.csv", header + lines.join(""));
    const dry = await importUsers(whole, "--dry-run");
    // The database may still have been busy with what the killed one had sent; by now it is not.
    const before = await imported();
    expect(before).toBeLessThan(300);
    expect(dry.output).toContain(
      `300 rows: ${300 - before} would be imported, ${before} there already, 0 refused.`,
    );
    const second = await importUsers(whole);
    expect(second.output).toContain(
      `300 rows: ${300 - before} imported, ${before} there already, 0 refused.`,
    );
    expect(second.code).toBe(0);
    expect(await imported()).toBe(300);
    const third = await importUsers(whole);
    expect(third.output).toContain("300 rows: 0 imported, 300 there already, 0 refused.");
    for (const name of [names[0], names[299]]) {
      expect((await signIn(name ?? "", passwordOf(name ?? ""))).errors).toEqual([]);
    }
  });

  it("reports every row that it refuses by its line and reason, quotes none, and takes the others", async () => {
    const { username, email } = await system.registerUser();
    const rows = [
      `good-one,good-one@example.com,${hashOf("good-one")},,,,`,
      `no,no@example.com,${hashOf("no")},,,,`,
      `nowhere,nowhere,${hashOf("nowhere")},,,,`,
      "in-clear,in-clear@example.com,hunter2-hunter2,,,,",
      "too-dear,too-dear@example.com,scrypt:1073741824:8:1$salt$00,,,,",
      `king,king@example.com,${hashOf("king")},KING,,,`,
      `perhaps,perhaps@example.com,${hashOf("perhaps")},,perhaps,,`,
      `yesterday,yesterday@example.com,${hashOf("yesterday")},,,yesterday,`,
      `future,future@example.com,${hashOf("future")},,,2999-01-01T00:00:00Z,`,
      `short,short@example.com`,
      `${username},other@example.com,${hashOf("x")},,,,`,
      `some-other,${email.toUpperCase()},${hashOf("x")},,,,`,
      `${hashOf("swapped")},swapped@example.com,swapped,,,,`,
      `"two\nlines",two@example.com,${hashOf("two")},,,,`,
      `GOOD-ONE,good-one@example.com,${hashOf("good-one")},,,,`,
    ];
    const header = "username,email,password_hash,roles,enabled,created_at,display_name";
    const { code, output } = await importUsers(
      fileOf("bad.csv", `\uFEFF${header}\r\n${rows.join("\r\n")}\r\n`),
    );
    const reported = [...output.matchAll(/^line (\d+): (.*)$/gm)].map(([, line, reason]) => [
      Number(line),
      reason,
    ]);
    expect(reported.sort(([a], [b]) => Number(a) - Number(b))).toEqual([
      [3, expect.stringMatching(/username has 3 to 32/)],
      [4, expect.stringMatching(/not an e-mail/)],
      [5, expect.stringMatching(/no form that is known/)],
      [6, expect.stringMatching(/scrypt's N/)],
      [7, expect.stringMatching(/roles may hold USER and ADMIN/)],
      [8, expect.stringMatching(/enabled must be/)],
      [9, expect.stringMatching(/createdAt must be/)],
      [10, expect.stringMatching(/createdAt must be/)],
      [11, expect.stringMatching(/not as many columns/)],
      [12, expect.stringMatching(/username is another account's/)],
      [13, expect.stringMatching(/address is another account's/)],
      [14, expect.stringMatching(/username has 3 to 32/)],
      [16, expect.stringMatching(/username has 3 to 32/)],
    ]);
    expect(output).toMatch(/15 rows: 1 imported, 1 there already, 13 refused\./);
    expect(output).not.toMatch(/hunter2|\$|swapped|king/i);
    expect(code).toBe(2);
  });

  it("reads JSON lines as hostile as they come", async () => {
    const text = [
      '{"username": "line-one", "email": "line-one@example.com", "passwordHash": "HASH"}'.replace(
        "HASH",
        hashOf("line-one"),
      ),
      "",
      "not json, a secret",
      "[]",
      "null",
      '{"username": {"$ne": ""}, "email": "x@example.com", "passwordHash": "x"}',
      '{"__proto__": {"username": "proto"}, "email": "proto@example.com"}',
      `{"username": "${"x".repeat(100_000)}"}`,
      '{"username": "last-line", "email": "last-line@example.com", "passwordHash": "HASH"}'.replace(
        "HASH",
        hashOf("last-line"),
      ),
    ].join("\n");
    const { code, output } = await importUsers(fileOf("hostile.jsonl", text));
    expect([...output.matchAll(/^line (\d+)/gm)].map(([, line]) => Number(line))).toEqual([3, 4, 5, 6, 7, 8]);
    expect(output).toMatch(/8 rows: 2 imported, 0 there already, 6 refused\./);
    expect(output).not.toContain("a secret");
    expect(code).toBe(2);
  });

  it.each([
    ["no file", [], /Name one file/],
    ["a file that is not there", [join(folder, "absent.csv")], /cannot be read: ENOENT/],
    ["a file of another kind", [join(folder, "people.xlsx")], /must end in \.csv/],
    [
      "a file without the columns",
      [fileOf("columns.csv", "name,mail\na,b\n")],
      /username, email, passwordHash is not among/,
    ],
    ["an unknown option", ["x.csv", "--force"], /Unknown option/],
  ])("refuses %s with the reason and exit code 1", async (_what, args, reason) => {
    const { code, output } = await importUsers(...args);
    expect(output).toMatch(reason);
    expect(output).not.toMatch(/\n {4}at /);
    expect(code).toBe(1);
  });
});

describe("ASVS 11.4.2: an imported hash", () => {
  const insert = async (name: string) => {
    const file = fileOf(`${name}.csv`, csvOf([name]));
    expect((await importUsers(file)).code).toBe(0);
    return async () => String((await accounts().findOne({ usernameKey: name }))?.["passwordHash"]);
  };

  it("is renewed at the sign-in and not before, once, and goes on to be good", async () => {
    const storedHash = await insert("renewed");
    expect((await signIn("renewed", "wrong")).errors).toHaveLength(1);
    expect(await storedHash()).toBe(hashOf("renewed"));
    expect((await signIn("renewed", passwordOf("renewed"))).errors).toEqual([]);
    const renewed = await storedHash();
    expect(renewed).toMatch(/^1:\$2b\$04\$/);
    expect((await signIn("renewed", passwordOf("renewed"))).errors).toEqual([]);
    expect(await storedHash()).toBe(renewed);
  });

  it("that nothing can compare is a wrong password, counted and on record, and no fault", async () => {
    const owner = await system.registerUser();
    const broken = `$argon2id$v=19$m=8,t=1,p=16$c29tZXNhbHQ$${"A".repeat(43)}`;
    await accounts().updateOne({ usernameKey: owner.username }, { $set: { passwordHash: broken } });
    const codes: unknown[] = [];
    for (let attempt = 0; attempt < 4; attempt++) {
      const { status, errors } = await signIn(owner.username, owner.password);
      expect(status).toBe(200);
      codes.push(errors[0]?.extensions?.["code"]);
    }
    expect(codes).toEqual(Array(4).fill("INVALID_CREDENTIALS"));
    const counted = { _id: { $regex: "^login:account:" }, count: { $gt: 3 } } as object;
    expect(await database.collection("attempts").countDocuments(counted)).toBe(1);
    const reason = "the stored hash cannot be compared";
    expect(await database.collection("audit").countDocuments({ type: "sign-in", reason })).toBeGreaterThan(0);
    const change = "mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { expiresIn } }";
    const input = { currentPassword: owner.password, newPassword: "an entirely new passphrase" };
    expect(await owner.codes(change, { input })).toEqual(["INVALID_CREDENTIALS"]);
  });

  it("never comes back over a password that is changed while many sign in", async () => {
    await insert("racing");
    const { data } = await signIn("racing", passwordOf("racing"));
    const owner = createClient(system.urls.gateway, data?.login.accessToken);
    await accounts().updateOne({ usernameKey: "racing" }, { $set: { passwordHash: hashOf("racing") } });
    const newPassword = "an entirely new passphrase";
    const signIns = Array.from({ length: 12 }, () => signIn("racing", passwordOf("racing")));
    const changes = Array.from({ length: 4 }, () =>
      owner.codes("mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { expiresIn } }", {
        input: { currentPassword: passwordOf("racing"), newPassword },
      }),
    );
    await Promise.all(signIns);
    const codes = await Promise.all(changes);
    // A change may find the hash renewed under it, and says so; whoever was told that it worked has the new one.
    const changed = codes.some((of) => of.length === 0);
    const good = changed ? newPassword : passwordOf("racing");
    expect((await signIn("racing", good)).errors).toEqual([]);
    if (changed) expect((await signIn("racing", passwordOf("racing"))).errors).toHaveLength(1);
  });
});
