/** What commands make of their arguments, of .env, and of names that are nearly those of settings. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { readCommandLine } from "../../platform/command-line.js";
import { StartError } from "../../platform/lifecycle.js";
import { projectRoot } from "../../platform/project-root.js";
import { findNearMisses } from "../../platform/settings/near-miss.js";
import { serviceNames } from "../../schema/services.js";
import { temporaryFolder } from "../support/command.js";

const { findAnswer } = (await import(join(projectRoot, "commands/launch/usage.mjs"))) as {
  findAnswer: (command: string, args: string[]) => { text: string; exitCode: number } | null;
};
const { loadEnvFile } = (await import(join(projectRoot, "commands/launch/env-file.mjs"))) as {
  loadEnvFile: (environment: Record<string, string | undefined>, folder: string) => void;
};

const { readServer } = (await import(join(projectRoot, "commands/launch/read-server.mjs"))) as {
  readServer: (server?: string) => { problem?: string; uri?: string; howToGet?: string | null };
};

describe("the server of test:servers", () => {
  it("is the one at a URI, or at MongoDB's own port", () => {
    expect(readServer("mongodb://db:1/x")).toEqual({ uri: "mongodb://db:1/x", howToGet: null });
    expect(readServer("mongodb").uri).toBe("mongodb://127.0.0.1:27017/?directConnection=true");
  });

  it("comes with how to get it, where nothing listens", () => {
    expect(readServer("ferretdb").howToGet).toMatch(/CREATE EXTENSION documentdb[\s\S]*FerretDB 1 does not/);
    expect(readServer("ferretdb").howToGet).not.toMatch(/docker/);
    expect(readServer("mongodb").howToGet).toMatch(/docker run/);
    expect(readServer("mongodb").howToGet).not.toMatch(/PostgreSQL/);
  });

  it.each(["", "oracle", "localhost:27017"])("is not %j", (name) => {
    expect(readServer(name).problem).toMatch(
      /(missing|Unknown server ".+")[\s\S]*npm run test:servers -- NAME/,
    );
  });
});

describe("the arguments of a command", () => {
  const options = { file: { type: "string" }, dry: { type: "boolean" } } as const;
  const read = (args: string[], positionals = false) =>
    readCommandLine("the usage", options, { args, positionals });

  it("are its options, and positionals where it takes them", () => {
    expect(read(["--file", "x", "--dry"])?.values).toMatchObject({ file: "x", dry: true });
    expect(read(["--file=-x", "a", "b"], true)).toMatchObject({
      values: { file: "-x" },
      positionals: ["a", "b"],
    });
    expect(read([])).toMatchObject({ values: {}, positionals: [] });
  });

  it("ask for the usage, whatever else is among them", () =>
    expect(read(["--nope", "x", "--help"])).toBeNull());

  it("are refused with everything that is wrong with them at once, and the usage", () => {
    const args = ["x\u001b[2J", "--nope", "-q", "--dry=yes", "--file"];
    expect(() => read(args)).toThrow(StartError);
    expect(() => read(args)).toThrow(
      'Unexpected argument "x\\u001b[2J".\nUnknown option "--nope".\nUnknown option "-q".\n--dry takes no value.\n--file needs a value.\n\nthe usage',
    );
    expect(() => read(["--file", "--dry"])).toThrow("--file needs a value.");
    expect(() => read(["--file="])).toThrow("--file needs a value.");
  });

  it("are checked further by the command, together with the rest, without those that are wrong already", () => {
    const findProblems = (line: object, given: ReadonlySet<string>) => [
      JSON.stringify(line),
      [...given].join(),
    ];
    const check = (args: string[]) =>
      readCommandLine("the usage", options, { args, positionals: ["a"], findProblems });
    expect(() => check(["--nope", "--file", "--dry", "a", "b"])).toThrow(
      'Unknown option "--nope".\n--file needs a value.\nUnexpected argument "b".\n' +
        '{"values":{},"positionals":["a","b"]}\nnope,file\n\nthe usage',
    );
    expect(() => check(["--file", "x", "--dry"])).toThrow(
      '{"values":{"file":"x","dry":true},"positionals":[]}',
    );
  });
});

describe("a command without options of its own", () => {
  const commands = [
    ..."start seed example build check lock format generate bench".split(" "),
    ...serviceNames.map((name) => `start:${name}`),
  ];
  it.each(commands)(
    "%s says what it does instead of doing it, and refuses arguments that it does not know",
    (command) => {
      expect(findAnswer(command, [])).toBeNull();
      expect(findAnswer(command, ["--help"])).toEqual({
        text: expect.stringMatching(/^npm (run|start)[\s\S]*this text/),
        exitCode: 0,
      });
      expect(findAnswer(command, ["nope", "--no\nway"])).toEqual({
        text: expect.stringMatching(/^Unknown argument "nope"\.\nUnknown argument "--no\\nway"\.\n\nnpm /),
        exitCode: 1,
      });
    },
  );

  it("knows its own", () => {
    expect(findAnswer("generate", ["--check"])).toBeNull();
    expect(findAnswer("bench", ["logins", "gateway", "attacks:planner,unread"])).toBeNull();
    expect(findAnswer("bench", ["logins", "nope"])?.text).toMatch(
      /^Unknown argument "nope"\.\n\n[\s\S]*logins/,
    );
    expect(findAnswer("create-admin", ["--username"])).toBeNull();
  });
});

describe(".env", () => {
  const environmentWith = (text: string, environment: Record<string, string | undefined> = {}) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, ".env"), text);
    loadEnvFile(environment, folder);
    return environment;
  };

  it("sets what the environment does not have, and nothing else", () => {
    expect(environmentWith("A=1\nB=2\n", { A: "kept", C: "" })).toEqual({ A: "kept", B: "2", C: "" });
    const environment = {};
    loadEnvFile(environment, temporaryFolder());
    expect(environment).toEqual({});
  });

  it("is read with a byte order mark, Windows line ends, quotes and comments", () => {
    const text = '\uFEFFFIRST=1\r\nQUOTED="two words"\r\n# NOT=this\r\nKEYS="a\\nb"\r\nLAST=3 # why';
    expect(environmentWith(text)).toEqual({ FIRST: "1", QUOTED: "two words", KEYS: "a\nb", LAST: "3" });
  });

  it.each([
    ["an assignment in another form", "A: 1\nB=2\nC 3\nset D=4\n", "1, 3, 4", { B: "2" }],
    ["a quote that is never closed", 'A="one\nB: 2\nC=3\n', "2", { C: "3" }],
    [
      "a line after a value of several lines",
      'A="one\ntwo: 2\nthree"\nB\nC=3',
      "4",
      { A: "one\ntwo: 2\nthree", C: "3" },
    ],
  ])("is refused with %s, and sets the rest", (_what, text, lines, set) => {
    const environment = {};
    expect(() => environmentWith(text, environment)).toThrow(
      `has lines that set nothing: ${lines}. Write NAME=VALUE, or # before a comment.`,
    );
    expect(environment).toMatchObject(set);
  });

  it("may have comments, blank lines, exports and values of several lines", () => {
    const text = "\n  \n# A: 1\n  # B\nexport C=1\nD = 2\nE=\nF='x\n# y\nz'\nG=\"in one\" # why\n";
    expect(environmentWith(text)).toEqual({ C: "1", D: "2", E: "", F: "x\n# y\nz", G: "in one" });
  });

  it("is said to be unreadable in one line", () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, ".env"));
    expect(() => loadEnvFile({}, folder)).toThrow(/^[^\n]*\.env cannot be read: EISDIR[^\n]*$/);
  });
});

describe("a variable that is nearly a setting", () => {
  const names = new Set([
    "GATEWAY_PORT",
    "MONGODB_URI",
    "SUBGRAPH_TIMEOUT_MS",
    "SUBGRAPH_TIMEOUTS_MS",
    "HOST",
    "PORT",
  ]);
  it.each([
    ["GATEWAY_PROT", "GATEWAY_PORT"],
    ["GATEWAY_POR", "GATEWAY_PORT"],
    ["GATEWAY_PORTS", "GATEWAY_PORT"],
    ["GATEWAYPORT", "GATEWAY_PORT"],
    ["GATEWAY-PORT", "GATEWAY_PORT"],
    ["gateway_port", "GATEWAY_PORT"],
    ["MONGODB_URL", "MONGODB_URI"],
  ])("is asked about: %s", (name, meant) =>
    expect(findNearMisses({ [name]: "1" }, names)).toEqual([
      `${name} is no setting and has no effect; is it ${meant}?`,
    ]),
  );
  it.each([
    "SUBGRAPH_TIMEOUT_MS",
    "SUBGRAPH_TIMEOUTS_MS",
    "POST",
    "HOSTS",
    "PATH",
    "GATEWAY_HOST",
    "MONGODB_USER",
  ])("is not seen in %s", (name) => expect(findNearMisses({ [name]: "1" }, names)).toEqual([]));
});
