/** What a schema is compared with: commits of real git repositories, files, folders and running servers. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { buildSchema, graphqlSync, introspectionFromSchema, printSchema } from "graphql";
import { composeSubgraphs } from "../../../schema/compose.js";
import { temporaryFolder } from "../../support/command.js";
import { createSchemaRepository, type SchemaRepository, summaryOf } from "../../support/schema-repository.js";

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])\n`;
const one = `${link}type Query { thing: Thing }\ntype Thing @key(fields: "id") { id: ID! name: String size: Int }\n`;
const withoutSize = one.replace(" size: Int", "");
const withoutName = one.replace(" name: String", "");
const without = (what: string) => `breaking field-removed Thing.${what}`;

const smallRepository = () => createSchemaRepository({ "schema/one.graphql": one });
const problemsOf = (check: Promise<unknown>): Promise<string> =>
  check.then(
    () => "it ran",
    (error: Error) => `${error.name}: ${error.message}`,
  );

describe("without a base", () => {
  it("compares with the merge base of the default branch, and not with what came to it since", async () => {
    const repository = smallRepository();
    repository.git(["switch", "--quiet", "--create", "feature"]);
    repository.write("schema/one.graphql", withoutName);
    repository.commit("name goes");
    repository.git(["switch", "--quiet", "main"]);
    repository.write("schema/one.graphql", one.replace("size: Int", "size: Int extra: Int"));
    repository.commit("extra comes");
    repository.git(["switch", "--quiet", "feature"]);
    const report = await repository.check();
    expect(summaryOf(report)).toEqual([without("name")]);
    expect(report.base).toMatch(/^[0-9a-f]{9}, the merge base with main$/);
  });

  it("compares the working tree with HEAD on the default branch, and changes nothing", async () => {
    const repository = smallRepository();
    repository.write("schema/one.graphql", withoutSize);
    const before = repository.git(["status", "--porcelain"]);
    expect(summaryOf(await repository.check())).toEqual([without("size")]);
    expect(repository.git(["status", "--porcelain"])).toBe(before);
    repository.commit("it is merged");
    expect(summaryOf(await repository.check())).toEqual([]);
  });

  it("takes the target that CI names, and says what to fetch where it is absent", async () => {
    const repository = smallRepository();
    repository.git(["branch", "release"]);
    repository.write("schema/one.graphql", withoutSize);
    const start = repository.git(["rev-parse", "HEAD"]).trim();
    repository.commit("size goes");
    expect(summaryOf(await repository.check({ ci: { CI_MERGE_REQUEST_DIFF_BASE_SHA: start } }))).toEqual([
      without("size"),
    ]);
    for (const name of ["GITHUB_BASE_REF", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME"]) {
      expect(summaryOf(await repository.check({ ci: { [name]: "release" } }))).toEqual([without("size")]);
    }
    expect(await problemsOf(repository.check({ ci: { GITHUB_BASE_REF: "next" } }))).toMatch(
      /^CheckError: The branch next is not here\. Run `git fetch origin next:refs\/remotes\/origin\/next`/,
    );
  });

  it("says in one line what to fetch in a shallow clone, and works once that is done", async () => {
    const origin = smallRepository();
    origin.git(["switch", "--quiet", "--create", "feature"]);
    origin.write("schema/one.graphql", withoutSize);
    origin.commit("size goes");
    origin.git(["switch", "--quiet", "main"]);
    const clone = createSchemaRepository();
    clone.remove(".git");
    clone.git(["clone", "--quiet", "--depth", "1", "--branch", "feature", `file://${origin.root}`, "."]);
    const refusal = await problemsOf(clone.check());
    expect(refusal.split("\n")).toHaveLength(1);
    const [, command = ""] = /This clone is shallow: run `git ([^`]+)`/.exec(refusal) ?? [];
    clone.git([...command.split(" "), "--quiet"]);
    expect(summaryOf(await clone.check())).toEqual([without("size")]);
  });

  it("says so outside of a repository, and in one without a commit", async () => {
    const repository = createSchemaRepository();
    repository.write("schema/one.graphql", one);
    expect(await problemsOf(repository.check())).toContain("There is no commit yet to compare with.");
    repository.remove(".git");
    expect(await problemsOf(repository.check())).toContain("This is no git repository");
  });

  it("works where the project is a folder of the repository", async () => {
    const repository = createSchemaRepository({ "backend/schema/one.graphql": one });
    repository.write("backend/schema/one.graphql", withoutSize);
    const layout = { root: join(repository.root, "backend"), schema: "schema", operations: "operations" };
    const report = await repository.check({ layout: { ...layout, approvals: "schema/approvals.yaml" } });
    expect(summaryOf(report)).toEqual([without("size")]);
  });
});

describe("a commit", () => {
  let repository: SchemaRepository;
  beforeAll(() => {
    repository = createSchemaRepository({ "README.md": "Nothing yet." });
    repository.git(["tag", "nothing"]);
    repository.write("schema/one.graphql", `${link}type Query { thing: Unknown }`);
    repository.write("schema/api.graphql", "type Query { thing: Int old: Int }");
    repository.commit("it does not compose");
    repository.git(["tag", "broken"]);
    repository.write("schema/one.graphql", one);
    repository.commit("it composes");
  });

  it("without a schema is an empty graph: everything is new", async () => {
    const report = await repository.check({ base: "nothing" });
    expect(report.notes).toEqual([expect.stringContaining("all of the schema is new")]);
    expect(summaryOf(report)).toEqual(["safe type-added Query", "safe type-added Thing"]);
  });

  it("whose subgraphs do not compose is read from its API schema, which the report tells", async () => {
    const report = await repository.check({ base: "broken" });
    expect(report.notes).toEqual([expect.stringContaining("schema/api.graphql is the base instead")]);
    expect(summaryOf(report)).toContain("breaking field-removed Query.old");
  });

  it("that is not there is one line, and no option of git", async () => {
    for (const base of ["nope", "--output=x", "0".repeat(40), "HEAD:schema"]) {
      const problem = await problemsOf(repository.check({ base }));
      expect(problem).toMatch(/^CheckError: The base ".*" is not found\. It is no commit of this repository/);
      expect(problem.split("\n")).toHaveLength(1);
    }
  });
});

describe("a file", () => {
  const folder = createSchemaRepository();
  const { api, supergraph } = composeSubgraphs(new Map([["one", one]])) as {
    api: string;
    supergraph: string;
  };
  beforeAll(() => {
    folder.write("schema/one.graphql", withoutSize);
    folder.write("old/one.graphql", one);
    folder.write("api.graphql", api);
    folder.write("supergraph.graphql", supergraph);
    const introspection = introspectionFromSchema(buildSchema(api));
    folder.write("api.json", JSON.stringify({ data: introspection }));
    folder.write("bare.json", JSON.stringify(introspection));
    folder.write("wrong.json", "{}");
    folder.write("wrong.graphql", "type Query {");
    folder.write("empty/README.md", "");
  });

  it.each(["api.graphql", "supergraph.graphql", "api.json", "bare.json", "old"])(
    "is a base: %s",
    async (base) => {
      const report = await folder.check({ base });
      const hasDirectives = base === "supergraph.graphql" || base === "old";
      const unknown = hasDirectives ? [] : ["dangerous authorization-unknown schema"];
      expect(summaryOf(report)).toEqual([without("size"), ...unknown]);
      expect(report.base).toBe(base);
    },
  );

  it.each([
    ["absent.graphql", "The base absent.graphql cannot be read"],
    ["wrong.json", "wrong.json is no result of an introspection"],
    ["wrong.graphql", "wrong.graphql is no GraphQL schema: Syntax Error"],
    ["old/one.graphql", "is the SDL of one subgraph: name the folder"],
    ["empty", "empty holds no SDL of a subgraph"],
  ])("is refused in one line: %s", async (base, reason) => {
    const problem = await problemsOf(folder.check({ base }));
    expect(problem).toContain(reason);
    expect(problem.split("\n")).toHaveLength(1);
  });
});

describe("a URL", () => {
  const servers: Server[] = [];
  afterAll(() => {
    for (const server of servers) server.close().closeAllConnections();
  });

  it("is read by introspection, without directives; a refusal, garbage and silence are one line each", async () => {
    const repository = smallRepository();
    repository.write("schema/one.graphql", withoutSize);
    const schema = buildSchema(
      printSchema(buildSchema("type Query { thing: Thing } type Thing { id: ID! name: String size: Int }")),
    );
    const server = createServer((request, response) => {
      let text = "";
      request.on("data", (chunk) => (text += chunk));
      request.on("end", () => {
        const { query } = JSON.parse(text) as { query: string };
        const refused = { errors: [{ message: "Introspection is off." }] };
        const body = { "/open": graphqlSync({ schema, source: query }), "/closed": refused }[
          request.url ?? ""
        ];
        response.end(body ? JSON.stringify(body) : "<html>");
      });
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const report = await repository.check({ base: `${url}/open` });
    expect(summaryOf(report)).toEqual([without("size"), "dangerous authorization-unknown schema"]);
    expect(report.notes).toEqual([expect.stringContaining("has no directives")]);
    expect(await problemsOf(repository.check({ base: `${url}/closed` }))).toContain(
      "does not allow introspection: Introspection is off.",
    );
    expect(await problemsOf(repository.check({ base: `${url}/page` }))).toContain(
      "it returns no GraphQL response (HTTP 200)",
    );
    await new Promise((resolve) => server.close(resolve));
    expect(await problemsOf(repository.check({ base: url }))).toMatch(/cannot be reached: .+/);
  });
});

describe("a URL with a password", () => {
  it("is refused without a request, in a line that does not show it", async () => {
    const repository = smallRepository();
    for (const url of ["http://ada:hush-hush@127.0.0.1:9/graphql", "https://hush-hush@example.com"]) {
      const problems = await problemsOf(repository.check({ base: url }));
      expect(problems).toContain("must hold no name or password");
      expect(problems).not.toContain("hush-hush");
    }
  });
});

describe("the head", () => {
  it.each([
    [
      "is not composed",
      `${link}type Query { a: Unknown }`,
      /^CheckError: the working tree does not compose: INVALID_GRAPHQL: \[one\]/,
    ],
    [
      "is no GraphQL",
      "type Query {",
      /^CheckError: the working tree does not compose: INVALID_GRAPHQL: \[one\] line 1: Syntax Error/,
    ],
    [
      "has a field that cannot be reached",
      `${link}type Query { a: Thing }\ntype Thing { id: ID! }`,
      /SATISFIABILITY_ERROR/,
    ],
  ])("that %s is one line for each reason", async (_what, sdl, reason) => {
    const repository = createSchemaRepository({ "schema/one.graphql": one });
    repository.write("schema/one.graphql", sdl);
    if (sdl.includes("a: Thing")) repository.write("schema/two.graphql", `${link}type Thing { other: Int }`);
    const problem = await problemsOf(repository.check());
    expect(problem).toMatch(reason);
    expect(problem.split("\n")).toHaveLength(1);
  });

  it("without a schema is one line", async () => {
    const folder = temporaryFolder();
    const layout = { root: folder, schema: "schema", operations: "operations", approvals: "approvals.yaml" };
    expect(await problemsOf(smallRepository().check({ layout, base: "x" }))).toMatch(
      /^CheckError: The SDL cannot be read/,
    );
  });
});
