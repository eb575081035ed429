/** The committed SDLs and supergraph, composed and read by other tools of the field. docs/schema-portability.md tells of both. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { composeServices, transformSupergraphToPublicSchema } from "@theguild/federation-composition";
import { federateSubgraphs, LATEST_ROUTER_COMPATIBILITY_VERSION } from "@wundergraph/composition";
import {
  buildASTSchema,
  buildSchema,
  type DocumentNode,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  lexicographicSortSchema,
  parse,
  print,
  printSchema,
} from "graphql";
import { readPolicyTable } from "../../gateway/authorization/policy-table.js";
import { readCostRules } from "../../gateway/limits/cost-rules.js";
import { projectRoot } from "../../platform/project-root.js";
import { ownSubgraphs } from "../support/schema-versions.js";

const read = (name: string) => readFileSync(join(projectRoot, "schema", `${name}.graphql`), "utf8");
const api = buildSchema(read("api"));
const supergraph = read("supergraph");

/** The definitions that only one of the schemas has, `+` those that only the other tool's has. */
function differences(other: GraphQLSchema): string[] {
  const definitions = (schema: GraphQLSchema) =>
    new Set(printSchema(lexicographicSortSchema(schema)).split(/\n\n(?=\S)/));
  const [ours, theirs] = [definitions(api), definitions(other)];
  return [
    ...[...ours].filter((one) => !theirs.has(one)).map((one) => `- ${one.trim()}`),
    ...[...theirs].filter((one) => !ours.has(one)).map((one) => `+ ${one.trim()}`),
  ];
}

/** What a supergraph requires of the callers of each field. */
function policiesOf(document: DocumentNode): Record<string, unknown> {
  const table = readPolicyTable(document);
  const fields = Object.values(api.getTypeMap()).flatMap((type) =>
    !type.name.startsWith("__") && (isObjectType(type) || isInterfaceType(type))
      ? Object.keys(type.getFields()).map((field) => [type.name, field] as const)
      : [],
  );
  return Object.fromEntries(fields.map(([type, field]) => [`${type}.${field}`, table.ofField(type, field)]));
}

describe("@theguild/federation-composition", () => {
  let composed: string;
  beforeAll(() => {
    const result = composeServices(
      [...ownSubgraphs].map(([name, sdl]) => ({ name, url: "http://unused", typeDefs: parse(sdl) })),
    );
    expect(result.errors).toBeUndefined();
    composed = result.supergraphSdl!;
  });
  const publicSchema = (sdl: string) => buildASTSchema(transformSupergraphToPublicSchema(parse(sdl)));

  it("composes the same API, and shows the definition of @signsIn as well", () => {
    expect(differences(publicSchema(composed))).toEqual(["+ directive @signsIn on FIELD_DEFINITION"]);
  });

  it("composes a supergraph that requires the same of callers, and costs the same", () => {
    expect(policiesOf(parse(composed))).toEqual(policiesOf(parse(supergraph)));
    const [theirs, ours] = [readCostRules(composed), readCostRules(supergraph)];
    expect(new Map([...theirs.weights].sort())).toEqual(new Map([...ours.weights].sort()));
    expect(new Map([...theirs.listSizes].sort())).toEqual(new Map([...ours.listSizes].sort()));
  });

  it("reads the committed supergraph", () => {
    expect(differences(publicSchema(supergraph))).toEqual([
      expect.stringMatching(/^\+ """[^"]+"""\ndirective @signsIn on FIELD_DEFINITION$/),
    ]);
  });
});

describe("@wundergraph/composition", () => {
  const federate = (translate: (sdl: string) => string) =>
    federateSubgraphs({
      subgraphs: [...ownSubgraphs].map(([name, sdl]) => ({
        name,
        url: "http://unused",
        definitions: parse(translate(sdl)),
      })),
      version: LATEST_ROUTER_COMPATIBILITY_VERSION,
    });
  /** Composes what deploy/routers/cosmo makes of the SDL. */
  const federateForCosmo = async () => {
    const path = join(projectRoot, "deploy", "routers", "cosmo", "to-cosmo-sdl.mjs");
    const result = federate((await import(pathToFileURL(path).href)).toCosmoSdl);
    if (!result.success) throw result.errors[0];
    return result;
  };

  it("refuses @policy without a definition", () => {
    const result = federate((sdl) => sdl);
    expect(result.success).toBe(false);
    const [error, ...others] = result.success ? [] : result.errors;
    expect(others).toEqual([]);
    expect(error!.message).toMatch(/@policy.* is not defined in the schema/);
  });

  it("composes the same API where scopes stand for policies", async () => {
    expect(differences((await federateForCosmo()).federatedGraphClientSchema)).toEqual([]);
  });

  it("gives its router what is required of callers, and costs beside the graph", async () => {
    const { federatedGraphAST, fieldConfigurations, subgraphConfigBySubgraphName } = await federateForCosmo();
    const sdl = print(federatedGraphAST);
    for (const dropped of ["@policy", "@cost", "@listSize"]) expect(sdl).not.toContain(dropped);
    const required = new Map(
      fieldConfigurations.map(({ typeName, fieldName, requiredScopes, requiresAuthentication }) => [
        `${typeName}.${fieldName}`,
        requiredScopes?.length ? requiredScopes : requiresAuthentication,
      ]),
    );
    for (const field of ["Query.systemStatus", "Mutation.publishTestEvent", "Query.auditEvents"])
      expect([field, required.get(field)]).toEqual([field, [["admin"]]]);
    expect(required.get("Query.me")).toBe(true);
    const { fieldWeights } = subgraphConfigBySubgraphName.get("auth")!.costs!;
    expect(fieldWeights.get("Mutation.login")?.weight).toBe(100);
  });
});
