/** Accounts are imported with the hashes of another system, and users sign in as before. */
import { spawnSync } from "node:child_process";
import { pbkdf2Sync } from "node:crypto";
import { createWriteStream, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Connection, createConnection } from "mongoose";
import { createClient } from "../support/client.js";
import { isolated, runLauncher, temporaryFolder } from "../support/command.js";
import { runCommandHere } from "../support/command-here.js";
import { testDatabaseUri } from "../support/environment.js";
import { firebaseVector, keycloakCredentials } from "../support/foreign-hash-vectors.js";
import { awaitMail, tokenIn } from "../support/mailbox.js";
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
const importUsers = (...args: string[]) => runCommandHere("import-users", args, environment);
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
    const command = runLauncher("import-users", [file], environment);
    const code = await command.ended;
    const output = command.output();
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
    // The account's event is published in the relay's next round.
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
    // The database may still have worked on the requests of the killed process; by now it does not.
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

  it("counts a row once, with all that is wrong with it", async () => {
    const file = fileOf(
      "all-wrong.csv",
      `username,email,password_hash,roles,enabled,created_at\nx,nowhere,hunter2,KING,perhaps,soon\n`,
    );
    const { code, output } = await importUsers(file);
    expect(output).toMatch(
      /^line 2: .*e-mail address.*username has 3 to 32.*form that is known.*roles may.*enabled must.*createdAt must/m,
    );
    expect(output).toMatch(/1 rows: 0 imported, 0 there already, 1 refused\./);
    expect(code).toBe(2);
  });

  it("finds rows that clash with one another, the first is taken: in a dry run as in the run", async () => {
    const { username, email } = await system.registerUser();
    const rows = [
      ...namesOf("apart", 40).map((name) => [name, `${name}@example.com`]),
      ["apart0", "another@example.com"],
      ["Apart39", "other@example.com"],
      ["apart40", "APART1@example.com"],
      ["apart2", "apart2@example.com"],
      [username, email],
      [username, "third@example.com"],
    ];
    const lines = rows.map(([name, address]) => `${name},${address},${hashOf("x")}`);
    const file = fileOf("clashes.csv", `username,email,password_hash\n${lines.join("\n")}\n`);
    const before = await accounts().countDocuments();
    const dry = await importUsers(file, "--dry-run");
    expect(await accounts().countDocuments()).toBe(before);
    const run = await importUsers(file);
    const reportOf = ({ output }: { output: string }) => output.replaceAll(/^… .*\n/gm, "");
    expect(reportOf(dry).replace("would be imported", "imported")).toBe(reportOf(run));
    expect(
      [...run.output.matchAll(/^line (\d+): the (\S+)/gm)].map(([, line, what]) => [line, what]),
    ).toEqual([
      ["42", "username"],
      ["43", "username"],
      ["44", "e-mail"],
      ["47", "username"],
    ]);
    expect(run.output).toContain("46 rows: 40 imported, 2 there already, 4 refused.");
  });

  it("imports nothing of a file that is not UTF-8, and all of it when its encoding is named", async () => {
    const row = (name: string) => `${name},${name}@example.com,${hashOf(name)}`;
    const text = `username,email,password_hash,display_name\n${row("latin-one")},Ada\n${row("latin-two")},Zoë\n`;
    const file = join(folder, "latin.csv");
    writeFileSync(file, Buffer.from(text, "latin1"));
    const refused = await importUsers(file);
    expect(refused.output).toMatch(/not UTF-8: see byte \d+ \(0xEB\), in line 3.*--encoding/);
    expect(refused.code).toBe(1);
    expect(await accounts().countDocuments({ usernameKey: /^latin/ })).toBe(0);
    expect((await importUsers(file, "--encoding", "latin1")).code).toBe(0);
    expect(await accounts().countDocuments({ usernameKey: /^latin/ })).toBe(2);
  });

  it("imports accounts without a password when it is asked to, and their owners set one by mail", async () => {
    const rows = [
      { username: "bare-one", email: "bare-one@example.com" },
      { username: "bare-two", email: "bare-two@example.com", password: "!unusable" },
      { username: "bare-three", email: "bare-three@example.com", password: hashOf("bare-three") },
    ];
    const file = fileOf("bare.jsonl", rows.map((one) => JSON.stringify(one)).join("\n"));
    const refused = await importUsers(file, "--dry-run");
    expect(refused.output).toMatch(/^line 1: the password hash is missing.*--without-passwords/m);
    expect(refused.output).toMatch(/^line 2: the hash is a mark .*--without-passwords/m);
    const { output, code } = await importUsers(file, "--without-passwords");
    expect(output).toMatch(/^line 2: without a password/m);
    expect(output).toContain("3 rows: 3 imported (2 without a password), 0 there already, 0 refused.");
    expect(code).toBe(0);
    for (const password of ["", "!unusable", "no account has this password"]) {
      expect((await signIn("bare-one", password)).errors).toMatchObject([
        { extensions: { code: "INVALID_CREDENTIALS" } },
      ]);
    }
    const request =
      "mutation ($name: String!) { requestPasswordReset(input: { identifier: $name }) { accepted } }";
    await system.anonymous.data(request, { name: "bare-one" });
    const token = tokenIn(await awaitMail(system, "bare-one@example.com", /^Reset/));
    const reset =
      "mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) { revokedSessions } }";
    await system.anonymous.data(reset, { input: { token, newPassword: "an entirely new passphrase" } });
    expect((await signIn("bare-one", "an entirely new passphrase")).errors).toEqual([]);
  });

  it("takes the export of a Keycloak realm", async () => {
    const { "pbkdf2-sha512": pbkdf2, argon2 } = keycloakCredentials;
    const realm = {
      realm: "shop",
      users: [
        {
          username: "kc-one",
          email: "kc-one@example.com",
          emailVerified: true,
          enabled: true,
          createdTimestamp: 1_600_000_000_000,
          firstName: "Kay",
          lastName: "One",
          credentials: pbkdf2,
        },
        {
          username: "kc-two",
          email: "kc-two@example.com",
          emailVerified: false,
          enabled: true,
          credentials: argon2,
        },
      ],
    };
    const keycloak = await importUsers(fileOf("realm.json", JSON.stringify(realm, null, 2)));
    expect(keycloak.output).toContain("2 rows: 2 imported");
    for (const name of ["kc-one", "kc-two"]) {
      expect((await signIn(name, "correct horse battery staple")).errors).toEqual([]);
    }
    const proven = await accounts().findOne({ usernameKey: "kc-one" });
    expect(proven).toMatchObject({
      createdAt: new Date(1_600_000_000_000),
      emailVerifiedAt: new Date(1_600_000_000_000),
    });
    expect((await accounts().findOne({ usernameKey: "kc-two" }))?.["emailVerifiedAt"]).toBeNull();
  });

  it("takes the export of a Firebase project, with its parameters, and stores no key of it", async () => {
    const { parameters, hash, salt } = firebaseVector;
    const user = {
      localId: "1",
      passwordHash: hash.replaceAll("+", "-").replaceAll("/", "_"),
      salt,
      createdAt: "1600000000000",
      disabled: false,
    };
    const firebase = fileOf(
      "firebase.json",
      JSON.stringify({
        users: ["fire@example.com", "fire@example.org"].map((email) => ({
          ...user,
          email,
          emailVerified: true,
        })),
      }),
    );
    const without = await importUsers(firebase, "--username-from-email");
    expect(without.output).toMatch(/--firebase-parameters FILE[\s\S]*2 refused/);
    const config = fileOf(
      "hash-config.txt",
      `hash_config {\n  algorithm: SCRYPT,\n  base64_signer_key: ${parameters.signerKey},\n  base64_salt_separator: Bw==,\n  rounds: 8,\n  mem_cost: 14,\n}\n`,
    );
    const args = [firebase, "--username-from-email", "--firebase-parameters", config];
    expect((await importUsers(...args)).output).toContain("2 rows: 2 imported");
    expect((await importUsers(...args)).output).toContain("2 there already");
    const names = (
      await accounts()
        .find({ emailKey: /^fire@/ })
        .toArray()
    )
      .map(({ username }) => username)
      .sort();
    expect(names).toEqual(["fire", expect.stringMatching(/^fire-[0-9a-f]{8}$/)]);
    expect((await signIn("fire@example.org", "user1password")).errors).toEqual([]);
    const stored = JSON.stringify(await accounts().findOne({ emailKey: "fire@example.com" }));
    expect(stored).not.toContain(parameters.signerKey.slice(0, 20));
  });

  it("takes the exports of Auth0, and of Cognito, which has no hashes", async () => {
    const auth0 = fileOf(
      "auth0.json",
      '{"_id":{"$oid":"656f1d2a9c1b2a0001c0ffee"},"email":"auth0@example.com","email_verified":true,"passwordHash":"$2b$04$abcdefghijklmnopqrstuu7EJV7kdjBBQxyb0HjTh9KS7.Lah/6CG","tenant":"shop"}\n',
    );
    expect((await importUsers(auth0, "--username-from-email")).output).toContain("1 rows: 1 imported");
    const { data } = await signIn("auth0", "correct horse battery staple");
    expect(data?.login.user["username"]).toBe("auth0");
    expect((await accounts().findOne({ usernameKey: "auth0" }))?.["emailVerifiedAt"]).toEqual(
      expect.any(Date),
    );

    const cognito = fileOf(
      "cognito.json",
      '{"Users":[{"Username":"0e1f3a52-5d2f-4a0c-9f0f-6f1f2c6f4a11","Attributes":[{"Name":"email","Value":"cog@example.com"},{"Name":"email_verified","Value":"true"}],"UserCreateDate":"2020-05-01T12:00:00.123000+02:00","Enabled":true,"UserStatus":"CONFIRMED"}]}',
    );
    expect((await importUsers(cognito, "--username-from-email")).output).toMatch(
      /Cognito's exports.*--without-passwords/,
    );
    const taken = await importUsers(cognito, "--username-from-email", "--without-passwords");
    expect(taken.output).toContain("1 rows: 1 imported (1 without a password)");
    expect((await accounts().findOne({ usernameKey: "cog" }))?.["createdAt"]).toEqual(
      new Date("2020-05-01T10:00:00.123Z"),
    );
  });

  it("refuses hashes that nothing can compare, or that would keep others waiting, and says what to do", async () => {
    const hashes = [
      `$argon2id$v=19$m=8,t=1,p=16$c29tZXNhbHQ$${"A".repeat(43)}`,
      `$argon2id$v=19$m=256,t=1,p=1$c29t_XNhbHQ$${"A".repeat(43)}`,
      `$argon2id$v=19$m=4194304,t=1,p=1$c29tZXNhbHQ$${"A".repeat(43)}`,
      "{noop}hunter2",
    ];
    const rows = hashes.map((hash, index) => `never${index},never${index}@example.com,"${hash}"`);
    const { output } = await importUsers(fileOf("never.csv", `username,email,password\n${rows.join("\n")}`));
    expect(output).toMatch(
      /line 2: argon2's memory[\s\S]*line 3: .*base64[\s\S]*line 4: argon2's memory[\s\S]*line 5: .*clear text/,
    );
    expect(output).toContain("4 rows: 0 imported, 0 there already, 4 refused.");
  });

  it("tells how it is used, with every form that it knows", async () => {
    const { code, output } = await importUsers("--help");
    expect(output).toMatch(/--dry-run[\s\S]*--encoding[\s\S]*Keycloak[\s\S]*Examples/);
    expect(code).toBe(0);
  });

  it.each([
    ["no file", [], /Name one file/],
    ["two files", ["a.csv", "b.csv"], /Name one file/],
    ["an empty file", [fileOf("empty.csv", "")], /The file is empty/],
    ["an encoding that there is not", ["x.csv", "--encoding", "klingon"], /no encoding "klingon"/],
    ["a separator of two characters", ["x.csv", "--separator", ";;"], /must be one character/],
    ["a separator for JSON", ["x.json", "--separator", ";"], /JSON has no --separator/],
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
      expect(status).toBe(294);
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
    // A change may find that the hash was renewed meanwhile, and fails; after a success the new password applies.
    const changed = codes.some((of) => of.length === 0);
    const good = changed ? newPassword : passwordOf("racing");
    expect((await signIn("racing", good)).errors).toEqual([]);
    if (changed) expect((await signIn("racing", passwordOf("racing"))).errors).toHaveLength(1);
  });
});
