import { describe, expect, it } from "@jest/globals";
import { parse } from "graphql";
import { composeVersion } from "../../../test/support/schema-versions.js";
import type { Finding } from "../finding.js";
import type { RegisteredOperation, SchemaVersion } from "../schema-version.js";
import { findAuthorizationChanges } from "./find-authorization-changes.js";

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@authenticated", "@requiresScopes", "@policy", "@requires", "@external", "@shareable",
    "@inaccessible", "@composeDirective"])`;

const subgraphs = {
  accounts: `${link}
    @link(url: "https://gatehouse.local/sign-in/v1.0", import: ["@signsIn"]) @composeDirective(name: "@signsIn")
    directive @signsIn on FIELD_DEFINITION
    type Query { audit: [String!]! @requiresScopes(scopes: [["admin"]]) }
    type Mutation { login(name: String!): Session! @signsIn }
    type Session { token: String! user: User! }
    type User @key(fields: "id") { id: ID! name: String! email: String @authenticated }`,
  tasks: `${link}
    type Query { task(id: ID!): Task @authenticated }
    type Mutation { enableTask(id: ID!): Boolean @authenticated }
    type User @key(fields: "id") { id: ID! tasks: TaskPage! @authenticated }
    type TaskPage @authenticated { nodes: [Task!]! }
    type Task @key(fields: "id") @authenticated {
      id: ID!
      title: String!
    }`,
};
const own = composeVersion(subgraphs);

/** The version with texts of one subgraph replaced; each must be there. */
function edited(
  subgraph: keyof typeof subgraphs,
  ...replacements: [from: string, to: string][]
): SchemaVersion {
  let sdl = subgraphs[subgraph];
  for (const [from, to] of replacements) {
    if (!sdl.includes(from)) throw new Error(`${subgraph} does not have ${from}.`);
    sdl = sdl.replace(from, to);
  }
  return composeVersion({ ...subgraphs, [subgraph]: sdl });
}

const operation = (name: string, text: string): RegisteredOperation => ({
  client: "web",
  release: "1.4",
  name,
  document: parse(text),
});
const find = (
  base: SchemaVersion,
  head: SchemaVersion,
  operations: readonly RegisteredOperation[] = [],
): Finding[] => findAuthorizationChanges({ base, head, operations });
const brief = (findings: readonly Finding[]) =>
  findings.map(({ severity, kind, coordinate, was, is }) => ({ severity, kind, coordinate, was, is }));

describe("the chapter on authorization", () => {
  it("finds nothing where nothing differs", () => {
    expect(find(own, own)).toEqual([]);
  });

  it("fails a field that more callers may use, and says who", () => {
    const head = edited("tasks", [
      "enableTask(id: ID!): Boolean @authenticated",
      "enableTask(id: ID!): Boolean",
    ]);
    const [finding, ...others] = find(own, head);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      chapter: "authorization",
      severity: "breaking",
      kind: "authorization-loosened",
      coordinate: "Mutation.enableTask",
      was: "user, admin (@authenticated)",
      is: "anonymous, user, admin (no directive)",
      message: "More callers may use it: anonymous.",
    });
  });

  it("does not count a directive that a type requires anyway", () => {
    const head = edited("tasks", ["task(id: ID!): Task @authenticated", "task(id: ID!): Task"]);
    expect(find(own, head)).toEqual([]);
  });

  it("tells a type's directive once, with all fields that it concerns", () => {
    const head = edited("tasks", [
      'type Task @key(fields: "id") @authenticated',
      'type Task @key(fields: "id")',
    ]);
    const findings = find(own, head);
    expect(brief(findings)).toEqual([
      {
        severity: "breaking",
        kind: "authorization-loosened",
        coordinate: "Task",
        was: "user, admin (@authenticated)",
        is: "anonymous, user, admin (no directive)",
      },
    ]);
    expect(findings[0]!.message).toMatch(/^More callers may use it: anonymous\. This concerns Task\.id, /);
  });

  it("names the operations that a tightening refuses to callers who may run them, and no others", () => {
    const base = edited("tasks", ["title: String!\n", "title: String!\n  secret: String\n"]);
    const head = edited("tasks", [
      "title: String!\n",
      'title: String!\n  secret: String @authenticated @requiresScopes(scopes: [["admin"]])\n',
    ]);
    const [finding, ...others] = find(base, head, [
      operation("Secret", "{ task(id: 1) { ...T } } fragment T on Task { id secret }"),
      operation("Open", "{ task(id: 1) { id title } }"),
      operation("Audit", "{ audit }"),
    ]);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      severity: "dangerous",
      kind: "authorization-tightened",
      coordinate: "Task.secret",
      was: "user, admin (@authenticated)",
      is: 'admin (@requiresScopes(scopes: [["admin"]]))',
      hits: [{ client: "web", release: "1.4", operation: "Secret" }],
    });
    expect(finding!.message).toBe("Fewer callers may use it; refused from now on: user.");
  });

  it("tells both directions where one grant is replaced by another one", () => {
    const version = (directive: string) =>
      composeVersion({ one: `${link} type Query { status: String ${directive} }` });
    const [base, head] = [
      version('@policy(policies: [["operations"]])'),
      version('@requiresScopes(scopes: [["admin"]])'),
    ];
    expect(find(base, head).map(({ kind, coordinate, message }) => ({ kind, coordinate, message }))).toEqual([
      {
        kind: "authorization-loosened",
        coordinate: "Query.status",
        message: "More callers may use it: scope admin.",
      },
      {
        kind: "authorization-tightened",
        coordinate: "Query.status",
        message: "Fewer callers may use it; refused from now on: policy operations.",
      },
    ]);
  });

  it("lists a new field with those who may use it", () => {
    const head = edited("tasks", [
      "title: String!\n",
      'title: String!\n  note: String\n  secret: String @requiresScopes(scopes: [["admin"], ["x", "y"]])\n',
    ]);
    expect(brief(find(own, head))).toEqual([
      {
        severity: "safe",
        kind: "field-audience",
        coordinate: "Task.note",
        was: undefined,
        is: "user, admin (@authenticated)",
      },
      {
        severity: "safe",
        kind: "field-audience",
        coordinate: "Task.secret",
        was: undefined,
        is: 'admin (@requiresScopes(scopes: [["admin"], ["x", "y"]]))',
      },
    ]);
  });

  it("says that it cannot compare with a base of which only the API schema is known", () => {
    const findings = find({ ...own, supergraphSdl: null, name: "http://localhost" }, own);
    expect(findings).toMatchObject([{ severity: "dangerous", kind: "authorization-unknown" }]);
  });
});

describe("a field that signs in", () => {
  const login = "login(name: String!): Session!";
  const signIn = (below: string) => operation("Login", `mutation { login(name: "ada") { ${below} } }`);
  const hitsOf = (findings: readonly Finding[]) => findings.flatMap(({ hits = [] }) => hits);

  it("is a loosening where it did not", () => {
    const base = edited("accounts", [`${login} @signsIn`, login]);
    expect(find(base, own)).toMatchObject([
      { severity: "breaking", kind: "sign-in-added", coordinate: "Mutation.login" },
    ]);
  });

  it("refuses what is selected below it, where it does so no longer", () => {
    const head = edited("accounts", [`${login} @signsIn`, login]);
    const findings = find(own, head, [signIn("user { email }")]);
    expect(findings).toMatchObject([
      { severity: "dangerous", kind: "sign-in-removed", coordinate: "Mutation.login" },
    ]);
    expect(hitsOf(findings)).toEqual([{ client: "web", release: "1.4", operation: "Login" }]);
    expect(hitsOf(find(own, head, [signIn("token")]))).toEqual([]);
  });

  it("is followed by selections of an account, of which a tightening refuses some", () => {
    const head = edited("tasks", [
      'type Task @key(fields: "id") @authenticated',
      'type Task @key(fields: "id") @requiresScopes(scopes: [["admin"]])',
    ]);
    expect(hitsOf(find(own, head, [signIn("user { tasks { nodes { id } } }")]))).not.toEqual([]);
    expect(hitsOf(find(own, head, [signIn("user { name email }")]))).toEqual([]);
  });
});

describe("an inherited change", () => {
  const graph = (person: string, robot: string, more = "") =>
    composeVersion({
      people: `${link}
        type Query { node: Named people: [Person] }
        interface Named { name: String }
        type Person implements Named ${person}
        type Robot ${robot}
        ${more}`,
    });

  it("of an interface is told at the implementation whose directive differs", () => {
    const base = graph("{ name: String @authenticated }", "implements Named { name: String }");
    const head = graph("{ name: String }", "implements Named { name: String }");
    expect(brief(find(base, head))).toMatchObject([
      { kind: "authorization-loosened", coordinate: "Person.name" },
    ]);
    expect(find(base, head)[0]!.message).toContain("This concerns Named.name as well.");
  });

  it("of an interface that one more type implements is told at the interface", () => {
    const base = graph(
      "{ name: String }",
      "{ name: String @authenticated }",
      "extend type Query { robot: Robot }",
    );
    const head = graph(
      "{ name: String }",
      "implements Named { name: String @authenticated }",
      "extend type Query { robot: Robot }",
    );
    const named = operation("Node", "{ node { name } }");
    const [finding, ...others] = find(base, head, [named]);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      kind: "authorization-tightened",
      coordinate: "Named.name",
      message: expect.stringContaining("The directives that it inherits differ"),
      hits: [{ operation: "Node" }],
    });
    expect(brief(find(head, base))).toMatchObject([
      { kind: "authorization-loosened", coordinate: "Named.name" },
    ]);
  });

  it("of a field's type is told at the field, where it has another type now", () => {
    const version = (type: string) =>
      composeVersion({
        one: `${link} type Query { stamp: ${type} other: Open secret: Secret } scalar Open scalar Secret @authenticated`,
      });
    expect(brief(find(version("Secret"), version("Open")))).toMatchObject([
      { kind: "authorization-loosened", coordinate: "Query.stamp" },
    ]);
  });

  it("of an enum or scalar is told at the type", () => {
    const version = (directive: string) =>
      composeVersion({
        one: `${link} type Query { colour(of: Colour): Colour } enum Colour ${directive} { RED }`,
      });
    const findings = find(version("@authenticated"), version(""));
    expect(brief(findings)).toMatchObject([
      {
        coordinate: "Colour",
        was: "user, admin (@authenticated)",
        is: "anonymous, user, admin (no directive)",
      },
    ]);
    expect(findings[0]!.message).toContain("This concerns Query.colour as well.");
  });

  it("by @requires is told at the field that is selected by it", () => {
    const version = (directive: string) =>
      composeVersion({
        one: `${link} type Query { a: A } type A @key(fields: "id") { id: ID! secret: String ${directive} }`,
        two: `${link} type A @key(fields: "id")
          { id: ID! secret: String @external derived: String @requires(fields: "secret") ${directive} }`,
      });
    const findings = find(version(""), version('@policy(policies: [["p"]])'), [
      operation("Derived", "{ a { derived } }"),
    ]);
    expect(findings.map(({ coordinate, hits }) => [coordinate, hits?.length])).toEqual([
      ["A.secret", 1],
      ["A.derived", 1],
    ]);
  });

  it("is not told of what clients cannot see", () => {
    const version = (directive: string) =>
      composeVersion({
        one: `${link} type Query { open: String hidden: String @inaccessible ${directive} }`,
      });
    expect(find(version("@authenticated"), version(""))).toEqual([]);
  });
});
