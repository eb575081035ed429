/** What a person has accepted, and what silences nothing. */
import { beforeAll, describe, expect, it } from "@jest/globals";
import {
  createSchemaRepository,
  type SchemaRepository,
  summaryOf,
  writeManifest,
} from "../../support/schema-repository.js";

const sdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
type Query { thing(size: Int = 1): Thing }
type Thing @key(fields: "id") { id: ID! name: String size: Int }
`;

const approval = (more: Readonly<Record<string, string>> = {}) =>
  Object.entries({
    coordinate: "Thing.size",
    kind: "field-removed",
    reason: "No client shows it.",
    by: "Ada",
    until: "2026-12-31",
    ...more,
  })
    .map(([key, value], index) => `${index === 0 ? "- " : "  "}${key}: ${value}\n`)
    .join("");

let repository: SchemaRepository;
beforeAll(() => {
  repository = createSchemaRepository({ "schema/one.graphql": sdl });
  repository.write("schema/one.graphql", sdl.replace(" size: Int }", " }"));
});

const checkWith = (approvals: string) => {
  repository.write("schema/approvals.yaml", approvals);
  return repository.check();
};

describe("an approval", () => {
  it.each([
    ["until a day that has not passed", "2026-11-27"],
    ["until a release that has not come", "0.2.0"],
  ])("lets its finding pass %s", async (_what, until) => {
    const report = await checkWith(approval({ until }));
    expect(report).toMatchObject({ exitCode: 0, idle: [] });
    expect(report.findings[0]).toMatchObject({ fails: false, approval: { by: "Ada", until } });
  });

  it.each([
    ["after its day", { until: "2026-11-26" }, "It was valid until 2026-11-26"],
    ["when its release has come", { until: "0.1.0" }, "It was valid until 0.1.0"],
    ["of another coordinate", { coordinate: "Thing.siz" }, "It matches no finding"],
    ["of another kind", { kind: "field-type-changed" }, "It matches no finding"],
  ])("fails %s, and silences nothing", async (_what, more, message) => {
    const report = await checkWith(approval(more));
    expect(report.exitCode).toBe(1);
    expect(report.idle).toEqual([
      expect.objectContaining({ fails: true, message: expect.stringContaining(message) }),
    ]);
    expect(report.findings[0]).toMatchObject({ fails: true });
  });

  it("that matches nothing fails even where nothing else does", async () => {
    const other = createSchemaRepository({ "schema/one.graphql": sdl });
    other.write("schema/approvals.yaml", approval());
    expect(await other.check()).toMatchObject({ exitCode: 1, findings: [] });
  });

  it("whose change is merged is told, approves no later change, and fails when its day has passed", async () => {
    const merged = createSchemaRepository({ "schema/one.graphql": sdl, "schema/approvals.yaml": approval() });
    expect(await merged.check()).toMatchObject({
      exitCode: 0,
      idle: [{ fails: false, message: expect.stringContaining("merged") }],
    });
    merged.write("schema/one.graphql", sdl.replace(" size: Int }", " }"));
    expect(await merged.check()).toMatchObject({ exitCode: 1, findings: [{ fails: true }] });
    merged.write("schema/approvals.yaml", approval({ reason: "Once more." }));
    expect(await merged.check()).toMatchObject({ exitCode: 0, idle: [] });
    merged.git(["checkout", "--quiet", "--", "."]);
    expect(await merged.check({ now: new Date("2027-01-01T00:00:00Z") })).toMatchObject({
      exitCode: 1,
      idle: [{ fails: true }],
    });
  });

  it.each([
    ["no YAML", "- {", "approvals.yaml is not YAML"],
    ["no list", "coordinate: Thing.size", "must be a list"],
    ["a list of words", "- Thing.size", "approval 1: it must be a mapping."],
    ["without a reason", approval().replace(/ {2}reason.*\n/, ""), "approval 1: reason is missing."],
    ["with an empty name", approval({ by: '""' }), "approval 1: by is missing."],
    ["with an unknown key", approval({ for: "ever" }), 'there is no key "for"'],
    ["until no day", approval({ until: "soon" }), "until must be a day"],
    ["until a day that does not exist", approval({ until: "2026-02-30" }), "there is no day 2026-02-30"],
    ["twice", `${approval()}${approval()}`, "field-removed of Thing.size is approved twice"],
  ])("file that is %s could not be read", async (_what, text, problem) => {
    await expect(checkWith(text)).rejects.toThrow(problem);
  });

  it("file may be empty, and must be there when it is named", async () => {
    expect(await checkWith("# nothing\n")).toMatchObject({ exitCode: 1, idle: [] });
    const layout = {
      root: repository.root,
      schema: "schema",
      operations: "operations",
      approvals: "other.yaml",
    };
    await expect(repository.check({ layout, mustHaveApprovals: true })).rejects.toThrow(
      "other.yaml cannot be read",
    );
  });
});

describe("registered operations", () => {
  const using = (body: string) => writeManifest({ Thing: body });

  it("decide with --only-used, which needs some", async () => {
    const used = createSchemaRepository({ "schema/one.graphql": sdl });
    used.write("schema/one.graphql", sdl.replace(" size: Int }", " }"));
    await expect(used.check({ onlyUsed: true })).rejects.toThrow("--only-used needs registered operations");
    used.write("operations/web@1.json", using("query Thing { thing { name } }"));
    expect(await used.check({ onlyUsed: true })).toMatchObject({
      exitCode: 0,
      findings: [{ severity: "breaking", fails: false }],
    });
    used.write("operations/web@2.json", using("query Thing { thing { size } }"));
    expect(await used.check({ onlyUsed: true })).toMatchObject({ exitCode: 1 });
  });

  it("count for as long as the base has them, and their going is told", async () => {
    const retired = createSchemaRepository({
      "schema/one.graphql": sdl,
      "operations/web@1.json": using("{ thing { size } }"),
    });
    retired.remove("operations");
    retired.write("schema/one.graphql", sdl.replace(" size: Int }", " }"));
    const report = await retired.check({ onlyUsed: true });
    expect(report.exitCode).toBe(1);
    expect(summaryOf(report)).toEqual([
      "breaking field-removed Thing.size",
      "dangerous operations-unregistered web@1",
    ]);
  });

  it("that the new schema refuses for a reason that no single change has are found by validation", async () => {
    const either = (b: string) => `${sdl.split("\n")[0]}
      type Query { either: Either }\nunion Either = A | B\ntype A { x: String }\ntype B { x: ${b} }\n`;
    const merge = createSchemaRepository({
      "schema/one.graphql": either("String"),
      "operations/web@1.json": using("query Thing { either { ... on A { x } ... on B { x } } }"),
    });
    merge.write("schema/one.graphql", either("String!"));
    const report = await merge.check();
    expect(summaryOf(report)).toEqual([
      "breaking operation-broken web@1 Thing",
      "safe field-type-changed B.x",
    ]);
    expect(report.findings.find(({ fails }) => fails)?.message).toContain("they return conflicting types");
  });

  it("are read from the files that are named, and a wrong one is one line", async () => {
    const named = createSchemaRepository({ "schema/one.graphql": sdl });
    named.write("app@3.json", using("query Thing { thing { id } }"));
    named.write("bad.json", using("query Thing {"));
    named.write("text.json", "{");
    const report = await named.check({ operations: ["app@3.json"] });
    expect(report).toMatchObject({ operations: 1, releases: ["app@3"] });
    for (const [file, reason] of [
      ["bad.json", "the operation Thing is no GraphQL"],
      ["text.json", "is not JSON"],
      ["absent.json", "cannot be read"],
    ] as const) {
      await expect(named.check({ operations: [file] })).rejects.toThrow(reason);
    }
  });
});
