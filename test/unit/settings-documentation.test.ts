/** Every setting is documented in .env.example and in the README, and nothing else is. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { describe, expect, it } from "@jest/globals";
import { projectRoot } from "../../platform/project-root.js";
import { completeSettings, readAllSettings } from "../support/all-settings.js";
import { readProjectFile } from "../support/deployment-files.js";

describe("the documentation of settings", () => {
  const readByCode = new Set([...readAllSettings({}).settings.names, ...namesInSources()]);
  const readByCompose = new Set(
    [...readProjectFile("docker-compose.yml").matchAll(/\$\{([A-Z][A-Z0-9_]*)/g)].map(([, name]) => name!),
  );
  const known = new Set([...readByCode, ...readByCompose]);

  it("names every variable in .env.example, and none that nobody reads", () => {
    const documented = new Set(
      [...readProjectFile(".env.example").matchAll(/^(?:# )?([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name!),
    );
    expect([...known].filter((name) => !documented.has(name))).toEqual([]);
    expect([...documented].filter((name) => !known.has(name))).toEqual([]);
  });

  it("names every variable in the README's table of settings, and none that nobody reads", () => {
    const documented = settingsTable(readProjectFile("README.md"));
    expect([...readByCode].filter((name) => !documented.has(name))).toEqual([]);
    expect([...documented].filter((name) => !known.has(name))).toEqual([]);
  });
});

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
    /settings\s*\.(?:text|optional|integer|port|flag|choice|list|url|required|secret)\(\s*"(?<asked>[A-Z][A-Z0-9_]*)"/g;
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

/** The names in backticks in the first column of the table under `## Settings`. */
function settingsTable(markdown: string): Set<string> {
  const [, section = ""] = /^## Settings$([\s\S]*?)(?=^## |$(?![\s\S]))/m.exec(markdown) ?? [];
  const firstCells = [...section.matchAll(/^\|([^|]*)\|/gm)].map(([, cell]) => cell!);
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
