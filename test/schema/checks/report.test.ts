/** The report in each format, the deploy order, the changelog, and the commands as CI runs them. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { projectRoot } from "../../../platform/project-root.js";
import { formatChangelog } from "../../../schema/checks/changelog/format-changelog.js";
import { formatGithub } from "../../../schema/checks/report/github.js";
import { formatJson } from "../../../schema/checks/report/json.js";
import { formatMarkdown } from "../../../schema/checks/report/markdown.js";
import { formatText } from "../../../schema/checks/report/text.js";
import { runLauncher, temporaryFolder } from "../../support/command.js";
import { runCommandHere } from "../../support/command-here.js";
import { createSchemaRepository, summaryOf, writeManifest } from "../../support/schema-repository.js";

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@override"])\n`;
const sdl = `${link}
type Query {
  thing(
    "A note."
    note: String = "a|b"
    size: Int
  ): Thing
}

type Thing @key(fields: "id") {
  id: ID!
  name: String
  length: Int
}
`;

async function reportOf(change: (sdl: string) => string) {
  const repository = createSchemaRepository({
    "schema/one.graphql": sdl,
    "operations/web@1.json": writeManifest({ Thing: "query Thing { thing(size: 1) { name } }" }),
  });
  repository.write("schema/one.graphql", change(sdl));
  return repository.check();
}

describe("a report", () => {
  const changed = reportOf((text) =>
    text
      .replace("  name: String\n", "")
      .replace('"a|b"', '"50% <b>\\n::error::`x`"')
      .replace("length: Int", 'length: Int @deprecated(reason: "Gone 2026-12-01.\\n| now |")'),
  );

  it("annotates the lines that a reviewer must look at, for GitHub", async () => {
    const lines = formatGithub(await changed)
      .trimEnd()
      .split("\n");
    expect(lines).toHaveLength(3);
    expect(lines).toContainEqual(
      "::error file=schema/one.graphql,line=11,title=Thing.name%3A field-removed::" +
        "was String, is (nothing). The field is gone: an operation that selects it is refused. " +
        "It was not deprecated; SCHEMA_DEPRECATION_DAYS asks for 90 days.%0AHits web@1: Thing",
    );
    expect(lines.find((line) => line.includes("default-changed"))).toMatch(
      /^::error file=schema\/one\.graphql,line=6,title=Query\.thing\(note%3A\)%3A argument-default-changed::was String = "a\|b", is String = "50%25 <b>/,
    );
    expect(lines.every((line) => line.startsWith("::error file="))).toBe(true);
  });

  it("is a table in Markdown that no text of the schema breaks", async () => {
    const markdown = formatMarkdown(await changed);
    const rows = markdown.split("\n").filter((line) => line.startsWith("| **fails**"));
    expect(rows).toHaveLength(3);
    for (const row of rows) expect(row.replaceAll("\\|", "").split("|")).toHaveLength(7);
    expect(markdown.replace(/(`+) ?[\s\S]*?\1/g, "")).not.toContain("<b>");
    expect(markdown).toMatch(/^## Schema check: failed\n/);
    expect(markdown).toContain("<details><summary>1 safe</summary>");
  });

  it("is JSON with each finding, its place and its hits", async () => {
    expect(JSON.parse(formatJson(await changed))).toMatchObject({
      format: "gatehouse-schema-check",
      version: 1,
      exitCode: 1,
      operations: 1,
      findings: expect.arrayContaining([
        expect.objectContaining({
          coordinate: "Thing.name",
          place: { file: "schema/one.graphql", line: 11 },
          hits: [{ client: "web", release: "1", operation: "Thing" }],
        }),
      ]),
    });
  });

  it("tells in text what fails, what was and is, and that no operation uses it", async () => {
    const text = formatText(await changed);
    expect(text).toMatch(
      /FAILS {2}Thing\.name {2}\[breaking: field-removed\] {2}schema\/one\.graphql:11\n +was String, is/,
    );
    expect(text).toContain("Hits web@1: Thing");
    expect(text).toContain("No registered operation uses it.");
    expect(text).toMatch(/FAILED: 3 need a person, 0 to know of, 1 safe\./);
    expect(formatText(await reportOf((same) => same))).toMatch(/Passed: 0 need a person/);
  });
});

describe("the deploy order", () => {
  const owner = `${link}type Query { a: A }\ntype A @key(fields: "id") { id: ID! moved: Int kept: Int }\n`;
  const other = `${link}type A @key(fields: "id") { id: ID! own: Int }\n`;
  const movedAway = owner.replace(" moved: Int", "");
  const two = () => createSchemaRepository({ "schema/a.graphql": owner, "schema/b.graphql": other });

  it("is no concern where each changed subgraph may come first", async () => {
    const repository = two();
    repository.write("schema/a.graphql", owner.replace("kept: Int", "kept: Int new: Int"));
    repository.write("schema/b.graphql", other.replace("own: Int", "own: Int fresh: Int"));
    expect(summaryOf(await repository.check())).toEqual([
      "safe field-added A.fresh",
      "safe field-added A.new",
    ]);
  });

  it("is told for a field that moves: the subgraph that takes it over comes first", async () => {
    const repository = two();
    repository.write("schema/a.graphql", movedAway);
    repository.write(
      "schema/b.graphql",
      other.replace("own: Int", 'own: Int moved: Int @override(from: "a")'),
    );
    const report = await repository.check();
    expect(report).toMatchObject({ exitCode: 0, findings: [{ kind: "deploy-order", coordinate: "a + b" }] });
    expect(report.findings[0]?.message).toMatch(
      /^Deploy in this order: b, then a\. a alone: A\.moved would be away in between\./,
    );
  });

  it("that does not exist fails: it takes more than one change", async () => {
    const repository = two();
    repository.write("schema/a.graphql", movedAway);
    repository.write("schema/b.graphql", other.replace("own: Int", "own: Int moved: Int"));
    const report = await repository.check();
    expect(report).toMatchObject({
      exitCode: 1,
      findings: [{ kind: "no-deploy-order", severity: "breaking" }],
    });
    expect(report.findings[0]?.message).toContain("b alone: Non-shareable field");
  });

  it("takes a subgraph that goes into account", async () => {
    const repository = two();
    repository.remove("schema/b.graphql");
    repository.write(
      "schema/a.graphql",
      owner.replace("kept: Int", 'kept: Int own: Int @override(from: "b")'),
    );
    const report = await repository.check();
    expect(report.findings[0]?.message).toMatch(
      /^Deploy in this order: a, then b\. b alone: A\.own would be away/,
    );
  });
});

describe("events", () => {
  const schema = (type: string) => ({ type: "object", properties: { id: { type } }, required: ["id"] });

  it("are compared with the schemas that the base has published", async () => {
    const repository = createSchemaRepository({
      "schema/one.graphql": sdl,
      "schema/events/published.json": JSON.stringify({
        "thing.made/1": schema("string"),
        "thing.gone/1": schema("string"),
      }),
    });
    repository.write("schema/events/thing.made/1.json", JSON.stringify(schema("integer")));
    repository.write("schema/events/thing.moved/1.json", JSON.stringify(schema("string")));
    // What the change says of it does not count.
    repository.write("schema/events/published.json", "{}");
    expect(summaryOf(await repository.check())).toEqual([
      "breaking event-changed thing.made/1",
      "breaking event-removed thing.gone/1",
      "safe event-added thing.moved/1",
    ]);
  });
});

describe("the changelog", () => {
  it("sorts changes by what they mean for clients", async () => {
    const { findings } = await reportOf((text) =>
      text.replace("  name: String\n", "  title: String\n").replace("length: Int", "length: Int @deprecated"),
    );
    const changes = findings.filter(({ chapter }) => chapter === "changes");
    expect(formatChangelog("v1", "v2", changes)).toBe(
      [
        "# Changes of the API from v1 to v2",
        "",
        "## Breaking",
        "",
        "- `Thing.name`: field removed, `String`. The field is gone: an operation that selects it is refused. " +
          "It was not deprecated; SCHEMA_DEPRECATION_DAYS asks for 90 days.",
        "",
        "## Deprecated",
        "",
        "- `Thing.length`: deprecation added, `No longer supported`.",
        "",
        "## Added",
        "",
        "- `Thing.title`: field added, `String`.",
        "",
      ].join("\n"),
    );
    expect(formatChangelog("v1", "v2", [])).toContain("Nothing that a client sees has changed.");
  });
});

describe("npm run", () => {
  const folder = temporaryFolder();
  const run = (command: string, args: string[]) => runCommandHere(command, args, process.env);

  it("schema:check exits 1 with the operations that a removed field breaks, and writes GitHub's summary", async () => {
    const base = join(folder, "before.graphql");
    const api = readFileSync(join(projectRoot, "schema/api.graphql"), "utf8");
    writeFileSync(base, api.replace("type Task {", "type Task {\n  subtitle: String!"));
    const manifest = join(folder, "old@1.json");
    writeFileSync(manifest, writeManifest({ Old: "query Old { tasks { nodes { subtitle } } }" }));
    const summary = join(folder, "summary.md");
    const args = ["--base", base, "--operations", manifest, "--format", "github"];
    const command = runLauncher("schema:check", args, { ...process.env, GITHUB_STEP_SUMMARY: summary });
    expect(await command.ended).toBe(1);
    expect(command.output()).toMatch(
      /^::error file=schema\/\w+\.graphql,line=\d+,title=Task\.subtitle%3A field-removed::/m,
    );
    expect(command.output()).toContain("Hits old@1: Old");
    expect(readFileSync(summary, "utf8")).toMatch(/^## Schema check: failed/);
  });

  it("schema:check exits 2 with one line for a base that is not there, in each format", async () => {
    const [text, json] = await Promise.all([
      run("schema-check", ["--base", "no-such-ref"]),
      run("schema-check", ["--base", "no-such-ref", "--format", "json"]),
    ]);
    expect(text).toEqual({
      code: 2,
      output: expect.stringMatching(/^The base "no-such-ref" is not found\..*\n$/),
    });
    expect(json.code).toBe(2);
    expect(JSON.parse(json.output)).toMatchObject({
      exitCode: 2,
      problems: [expect.stringContaining("no-such-ref")],
    });
  });

  it("schema:check and schema:changelog refuse wrong arguments with the usage", async () => {
    const [check, changelog] = await Promise.all([
      run("schema-check", ["--format", "xml", "--base", "a", "--base", "b", "--frob"]),
      run("schema-changelog", []),
    ]);
    expect(check.code).toBe(2);
    expect(check.output).toMatch(
      /--format must be one of text[\s\S]*--base is given twice[\s\S]*"--frob"[\s\S]*npm run schema:check/,
    );
    expect(changelog).toEqual({
      code: 2,
      output: expect.stringMatching(/^Name one or two versions\.\n\nnpm run schema:changelog/),
    });
  });
});
