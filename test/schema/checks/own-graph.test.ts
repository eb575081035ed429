/** Edits of this project's own graph, with the operations that its tour has registered. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { projectRoot } from "../../../platform/project-root.js";
import { subgraphNames } from "../../../schema/services.js";
import { createSchemaRepository, type SchemaRepository, summaryOf } from "../../support/schema-repository.js";

const read = (path: string) => readFileSync(join(projectRoot, path), "utf8");
const manifests = readdirSync(join(projectRoot, "operations")).map((name) => `operations/${name}`);
const files = [
  ...subgraphNames.map((name) => `schema/${name}.graphql`),
  "schema/lint-exceptions.yaml",
  ...manifests,
];

let own: SchemaRepository;
beforeAll(() => {
  own = createSchemaRepository(Object.fromEntries(files.map((path) => [path, read(path)])));
});

/** The subgraph, a pattern of its SDL, what it becomes, a finding that must be there, and an operation that it hits. */
type Case = readonly [subgraph: string, pattern: RegExp, becomes: string, finding: string, hit?: string];

const cases: readonly Case[] = [
  ["task", /^ {2}title: String!\n/m, "", "breaking field-removed Task.title", "Tasks"],
  [
    "task",
    /^ {2}version: Int!$/m,
    "  version: String!",
    "breaking field-type-changed Task.version",
    "CreateTask",
  ],
  ["task", /first: Int = 20/, "first: Int!", "breaking argument-made-required Query.tasks(first:)", "Tasks"],
  ["task", /^ {2}ASC\n/m, "", "breaking enum-value-removed SortDirection.ASC", "Tasks"],
  ["task", /^ {2}ownerId: ID\n/m, "", "breaking input-field-removed TaskFilter.ownerId", "Tasks"],
  [
    "task",
    /^ {2}title: String!\n(?= {2}description: String =)/m,
    "  title: ID!\n",
    "breaking input-field-type-changed CreateTaskInput.title",
    "CreateTask",
  ],
  ["task", /^ {2}DONE$/m, "  DONE\n  DROPPED", "dangerous enum-value-added TaskStatus.DROPPED"],
  ["task", /first: Int = 20/, "first: Int = 10", "dangerous argument-default-changed Query.tasks(first:)"],
  ["task", /^ {2}dueDate: Date$/m, "  dueDate: Date\n  startDate: Date", "safe field-added Task.startDate"],
  [
    "auth",
    /^ {2}accessToken: String!$/m,
    "  accessToken: String",
    "breaking field-type-changed AuthPayload.accessToken",
    "Login",
  ],
];

describe("an edit of the own graph", () => {
  it.each(cases)("%s.graphql, %s → %j: %s", async (subgraph, pattern, becomes, finding, hit) => {
    const path = `schema/${subgraph}.graphql`;
    const sdl = read(path);
    expect(sdl).toMatch(pattern);
    own.write(path, sdl.replace(pattern, becomes));
    const report = await own.check();
    own.write(path, sdl);
    expect(summaryOf(report)).toContain(finding);
    const [severity, , coordinate] = finding.split(" ");
    const found = report.findings.find((one) => one.coordinate === coordinate && one.severity === severity);
    if (hit !== undefined) expect(found?.hits?.map(({ operation }) => operation)).toContain(hit);
    expect(found?.place?.file).toBe(path);
    expect(found?.fails).toBe(severity === "breaking" || finding.includes("default-changed"));
  });
});
