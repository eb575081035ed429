/** Every setting is documented in .env.example and in docs/settings.md, and nothing else is. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { describe, expect, it } from "@jest/globals";
import { collectSettings } from "../../commands/settings/documented.js";
import { readServiceSettings } from "../../commands/settings/services.js";
import { projectRoot } from "../../platform/project-root.js";
import {
  createSettingsReader,
  type SettingsError,
  type SettingsReader,
} from "../../platform/settings/settings-reader.js";
import { serviceNames, subgraphNames } from "../../schema/services.js";
import { completeSettings, readAllSettings } from "../support/all-settings.js";
import { readProjectFile } from "../support/deployment-files.js";

describe("the documentation of settings", () => {
  const readByCode = new Set([...readAllSettings({}).settings.names, ...namesInSources()]);
  const readByCompose = new Set(
    [...readProjectFile("docker-compose.yml").matchAll(/\$\{([A-Z][A-Z0-9_]*)/g)].map(([, name]) => name!),
  );
  const known = new Set([...readByCode, ...readByCompose]);

  it("names every variable in .env.example, and none that no code reads", () => {
    const documented = new Set(
      [...readProjectFile(".env.example").matchAll(/^(?:# )?([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name!),
    );
    expect([...known].filter((name) => !documented.has(name))).toEqual([]);
    expect([...documented].filter((name) => !known.has(name))).toEqual([]);
  });

  it("names every variable in docs/settings.md, and none that no code reads", () => {
    const documented = settingsTable(readProjectFile("docs/settings.md"));
    expect([...readByCode].filter((name) => !documented.has(name))).toEqual([]);
    expect([...documented].filter((name) => !known.has(name))).toEqual([]);
  });
});

describe("docs/settings.md", () => {
  const settings = [...collectSettings().values()].flat();

  it("marks as required what the start of each service in production complains of, and nothing else", () => {
    for (const service of serviceNames) {
      const reader = createSettingsReader({ NODE_ENV: "production" });
      readServiceSettings(service, reader);
      const required = settings.filter(({ isRequired, readBy }) => isRequired && readBy.includes(service));
      const missing = problemsIn(reader).map((problem) => /^(\w+) is not set/.exec(problem)?.[1]);
      // Auth needs no origins: the gateway does.
      expect(new Set(required.map(({ name }) => name).filter((name) => name !== "ALLOWED_ORIGINS"))).toEqual(
        new Set(missing.filter((name) => name !== "ALLOWED_ORIGINS")),
      );
    }
    expect(settings.find(({ name }) => name === "ALLOWED_ORIGINS")).toMatchObject({ isRequired: true });
  });

  it("shows unit and limits, what differs in production, the file of a secret, and which services read it", () => {
    const lineOf = (name: string) =>
      readProjectFile("docs/settings.md")
        .split("\n")
        .find((line) => line.startsWith(`| \`${name}\``));
    expect(lineOf("DRAIN_DELAY_MS")).toMatch(
      /\| `0`; in production `5000` \| milliseconds, 0 to 300000 \| all services \|/,
    );
    expect(lineOf("BCRYPT_COST")).toMatch(/\| `12` \| 4 to 16; in production 10 to 16 \| auth \|/);
    expect(lineOf("GATEWAY_SECRET")).toMatch(/^\| `GATEWAY_SECRET` ●<br>`GATEWAY_SECRET_FILE` \|/);
    expect(lineOf("RECONCILE_SECONDS")).toContain(`| ${subgraphNames.join(", ")} |`);
  });

  it("holds no path and no value of the machine that wrote it", () => {
    expect(readProjectFile("docs/settings.md")).not.toContain(projectRoot);
    expect(readProjectFile(".env.example")).not.toContain(projectRoot);
  });

  it("refuses a setting that is described in two ways", () => {
    const { text } = createSettingsReader({}).section("A section");
    text("A_NAME", "", { about: "One." });
    expect(() => text("A_NAME", "", { about: "Another." })).toThrow("A_NAME is described in two ways.");
  });
});

function problemsIn(reader: SettingsReader): readonly string[] {
  try {
    reader.requireValid();
    return [];
  } catch (error) {
    return (error as SettingsError).problems;
  }
}

/** Names that sources ask for literally, wherever that is; a reader that no test calls is found too. */
function namesInSources(): string[] {
  const folders = ["commands", "embedded-mongo", "examples", "gateway", "platform", "schema", "subgraphs"];
  const sources = folders
    .filter((folder) => existsSync(join(projectRoot, folder)))
    .flatMap((folder) =>
      readdirSync(join(projectRoot, folder), { recursive: true }).map((name) => `${folder}/${name}`),
    )
    .filter((path) => /\.(ts|mjs)$/.test(path))
    .map(readProjectFile);
  const asked =
    /\b(?:text|optional|integer|port|flag|choice|list|url|credentialUrl|secret|file|isSet)(?:<\w+>)?\(\s*"(?<asked>[A-Z][A-Z0-9_]*)"/g;
  // An assignment is no reading: `process.env["NAME"] = …`.
  const taken =
    /\b(?:environment|process\.env)(?:\["(?<taken>[A-Z][A-Z0-9_]*)"\]|\.(?<dotted>[A-Z][A-Z0-9_]*)\b)(?!\s*=[^=])/g;
  const names = sources.flatMap((source) =>
    [...source.matchAll(asked), ...source.matchAll(taken)].map(
      ({ groups }) => groups!["asked"] ?? groups!["taken"] ?? groups!["dotted"]!,
    ),
  );
  // Those of the test runner are no settings of the system.
  return names.filter((name) => !name.startsWith("TEST_"));
}

/** The names in backticks in the first column of the tables. */
function settingsTable(markdown: string): Set<string> {
  const firstCells = [...markdown.matchAll(/^\|([^|]*)\|/gm)].map(([, cell]) => cell!);
  return new Set(
    firstCells.flatMap((cell) => [...cell.matchAll(/`([A-Z][A-Z0-9_]*)`/g)].map(([, name]) => name!)),
  );
}

describe(".env.example", () => {
  it("becomes good settings once its secrets and origins are filled in, with the key in one quoted line", () => {
    const oneLine = completeSettings.AUTH_SIGNING_KEYS.replaceAll("\n", "\\n");
    const lines = Object.entries({ ...completeSettings, AUTH_SIGNING_KEYS: `"${oneLine}"` }).map(
      ([name, value]) => `${name}=${value}`,
    );
    const { settings, config } = readAllSettings(
      parseEnv(`${readProjectFile(".env.example")}\n${lines.join("\n")}\n`),
    );
    settings.requireValid();
    expect(config.auth.signingKeys).toHaveLength(1);
  });

  it("shows the defaults as they are", () => {
    const uncommented = readProjectFile(".env.example").replace(/^# (?=[A-Z][A-Z0-9_]*=[^<\n]+$)/gm, "");
    const shown = readAllSettings({ ...parseEnv(uncommented), ...completeSettings });
    expect(shown.config).toEqual(readAllSettings(completeSettings).config);
    expect(shown.log).toEqual(readAllSettings(completeSettings).log);
  });
});
