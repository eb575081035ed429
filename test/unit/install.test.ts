/** When the launcher installs: what is missing or stale, and nothing else. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { projectRoot } from "../../platform/project-root.js";
import { temporaryFolder } from "../support/command.js";

const { whyInstall } = (await import(join(projectRoot, "commands/launch/install.mjs"))) as {
  whyInstall: (folder?: string, options?: { withDevelopment: boolean }) => string | null;
};

type Packages = Record<string, object>;

function project(locked: Packages, installed: Packages | null): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "package-lock.json"), JSON.stringify({ packages: { "": {}, ...locked } }));
  if (installed !== null) {
    mkdirSync(join(folder, "node_modules"));
    writeFileSync(
      join(folder, "node_modules", ".package-lock.json"),
      JSON.stringify({ packages: installed }),
    );
  }
  return folder;
}

const a = { "node_modules/a": { version: "1.0.0" } };
const tool = { "node_modules/tool": { version: "1.0.0", dev: true } };
const otherPlatform = { "node_modules/b": { version: "1.0.0", optional: true } };
const leftOver = { "node_modules/c": { version: "1.0.0", extraneous: true } };

describe("an install", () => {
  it("is not needed after one: not in this very project, nor for what other platforms need", () => {
    expect(whyInstall(projectRoot, { withDevelopment: true })).toBeNull();
    expect(whyInstall(project({ ...a, ...otherPlatform, ...leftOver }, a))).toBeNull();
  });

  it("is needed when there has been none, or it broke off", () => {
    expect(whyInstall(project(a, null))).toBe("they are not installed yet");
  });

  it("is needed when a package is missing or of another version", () => {
    expect(whyInstall(project(a, {}))).toBe("a has changed");
    expect(whyInstall(project(a, { "node_modules/a": { version: "1.0.1" } }))).toBe("a has changed");
  });

  it("asks for development packages in development only", () => {
    const folder = project({ ...a, ...tool }, a);
    expect(whyInstall(folder, { withDevelopment: true })).toBe("tool has changed");
    expect(whyInstall(folder, { withDevelopment: false })).toBeNull();
  });
});
