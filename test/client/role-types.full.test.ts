/** The types that a code generator makes of the API as a role sees it: an app of users may not ask for what admins may. */
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { codegenSettings } from "@gatehouse/client/codegen";
import { preset } from "@graphql-codegen/client-preset";
import { codegen } from "@graphql-codegen/core";
import { describe, expect, it } from "@jest/globals";
import { buildASTSchema, parse } from "graphql";
import ts from "typescript";
import { projectRoot } from "../../platform/project-root.js";
import { temporaryFolder } from "../support/command.js";

const ownTasks = "query OwnTasks { tasks { edges { node { id title dueDate createdAt } } } }";
const status = "query Status { systemStatus { service healthy } }";

/** A page of an app that runs one operation, and what it does with the data. */
const page = (operation: string, use: string) => `
import type { GatehouseClient } from "@gatehouse/client";
import { graphql } from "./generated/gql.js";
export async function load(client: GatehouseClient) {
  const { data } = await client.query({ query: graphql(\`${operation}\`) });
  ${use}
}
`;

/** Writes an app for the API in `schema/FILE`, whose generator has read these operations; returns its folder. */
async function createApp(file: string, operations: string[]): Promise<string> {
  const folder = join(temporaryFolder(), "app");
  mkdirSync(join(folder, "generated"), { recursive: true });
  symlinkSync(join(projectRoot, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "package.json"), `{ "type": "module" }`);
  const schema = parse(readFileSync(join(projectRoot, "schema", file), "utf8"));
  const sections = await preset.buildGeneratesSection({
    baseOutputDir: `${folder}/generated/`,
    schema,
    schemaAst: buildASTSchema(schema),
    documents: operations.map((rawSDL) => ({ location: "page.ts", document: parse(rawSDL), rawSDL })),
    config: { ...codegenSettings.config, emitLegacyCommonJSImports: false },
    presetConfig: codegenSettings.presetConfig,
    plugins: [],
    pluginMap: {},
  } as never);
  for (const section of sections) {
    mkdirSync(dirname(section.filename), { recursive: true });
    writeFileSync(section.filename, await codegen(section));
  }
  return folder;
}

/** What tsc says about a page of the app. */
function compile(folder: string, source: string): string[] {
  const file = join(folder, "page.ts");
  writeFileSync(file, source);
  const program = ts.createProgram([file], {
    target: ts.ScriptTarget.ES2023,
    lib: ["lib.es2023.d.ts"],
    types: ["node"],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    noEmit: true,
  });
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

describe("in an app of users", () => {
  it("tsc accepts an operation that users may run, with the types of its scalars", async () => {
    const folder = await createApp("api.user.graphql", [ownTasks]);
    const use = `const due: \`\${number}-\${number}-\${number}\` | null | undefined = data?.tasks.edges[0]?.node.dueDate;
  return due;`;
    expect(compile(folder, page(ownTasks, use))).toEqual([]);
    const wrong = `return data?.tasks.edges[0]?.node.owner;`;
    expect(compile(folder, page(ownTasks, wrong))).toEqual([
      expect.stringContaining("'owner' does not exist"),
    ]);
  });

  it("tsc refuses an operation that only admins may run, and the generator refuses it too", async () => {
    await expect(createApp("api.user.graphql", [ownTasks, status])).rejects.toThrow(/systemStatus/);
    const folder = await createApp("api.user.graphql", [ownTasks]);
    const [problem] = compile(folder, page(status, "return data;"));
    expect(problem).toMatch(/'unknown' is not assignable/);
  });
});

describe("in an app of admins", () => {
  it("tsc accepts the same operation", async () => {
    const folder = await createApp("api.graphql", [ownTasks, status]);
    expect(compile(folder, page(status, "return data?.systemStatus[0]?.healthy;"))).toEqual([]);
  });
});
