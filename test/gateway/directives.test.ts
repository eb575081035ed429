/** The schema's directives and the subgraphs' rules agree: both protect the same fields. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { isObjectType, parse } from "graphql";
import { readPolicyTable } from "../../gateway/authorization/policy-table.js";
import { findRule, isPublic } from "../../platform/graphql/rules.js";
import { buildSubgraph } from "../../platform/graphql/subgraph-server.js";
import { projectRoot } from "../../platform/project-root.js";
import { subgraphDefinitions } from "../support/subgraphs.js";

const supergraph = readFileSync(join(projectRoot, "schema", "supergraph.graphql"), "utf8");
const policies = readPolicyTable(parse(supergraph));
const isRoot = (type: string) => type === "Query" || type === "Mutation";

/** Every field of a subgraph in the graph, and whether its rule permits every caller. */
const fields = subgraphDefinitions.flatMap((definition) =>
  Object.values(buildSubgraph(definition).getTypeMap()).flatMap((type) =>
    isObjectType(type) && !type.name.startsWith("_")
      ? Object.keys(type.getFields())
          .filter((field) => !field.startsWith("_"))
          .map((field) => ({
            type: type.name,
            field,
            isOpen: findRule(definition.rules, type.name, field) === isPublic,
          }))
      : [],
  ),
);

describe("schema/*.graphql", () => {
  it("has a directive on every field that a rule protects, so that the gateway refuses before it fetches", () => {
    const unsaid = fields.filter(
      ({ type, field, isOpen }) => !isOpen && policies.ofField(type, field) === null,
    );
    expect(unsaid.map(({ type, field }) => `${type}.${field}`)).toEqual([]);
  });

  it("has none on a root field that the rules open to every caller, nor on the type that it returns", () => {
    const shut = fields.filter(
      ({ type, field, isOpen }) => isRoot(type) && isOpen && policies.ofField(type, field) !== null,
    );
    expect(shut.map(({ type, field }) => `${type}.${field}`)).toEqual([]);
  });

  it("marks with @signsIn every root field that returns tokens, so that the selections below run for the new caller", () => {
    const unmarked = fields.filter(
      ({ type, field }) =>
        isRoot(type) && /\): AuthPayload!/.test(line(type, field)) && !policies.signsIn(type, field),
    );
    expect(unmarked.map(({ type, field }) => `${type}.${field}`)).toEqual([]);
  });
});

/** The line of the supergraph that defines a root field. */
function line(type: string, field: string): string {
  const body = new RegExp(`^type ${type}\\n[\\s\\S]*?^}`, "m").exec(supergraph)?.[0] ?? "";
  return new RegExp(`^  ${field}\\b.*$`, "m").exec(body)?.[0] ?? "";
}
