/** The rules of .dependency-cruiser.cjs, held against small trees of sources in a temporary folder. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { cruise, type ICruiseResult, type IFlattenedRuleSet } from "dependency-cruiser";
import { projectRoot } from "../../platform/project-root.js";

const { forbidden, options } = createRequire(import.meta.url)(
  join(projectRoot, ".dependency-cruiser.cjs"),
) as { forbidden: NonNullable<IFlattenedRuleSet["forbidden"]>; options: Record<string, unknown> };

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** The names of the rules that a tree of these files breaks, each once. */
async function brokenBy(files: Readonly<Record<string, string>>): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-rules-"));
  folders.push(folder);
  for (const [path, source] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), source);
  }
  const { tsConfig: _tsConfig, ...rest } = options;
  const { output } = await cruise(["."], {
    ...rest,
    baseDir: folder,
    validate: true,
    ruleSet: { forbidden },
  });
  const { violations } = (output as ICruiseResult).summary;
  return [...new Set(violations.map(({ rule }) => rule.name))].sort();
}

const aType = "export interface Thing { name: string }\n";
const aValue = "export const thing = 1;\n";
const importsType = (path: string) =>
  `import type { Thing } from "${path}";\nexport const read = ({ name }: Thing) => name;\n`;
const importsValue = (path: string) => `import { thing } from "${path}";\nexport const double = 2 * thing;\n`;

describe("the dependency rules", () => {
  it("allow a tree whose imports all point down", async () => {
    const broken = await brokenBy({
      "platform/thing.ts": aType,
      "gateway/limits/check.ts": importsType("../../platform/thing.js"),
      "subgraphs/auth/sessions/list-sessions.ts": importsType("../../../platform/thing.js"),
      "subgraphs/auth/sessions/resolvers.ts": importsType("./list-sessions.js"),
    });
    expect(broken).toEqual([]);
  });

  it("refuse a circle of values", async () => {
    const broken = await brokenBy({
      "platform/one.ts": `import { two } from "./two.js";\nexport const one = () => two;\n`,
      "platform/two.ts": `import { one } from "./one.js";\nexport const two = () => one;\n`,
    });
    expect(broken).toEqual(["no-circles"]);
  });

  it("refuse a circle that only types close", async () => {
    const broken = await brokenBy({
      "gateway/limits/one.ts": `import type { Two } from "./two.js";\nexport interface One { two: Two | null }\n`,
      "gateway/limits/two.ts": `import type { One } from "./one.js";\nexport interface Two { one: One | null }\n`,
    });
    expect(broken).toEqual(["no-circles"]);
  });

  it.each([
    ["platform to a subgraph", "platform/a.ts", "subgraphs/task/thing.ts", "platform-is-lowest"],
    ["the gateway to a subgraph", "gateway/a.ts", "subgraphs/task/thing.ts", "gateway-imports-only-platform"],
    [
      "one subgraph to another",
      "subgraphs/user/a.ts",
      "subgraphs/task/thing.ts",
      "no-subgraph-imports-another",
    ],
    ["a subgraph to commands", "subgraphs/user/a.ts", "commands/thing.ts", "subgraphs-import-only-platform"],
    [
      "the database to the product",
      "embedded-mongo/a.ts",
      "platform/thing.ts",
      "embedded-mongo-stands-alone",
    ],
    [
      "a use case to its resolvers",
      "subgraphs/task/service/a.ts",
      "subgraphs/task/resolvers.ts",
      "use-cases-know-no-protocol",
    ],
    ["the product to its tests", "platform/a.ts", "test/support/thing.ts", "product-imports-no-tests"],
  ])("refuse an import of a type from %s", async (_arrow, from, to, rule) => {
    const path = `${"../".repeat(from.split("/").length - 1)}${to.replace(/\.ts$/, ".js")}`;
    expect(await brokenBy({ [to]: aType, [from]: importsType(path) })).toEqual([rule]);
  });

  it.each([
    ["model", "sessions/model.ts"],
    ["resolvers", "sessions/resolvers.ts"],
    ["route", "sessions/account-states-route.ts"],
    ["inner folder", "sessions/tokens/thing.ts"],
  ])("refuse a feature that reaches into another's %s", async (_kind, path) => {
    const broken = await brokenBy({
      [`gateway/${path}`]: aType,
      "gateway/passwords/a.ts": importsType(`../${path.replace(/\.ts$/, ".js")}`),
    });
    expect(broken).toContain("features-keep-their-own-files");
  });

  it.each([
    ["auth-sessions", "subgraphs/auth/sign-in/sign-in.ts", "subgraphs/auth/sessions/a.ts"],
    ["gateway-limits", "gateway/supergraph/generation.ts", "gateway/limits/a.ts"],
    ["platform-events", "platform/database/lease.ts", "platform/events/rabbitmq/a.ts"],
  ])(
    "refuse a folder that imports one below it in its list, so that no folders form a circle: %s",
    async (folder, to, from) => {
      const path = `${"../".repeat(from.split("/").length - 1)}${to.replace(/\.ts$/, ".js")}`;
      const broken = await brokenBy({ [to]: aType, [from]: importsType(path) });
      expect(broken).toEqual([`${folder}-imports-folders-above`]);
    },
  );

  it("refuse an import from a folder that has no place in the order of folders", async () => {
    const broken = await brokenBy({
      "platform/misc/thing.ts": aType,
      "platform/a.ts": importsType("./misc/thing.js"),
    });
    expect(broken).toEqual(["platform-lists-its-folders"]);
  });

  it("refuse a feature of auth that imports what another one does not export by name, a type too", async () => {
    const reachInto = (path: string, imports: (path: string) => string) =>
      brokenBy({
        [`subgraphs/auth/${path}.ts`]: imports === importsType ? aType : aValue,
        "subgraphs/auth/registration/a.ts": imports(`../${path}.js`),
      });
    for (const path of ["sessions/refresh-token", "passwords/foreign-hashes/bcrypt", "mail/send-mail"]) {
      expect(await reachInto(path, importsValue)).toEqual(["auth-features-import-exports"]);
      expect(await reachInto(path, importsType)).toEqual(["auth-features-import-exports"]);
    }
    for (const path of ["sessions/model", "accounts/live-account", "passwords/foreign-hashes/firebase"])
      expect(await reachInto(path, importsType)).toEqual([]);
  });

  it("refuse a feature that reads another's settings, and allow it to name their type", async () => {
    const read = await brokenBy({
      "gateway/limits/config.ts": aValue,
      "gateway/planning/a.ts": importsValue("../limits/config.js"),
    });
    expect(read).toEqual(["features-get-their-settings"]);
    const named = await brokenBy({
      "gateway/limits/config.ts": aType,
      "gateway/planning/a.ts": importsType("../limits/config.js"),
    });
    expect(named).toEqual([]);
  });

  it("refuse an import that leads nowhere", async () => {
    expect(await brokenBy({ "platform/a.ts": importsValue("./absent.js") })).toEqual(["resolvable"]);
  });
});
