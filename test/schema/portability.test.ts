/** The committed SDLs and supergraph, composed and read by other tools of the field. docs/schema-portability.md tells of both. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
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
  const policyDefinition = `
    scalar federation__Policy
    directive @policy(policies: [[federation__Policy!]!]!) on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM`;
  const federate = (extend: (sdl: string) => string) =>
    federateSubgraphs({
      subgraphs: [...ownSubgraphs].map(([name, sdl]) => ({
        name,
        url: "http://unused",
        definitions: parse(extend(sdl)),
      })),
      version: LATEST_ROUTER_COMPATIBILITY_VERSION,
    });
  const defined = (sdl: string) => (/@policy\(/.test(sdl) ? `${sdl}${policyDefinition}` : sdl);

  it("refuses @policy without a definition", () => {
    const result = federate((sdl) => sdl);
    expect(result.success).toBe(false);
    const [error, ...others] = result.success ? [] : result.errors;
    expect(others).toEqual([]);
    expect(error!.message).toMatch(/@policy.* is not defined in the schema/);
  });

  it("composes the same API where @policy is defined, beside that definition's scalar", () => {
    const result = federate(defined);
    if (!result.success) throw result.errors[0];
    expect(differences(result.federatedGraphClientSchema)).toEqual(["+ scalar federation__Policy"]);
  });

  it("keeps @authenticated and @requiresScopes for its router, and drops @policy, @cost and @listSize", () => {
    const result = federate(defined);
    if (!result.success) throw result.errors[0];
    const sdl = print(result.federatedGraphAST);
    for (const kept of ["@authenticated", "@requiresScopes"])
      expect({ kept, at: sdl.indexOf(`! ${kept}`) > 0 }).toEqual({ kept, at: true });
    for (const dropped of ["@policy", "@cost", "@listSize"]) expect(sdl).not.toContain(dropped);
  });
});
