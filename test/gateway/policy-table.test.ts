/** The policies that the directives of a supergraph require, element by element. */
import { describe, expect, it } from "@jest/globals";
import { buildASTSchema, parse, print } from "graphql";
import { isMet } from "../../gateway/authorization/policy.js";
import { readPolicyTable } from "../../gateway/authorization/policy-table.js";
import { withoutEnforcedFeatures } from "../../gateway/supergraph/planner-sdl.js";
import { type Grants, grantsOf } from "../../platform/identity/grants.js";

const links = [
  '@link(url: "https://specs.apollo.dev/link/v1.0")',
  '@link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY)',
  '@link(url: "https://specs.apollo.dev/requiresScopes/v0.1", for: SECURITY)',
  '@link(url: "https://specs.apollo.dev/policy/v0.1", for: SECURITY)',
].join(" ");
const tableOf = (sdl: string, schema = `schema ${links} { query: Query }`) =>
  readPolicyTable(parse(`${schema}\n${sdl}`));
const holding = (scopes: string[] = [], policies: string[] = []): Grants => ({
  name: expect.any(String) as unknown as string,
  scopes: new Set(scopes),
  policies: new Set(policies),
});

describe("the table of roles", () => {
  it("gives every role a scope, admins the policy too, and equal roles the same object", () => {
    expect(grantsOf({ roles: ["USER"] })).toEqual(holding(["user"]));
    expect(grantsOf({ roles: ["USER", "ADMIN"] })).toEqual(holding(["user", "admin"], ["operations"]));
    expect(grantsOf({ roles: ["ADMIN", "USER"] })).toBe(grantsOf({ roles: ["USER", "ADMIN"] }));
  });
});

describe("a requirement", () => {
  const table = tableOf(`
    type Query {
      open: String
      shut: String @authenticated
      either: String @requiresScopes(scopes: [["a", "b"], ["c"]])
      both: String @requiresScopes(scopes: [["a"]]) @policy(policies: [["p"], ["q"]]) @authenticated
      nothing: String @requiresScopes(scopes: []) @policy(policies: [[]])
    }`);
  const meets = (field: string, grants: Grants | null) => isMet(table.ofField("Query", field), grants);

  it("of nothing permits every caller", () => {
    expect(meets("open", null)).toBe(true);
    expect(meets("nothing", null)).toBe(true);
  });

  it("of a caller, of scopes or of policies is never met by an anonymous caller", () => {
    for (const field of ["shut", "either", "both"]) expect(meets(field, null)).toBe(false);
    expect(meets("shut", holding())).toBe(true);
  });

  it("is met by all words of one alternative, and by no mixture of several", () => {
    expect(meets("either", holding(["a"]))).toBe(false);
    expect(meets("either", holding(["b"]))).toBe(false);
    expect(meets("either", holding(["a", "b"]))).toBe(true);
    expect(meets("either", holding(["c"]))).toBe(true);
    expect(meets("either", holding([], ["c"]))).toBe(false);
  });

  it("of scopes and policies needs both", () => {
    expect(meets("both", holding(["a"]))).toBe(false);
    expect(meets("both", holding([], ["q"]))).toBe(false);
    expect(meets("both", holding(["a"], ["q"]))).toBe(true);
  });
});

describe("a field", () => {
  const table = tableOf(`
    type Query { secret: Secret secrets: [[Secret!]!]! colour: Colour stamp: Stamp things: [Thing] }
    type Secret @requiresScopes(scopes: [["a"]]) { open: String shut: String @requiresScopes(scopes: [["b"]]) }
    enum Colour @authenticated { RED }
    scalar Stamp @policy(policies: [["p"]])
    interface Thing { name: String }
    interface Rare implements Thing { name: String }
    type Chair implements Thing { name: String }
    type Gem implements Thing & Rare { name: String @requiresScopes(scopes: [["gem"]]) }
    type Ghost implements Thing @policy(policies: [["seer"]]) { name: String }
    union Any = Chair | Ghost`);
  const meets = (type: string, field: string, grants: Grants | null) =>
    isMet(table.ofField(type, field), grants);

  it("requires what its type, itself and the type that it returns require", () => {
    expect(meets("Query", "secret", holding(["a"]))).toBe(true);
    expect(meets("Query", "secret", holding())).toBe(false);
    expect(meets("Query", "secrets", holding())).toBe(false);
    expect(meets("Query", "colour", null)).toBe(false);
    expect(meets("Query", "colour", holding())).toBe(true);
    expect(meets("Query", "stamp", holding())).toBe(false);
    expect(meets("Secret", "open", holding(["a"]))).toBe(true);
    expect(meets("Secret", "shut", holding(["b"]))).toBe(false);
    expect(meets("Secret", "shut", holding(["a", "b"]))).toBe(true);
  });

  it("of an interface asks for what every implementation asks for, however far", () => {
    expect(meets("Query", "things", holding(["gem"]))).toBe(false);
    expect(meets("Query", "things", holding([], ["seer"]))).toBe(true);
    expect(meets("Thing", "name", holding([], ["seer"]))).toBe(false);
    expect(meets("Thing", "name", holding(["gem"], ["seer"]))).toBe(true);
    expect(meets("Rare", "name", null)).toBe(false);
    expect(meets("Rare", "name", holding(["gem"]))).toBe(true);
    expect(meets("Chair", "name", null)).toBe(true);
  });

  it("asks for what its @requires selection asks for, through nesting, fragments and circles", () => {
    const chain = tableOf(`
      type Query { t: T }
      type T {
        secret: String @requiresScopes(scopes: [["a"]])
        other: String @policy(policies: [["p"]])
        inner: I
        derived: String @join__field(graph: B, requires: "secret")
        second: String @join__field(graph: C, requires: "derived inner { ... on J { x } }")
        open: String @join__field(graph: B, requires: "inner { y }")
        circle: String @join__field(graph: B, requires: "circleToo")
        circleToo: String @join__field(graph: C, requires: "circle other")
      }
      interface I { y: String }
      type J implements I { x: String @authenticated y: String }`);
    const meetsChain = (field: string, grants: Grants | null) => isMet(chain.ofField("T", field), grants);
    expect(meetsChain("derived", holding())).toBe(false);
    expect(meetsChain("derived", holding(["a"]))).toBe(true);
    expect(meetsChain("second", holding(["x"]))).toBe(false);
    expect(meetsChain("second", holding(["a"]))).toBe(true);
    expect(meetsChain("open", null)).toBe(true);
    expect(meetsChain("circle", holding())).toBe(false);
    expect(meetsChain("circleToo", holding([], ["p"]))).toBe(true);
  });

  it("that an object has from an interface object asks for what stands there", () => {
    const table = tableOf(`
      type Query { media: Media }
      interface Media @join__type(graph: A) @join__type(graph: B, isInterfaceObject: true) {
        id: ID
        price: Int @join__field(graph: B) @authenticated
      }
      type Book implements Media { id: ID @join__field(graph: A) price: Int @join__field }`);
    expect(isMet(table.ofField("Book", "price"), null)).toBe(false);
    expect(isMet(table.ofField("Book", "id"), null)).toBe(true);
  });
});

describe("an extension", () => {
  it("adds its directives, fields and interfaces to the type", () => {
    const table = tableOf(`
      type Query { open: String thing: Thing }
      extend type Query { shut: String @authenticated chair: Chair }
      extend type Chair @policy(policies: [["p"]])
      type Chair { name: String }
      interface Thing { name: String }
      extend type Chair implements Thing
      extend schema { mutation: Mutation }`);
    const meets = (type: string, field: string, grants: Grants | null) =>
      isMet(table.ofField(type, field), grants);
    expect(meets("Query", "open", null)).toBe(true);
    expect(meets("Query", "shut", null)).toBe(false);
    expect(meets("Query", "chair", holding())).toBe(false);
    expect(meets("Query", "thing", holding())).toBe(false);
    expect(meets("Thing", "name", holding([], ["p"]))).toBe(true);
  });
});

describe("names", () => {
  it("are those that the supergraph links the features under, and no others", () => {
    const schema = `schema
      @link(url: "https://specs.apollo.dev/authenticated/v0.1", import: [{ name: "@authenticated", as: "@auth" }])
      @link(url: "https://specs.apollo.dev/requiresScopes/v0.1", as: "needs")
      { query: Query }`;
    const table = tableOf(
      `type Query {
        a: String @auth
        b: String @needs(scopes: [["x"]])
        c: String @authenticated
        d: String @policy(policies: [["x"]])
      }`,
      schema,
    );
    expect(["a", "b", "c", "d"].map((field) => isMet(table.ofField("Query", field), null))).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });
});

describe("the supergraph for the planner", () => {
  it("is the same without the directives, their definitions, scalars and links", () => {
    const stripped = withoutEnforcedFeatures(
      parse(`
        schema ${links} @link(url: "https://specs.apollo.dev/tag/v0.3") { query: Query }
        directive @authenticated on FIELD_DEFINITION | OBJECT
        directive @policy(policies: [[policy__Policy!]!]!) on FIELD_DEFINITION | OBJECT
        directive @tag(name: String!) on FIELD_DEFINITION
        directive @link(url: String, for: link__Purpose) repeatable on SCHEMA
        enum link__Purpose { SECURITY }
        scalar policy__Policy
        type Query { a: A @authenticated @tag(name: "x") }
        type A @policy(policies: [["p"]]) { b: String }`),
    );
    const sdl = print(stripped);
    expect(sdl).not.toMatch(/authenticated|policy|requiresScopes/i);
    expect(sdl).toContain('@link(url: "https://specs.apollo.dev/link/v1.0")');
    expect(sdl).toContain('a: A @tag(name: "x")');
    expect(Object.keys(buildASTSchema(stripped).getTypeMap())).toEqual(
      expect.arrayContaining(["A", "Query"]),
    );
  });
});
