/** Deny by default: every field of every subgraph has a rule, and the rules are on existing fields. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { execute, isObjectType, parse } from "graphql";
import { unauthenticated } from "../../platform/errors.js";
import { findRule, isPublic } from "../../platform/graphql/rules.js";
import { buildSubgraph } from "../../platform/graphql/subgraph-server.js";
import { projectRoot } from "../../platform/project-root.js";
import { silentLog } from "../support/environment.js";
import { subgraphDefinitions } from "../support/subgraphs.js";

/** The fields for callers who are not signed in; a field is added here only on purpose. */
const openToAnybody = [
  "Mutation.login",
  "Mutation.beginPasskeyLogin",
  "Mutation.loginWithCode",
  "Mutation.confirmRegistration",
  "Mutation.loginWithPasskey",
  "Mutation.refresh",
  "Mutation.register",
  "Mutation.requestPasswordReset",
  "Mutation.resetPassword",
  "Mutation.verifyEmail",
  "Query._service",
];

describe.each(subgraphDefinitions)("the $name subgraph", (definition) => {
  const schema = buildSubgraph(definition);
  const objectTypes = Object.values(schema.getTypeMap()).filter(
    (type) => isObjectType(type) && !type.name.startsWith("__"),
  );

  it("has a rule for every field", () => {
    const uncovered = objectTypes.flatMap((type) =>
      isObjectType(type)
        ? Object.keys(type.getFields())
            .filter((field) => findRule(definition.rules, type.name, field) === undefined)
            .map((field) => `${type.name}.${field}`)
        : [],
    );
    expect(uncovered).toEqual([]);
  });

  it("opens only the fields that are meant for every caller", () => {
    const open = ["Query", "Mutation"].flatMap((type) =>
      Object.entries(definition.rules[type] ?? {})
        .filter(([, rule]) => rule === isPublic)
        .map(([field]) => `${type}.${field}`),
    );
    expect(openToAnybody).toEqual(expect.arrayContaining(open));
  });

  it("names root fields one by one, so that a new one is denied until its rule is written", () => {
    expect(Object.keys(definition.rules["Query"] ?? {})).not.toContain("*");
    expect(Object.keys(definition.rules["Mutation"] ?? {})).not.toContain("*");
  });

  it("refuses to be built when a rule stands on a field that does not exist", () => {
    const rules = { ...definition.rules, Query: { ...definition.rules["Query"], misspelt: isPublic } };
    expect(() => buildSubgraph({ ...definition, rules })).toThrow(/Query\.misspelt/);
  });

  it("denies a field that lost its rule", async () => {
    const { _entities, ...withoutEntities } = definition.rules["Query"] ?? {};
    const bare = buildSubgraph({ ...definition, rules: { ...definition.rules, Query: withoutEntities } });
    const { errors } = await execute({
      schema: bare,
      document: parse('{ _entities(representations: [{ __typename: "User", id: "x" }]) { __typename } }'),
      contextValue: { caller: { claims: {}, token: "", refusal: null }, log: silentLog() },
    });
    expect(errors?.[0]?.originalError).toMatchObject({ code: "FORBIDDEN" });
  });

  it("returns its own SDL, unchanged by the rules", async () => {
    const { data } = await execute({ schema, document: parse("{ _service { sdl } }"), contextValue: {} });
    const { sdl } = (data as { _service: { sdl: string } })._service;
    const written = readFileSync(join(projectRoot, "schema", `${definition.name}.graphql`), "utf8");
    for (const line of written.match(/^ {2}\w+(\([^)]*\))?: \S+/gm) ?? []) expect(sdl).toContain(line.trim());
  });

  it("resolves references through the rules' middleware, and not for anonymous callers", async () => {
    const { errors } = await execute({
      schema,
      document: parse('{ _entities(representations: [{ __typename: "User", id: "x" }]) { __typename } }'),
      contextValue: { caller: { claims: null, token: null, refusal: unauthenticated() }, log: silentLog() },
    });
    expect(errors?.[0]?.originalError).toMatchObject({ code: "UNAUTHENTICATED" });
  });
});
