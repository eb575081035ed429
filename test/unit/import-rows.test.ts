/** Files of users in the forms that other systems write: encodings, separators, JSON, values. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { nameColumns } from "../../commands/import-users/name-columns.js";
import { formatOf, readRows, requireReadable } from "../../commands/import-users/read-rows.js";
import type { UserRow } from "../../commands/import-users/user-row.js";
import { temporaryFolder } from "../support/command.js";

const folder = temporaryFolder();
const required = ["username", "email", "passwordHash"] as const;

/** Writes the bytes to a file and reads its rows; `name` ends as its format has it. */
async function read(
  name: string,
  content: string | Buffer,
  options: { encoding?: string; separator?: string } = {},
) {
  const path = join(folder, name);
  writeFileSync(path, content);
  const unused: string[] = [];
  const { encoding = null, separator = null } = options;
  const file = { path, format: formatOf(path), encoding, separator, required };
  await requireReadable(file);
  const rows: UserRow[] = [];
  for await (const row of readRows(file, (column) => unused.push(column))) rows.push(row);
  return { rows, unused, good: rows.flatMap((row) => ("row" in row ? [row.row] : [])) };
}

const header = "username,email,password_hash";

describe("the encoding of a file", () => {
  const text = `${header},name\nada,ada@example.com,x,Zoë Müller 💥\n`;
  const utf16be = Buffer.from(`\uFEFF${text}`, "utf16le").swap16();
  it.each([
    ["UTF-8", Buffer.from(text)],
    ["UTF-8 with a byte order mark", Buffer.from(`\uFEFF${text}`)],
    ["UTF-16 of Windows, with its mark", Buffer.from(`\uFEFF${text}`, "utf16le")],
    ["big-endian UTF-16, with its mark", utf16be],
  ])("is known by itself when it is %s", async (_name, content) => {
    const { good } = await read("people.csv", content);
    expect(good).toEqual([
      { username: "ada", email: "ada@example.com", passwordHash: "x", displayName: "Zoë Müller 💥" },
    ]);
  });

  it.each([
    ["latin1", Buffer.from(`${header},name\na,b,c,Zo\xeb`, "latin1"), "Zoë"],
    ["windows-1252", Buffer.from(`${header},name\na,b,c,\x93Zo\xeb\x94 \x80`, "latin1"), "“Zoë” €"],
    ["utf-16le", Buffer.from(`${header},name\na,b,c,Zoë`, "utf16le"), "Zoë"],
    ["iso-8859-2", Buffer.from(`${header},name\na,b,c,\xb1`, "latin1"), "ą"],
  ])("is the one that is named: %s", async (encoding, content, displayName) => {
    const { good } = await read("named.csv", content, { encoding });
    expect(good[0]?.displayName).toBe(displayName);
  });

  it("is refused with the place of the first byte that is not UTF-8, and what to do", async () => {
    const content = Buffer.from(`${header},name\na,b,c,Ada\nd,e,f,Zo\xeb\ng,h,i,x\n`, "latin1");
    const place = content.indexOf(0xeb);
    await expect(read("latin.csv", content)).rejects.toThrow(
      new RegExp(`byte ${place} \\(0xEB\\), in line 3.*--encoding windows-1252`),
    );
  });

  it("is refused wherever the bad byte is: at a chunk's end, in a character cut off, at the end", async () => {
    for (const at of [65_534, 65_535, 65_536, 65_537, 200_000]) {
      const row = `a,b,${"c".repeat(995)}\n`;
      const rows = Buffer.from(`${header}\n${row.repeat(240)}`);
      rows[at] = 0xe4;
      await expect(read("far.csv", rows)).rejects.toThrow(new RegExp(`byte ${at} \\(0xE4\\)`));
    }
    const cut = Buffer.from(`${header}\na,b,c💥`).subarray(0, -2);
    await expect(read("cut.csv", cut)).rejects.toThrow(`byte ${cut.length - 2}`);
  });

  it("reads characters that lie over the border of two chunks", async () => {
    for (const shift of [0, 1, 2, 3]) {
      const names = "💥".repeat(30);
      const rows = Array.from({ length: 1_200 }, (_, index) => `u${index},e${"x".repeat(shift)},h,${names}`);
      const { good } = await read("borders.csv", `${header},name\n${rows.join("\n")}`);
      expect(good.map(({ displayName }) => displayName)).toEqual(rows.map(() => names));
    }
  });

  it("is guessed when it is UTF-16 without its mark", async () => {
    await expect(read("unmarked.csv", Buffer.from(text, "utf16le"))).rejects.toThrow("--encoding utf-16le");
  });
});

describe("a file of separated values", () => {
  it.each([
    ["semicolons", ";"],
    ["tabs", "\t"],
    ["bars", "|"],
  ])("is read with %s between its columns", async (_name, separator) => {
    const lines = [header, "ada,ada@example.com,x"].map((line) => line.replaceAll(",", separator));
    const { good } = await read("separated.csv", lines.join("\r\n"));
    expect(good).toEqual([{ username: "ada", email: "ada@example.com", passwordHash: "x" }]);
  });

  it("is read as its sep= line says, or as is asked", async () => {
    const named = await read("sep.csv", `sep=^\n${header.replaceAll(",", "^")}\na^b^c`);
    expect(named.good).toEqual([{ username: "a", email: "b", passwordHash: "c" }]);
    const asked = await read("asked.csv", `${header.replaceAll(",", "~")}\na~b~c`, { separator: "~" });
    expect(asked.good).toEqual([{ username: "a", email: "b", passwordHash: "c" }]);
  });

  it.each([
    ["seems to be one column", `${header.replaceAll(",", "~")}\na~b~c`, /one column.*--separator/],
    ["lacks a column", "username,mail,x\na,b,c", /email, passwordHash is not among them/],
    ["has no header", "ada,ada@example.com,$2b$04$secret", /must name the columns(?!.*secret)/],
    ["has two columns of one name", `${header},Email\na,b,c,d`, /"email" and "Email" are both the email/],
    [
      "has two that are called the same elsewhere",
      "username,email,password,hashed_password\na,b,c,d",
      /both the passwordHash/,
    ],
    [
      "is Cognito's",
      "cognito:username,email,email_verified\na,b,true",
      /Cognito exports hold no password hashes/,
    ],
    ["is empty", "", /The file is empty/],
    ["is a mark and blank lines", "\uFEFF\n\n  \n", /The file is empty/],
  ])("is refused when it %s", async (_what, content, reason) => {
    await expect(read("refused.csv", content)).rejects.toThrow(reason);
  });

  it("counts a row with bad quotes as one refusal, and reads every other", async () => {
    const rows = [
      'bad1,"a"b"c"d",x',
      "good1,e,h",
      'bad2,say "hi",x',
      'bad3,"never closed,x',
      "good2,e,h",
      "good3,e,h",
      "bad4,e",
      'good4,"two\nlines",h',
      'bad5,""","",""","',
      "good5,e,h",
    ];
    const { rows: all, good } = await read("quotes.csv", `${header}\n${rows.join("\n")}\n`);
    expect(good.map(({ username }) => username)).toEqual(["good1", "good2", "good3", "good4", "good5"]);
    expect(all.filter((row) => "problem" in row).map(({ line }) => line)).toEqual([2, 4, 5, 8, 11]);
  });

  it("is read whatever ends its lines, each in its own way, and however they fall into chunks", async () => {
    const rows = Array.from(
      { length: 900 },
      (_, index) => `u${index},e,${"h".repeat(90)}${["\r\n", "\n", "\r"][index % 3]}`,
    );
    const { good } = await read("ends.csv", `${header}\r\n${rows.join("")}`);
    expect(good.map(({ username }) => username)).toEqual(rows.map((_, index) => `u${index}`));
  });

  it("has no value where PostgreSQL and MySQL write none, and has the word where it is quoted", async () => {
    const { good } = await read("null.csv", `${header},name,roles\na,e,h,NULL,\\N\nb,e,h,"NULL",""\n`);
    expect(good).toMatchObject([
      { displayName: null, roles: null },
      { displayName: "NULL", roles: "" },
    ]);
  });

  it("is what \\copy and mysqldump --tab write: escapes, and quotes that are letters", async () => {
    const lines = [
      `${header.replaceAll(",", "\t")}\tname`,
      'a\te\t\\N\t5" \\\\ \\tdisk',
      'b\te\th\t"quoted"',
    ];
    const { good } = await read("copy.tsv", lines.join("\n"));
    expect(good).toMatchObject([
      { passwordHash: null, displayName: '5" \\ \tdisk' },
      { displayName: "quoted" },
    ]);
  });

  it("never holds more than a row: one without end is refused", async () => {
    const { rows } = await read(
      "long.csv",
      `${header}\n${"x".repeat(300_000)}\ngood,e,h\n"${"y\n".repeat(40_000)}`,
    );
    expect(rows[0]).toEqual({ line: 2, problem: "it is too long for a row." });
    expect(rows[1]).toMatchObject({ line: 3, row: { username: "good" } });
  });
});

describe("a file of JSON", () => {
  const people = [
    { username: "a", email: "a@example.com", passwordHash: "x" },
    { username: "b", email: "b@example.com", passwordHash: 'with "quotes" { [ ] } \\' },
  ];
  it.each([
    ["lines", people.map((one) => JSON.stringify(one)).join("\n")],
    ["an array", JSON.stringify(people)],
    ["a pretty array", JSON.stringify(people, null, 2)],
    ["objects one after the other", people.map((one) => JSON.stringify(one, null, 2)).join("\n")],
    [
      "an object with an array of users",
      JSON.stringify({ realm: { users: [1] }, list: ["users", []], users: people, x: [{ a: 1 }] }),
    ],
    ["a pretty one", JSON.stringify({ Users: people, other: [people] }, null, 4)],
  ])("is read as %s", async (_name, content) => {
    expect((await read("people.json", content)).good).toEqual(people);
    expect((await read("people.jsonl", content)).good).toEqual(people);
  });

  it("is read however it falls into chunks", async () => {
    const many = Array.from({ length: 3_000 }, (_, index) => ({
      username: `u${index}`,
      email: "x".repeat(99),
    }));
    expect((await read("many.json", JSON.stringify({ users: many }))).good).toEqual(many);
  });

  it("tells of values that are no row by the line on which they begin", async () => {
    const text = `[\n1,\n{"username": "a"},\n"text, with ] in it",\n[{}],\n{"username": "b", "username": "c"},\n{"email": "x", "E-Mail": "y"}, {bad},\n{"username": "d"}`;
    const { rows } = await read("bad.json", text);
    expect(rows.map((row) => ("row" in row ? row.row.username : row.line))).toEqual([
      2,
      "a",
      4,
      5,
      6,
      7,
      7,
      "d",
      8,
    ]);
  });

  it.each([
    ["empty", "  \n", /The file is empty/],
    ["something else", "username,email\n", /does not begin as JSON does/],
  ])("is refused when it is %s", async (_what, content, reason) => {
    await expect(read("refused.json", content)).rejects.toThrow(reason);
  });

  it("has what mongoexport writes, canonical and relaxed, and Cognito's attributes", async () => {
    const { good, unused } = await read(
      "mongo.json",
      [
        '{"_id":{"$oid":"656f1d2a9c1b2a0001c0ffee"},"username":{"$oid":"656f"},"createdAt":{"$date":"2026-11-26T17:54:15.901Z"}}',
        '{"createdAt":{"$date":{"$numberLong":"1764179655901"}},"enabled":{"$numberInt":"1"},"roles":[{"$symbol":"USER"}],"name":{"$undefined":true}}',
        '{"Username":"a","Attributes":[{"Name":"email","Value":"a@example.com"},{"Name":"email_verified","Value":"true"},{"Name":"sub","Value":"1"}],"Enabled":true}',
      ].join("\n"),
    );
    expect(good).toEqual([
      {
        legacyId: "656f1d2a9c1b2a0001c0ffee",
        username: "656f",
        createdAt: "2026-11-26T17:54:15.901Z",
      },
      { createdAt: 1_764_179_655_901, enabled: 1, roles: ["USER"], displayName: null },
      { username: "a", enabled: true, email: "a@example.com", emailVerified: "true", legacyId: "1" },
    ]);
    expect(unused).toEqual(["Attributes"]);
  });
});

describe("the columns", () => {
  it("are known in any spelling, and ours go before what others call the same", () => {
    expect(nameColumns(["User_Name", " E-Mail", "PASSWORD", "name", "Display Name", "shoe"]).fields).toEqual([
      "username",
      "email",
      "passwordHash",
      null,
      "displayName",
      null,
    ]);
  });
});
