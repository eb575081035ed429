/** The API schema as each role sees it, and the command that prints it. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import {
  buildSchema,
  type GraphQLSchema,
  getOperationAST,
  isInterfaceType,
  isObjectType,
  parse,
  printSchema,
  validate,
  validateSchema,
} from "graphql";
import { createPolicyCheck } from "../../gateway/authorization/check-policies.js";
import { readPolicyTable } from "../../gateway/authorization/policy-table.js";
import { removeDeniedFields } from "../../gateway/authorization/remove-denied-fields.js";
import { readFragments } from "../../gateway/operations/extract-operation.js";
import { grantsOf } from "../../platform/identity/grants.js";
import { projectRoot } from "../../platform/project-root.js";
import type { SchemaVersion } from "../../schema/checks/schema-version.js";
import { viewers, writeRoleSchema } from "../../schema/role-schema.js";
import { subgraphNames } from "../../schema/services.js";
import { runLauncher, temporaryFolder } from "../support/command.js";
import { runCommandHere } from "../support/command-here.js";
import { libraryGraph } from "../support/library-graph.js";
import { editDirectives } from "../support/random-directives.js";
import { createRandom, randomOperation } from "../support/random-operations.js";
import { composeVersion, ownSubgraphs } from "../support/schema-versions.js";

const grants = {
  anonymous: null,
  user: grantsOf({ roles: ["USER"] }),
  admin: grantsOf({ roles: ["USER", "ADMIN"] }),
};

const write = ({ apiSchema, supergraphSdl }: SchemaVersion, viewer: (typeof viewers)[number]): string =>
  writeRoleSchema(printSchema(apiSchema), supergraphSdl!, viewer);

/** `Type.field` of each field. */
function fieldsOf(schema: GraphQLSchema): string[] {
  return Object.values(schema.getTypeMap()).flatMap((type) =>
    !type.name.startsWith("__") && (isObjectType(type) || isInterfaceType(type))
      ? Object.keys(type.getFields()).map((field) => `${type.name}.${field}`)
      : [],
  );
}

describe("the schema of a role", () => {
  const own = composeVersion(ownSubgraphs);
  const missing = (viewer: "user" | "admin") => {
    const seen = new Set(fieldsOf(buildSchema(write(own, viewer))));
    return fieldsOf(own.apiSchema).filter((field) => !seen.has(field));
  };

  it("is the whole schema for an admin", () => {
    expect(missing("admin")).toEqual([]);
  });

  it("lacks what only admins may use for a user, and the types of it", () => {
    const admins = missing("user");
    expect(admins).toEqual(
      expect.arrayContaining(["Query.auditEvents", "Mutation.enableUser", "AuditEvent.id"]),
    );
    const table = readPolicyTable(parse(own.supergraphSdl!));
    const sdl = write(own, "user");
    for (const coordinate of admins) {
      const [type, field] = coordinate.split(".") as [string, string];
      const isDenied = createPolicyCheck(own.apiSchema, table, grants.user).denies(
        { type, denied: false, checked: true },
        field,
      );
      // Else it was reached by what is denied alone.
      const isUnused = !sdl.includes(`type ${type} `);
      expect({ coordinate, isDenied: isDenied || isUnused }).toEqual({ coordinate, isDenied: true });
    }
  });

  it("is valid where a caller may use no query", () => {
    const schema = buildSchema(write(own, "anonymous"));
    expect(validateSchema(schema)).toEqual([]);
    expect(Object.keys(schema.getQueryType()!.getFields())).toEqual(["_none"]);
    expect(Object.keys(schema.getMutationType()!.getFields())).toContain("login");
  });

  it("keeps an interface, its implementations and unions whole, whatever is denied", () => {
    const { apiSchema, supergraphSdl } = composeVersion({
      one: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@authenticated"])
        type Query { node: Node any: Any only: Only }
        interface Node { id: ID! next: Any }
        type A implements Node { id: ID! next: B }
        type B { secret: String @authenticated }
        type C { open: String }
        union Any = B | C
        union Only = B`,
    });
    const sdl = writeRoleSchema(printSchema(apiSchema), supergraphSdl!, "anonymous");
    expect(sdl.replace(/\s+/g, " ").trim()).toBe(
      "type Query { node: Node any: Any } interface Node { id: ID! } type A implements Node { id: ID! } " +
        "type C { open: String } union Any = C",
    );
  });

  it("is valid, and the gateway permits all its operations, wherever the directives stand", () => {
    const random = createRandom(3);
    let version = composeVersion(libraryGraph);
    let operations = 0;
    for (let edit = 0; edit < 12; edit += 1) {
      try {
        version = composeVersion(editDirectives(version.subgraphs, random));
      } catch {
        continue;
      }
      const table = readPolicyTable(parse(version.supergraphSdl!));
      for (const viewer of viewers) {
        const schema = buildSchema(write(version, viewer));
        expect(validateSchema(schema)).toEqual([]);
        if (schema.getQueryType()?.getFields()["_none"]) continue;
        const document = parse(randomOperation(schema, "query", random));
        if (validate(schema, document).length > 0) continue;
        expect(validate(version.apiSchema, document)).toEqual([]);
        const operation = getOperationAST(document)!;
        const scope = { type: "Query", denied: false, checked: true };
        const part = removeDeniedFields(operation, [{ selectionSet: operation.selectionSet, scope }], {
          schema: version.apiSchema,
          fragments: readFragments(document),
          check: createPolicyCheck(version.apiSchema, table, grants[viewer]),
        });
        expect(part).toBeNull();
        operations += 1;
      }
    }
    expect(operations).toBeGreaterThan(5);
  });
});

describe("npm run schema:print", () => {
  it("writes every schema into a folder, equal to those that are committed", async () => {
    const out = join(temporaryFolder(), "schemas");
    const command = runLauncher("schema:print", ["--out", out], {});
    expect({ code: await command.ended, output: command.output() }).toMatchObject({ code: 0 });
    const files = readdirSync(out);
    const names = ["api", "api.admin", "api.anonymous", "api.user", "supergraph", ...subgraphNames];
    expect(files.sort()).toEqual(names.map((name) => `${name}.graphql`).sort());
    for (const file of files.filter((name) => name !== "api.anonymous.graphql")) {
      // An admin may use the whole API.
      const committed = file === "api.admin.graphql" ? "api.graphql" : file;
      expect(readFileSync(join(out, file), "utf8")).toBe(
        readFileSync(join(projectRoot, "schema", committed), "utf8"),
      );
    }
  });

  it.each([
    ["a role that there is not", ["--as", "root"], /--as must be one of anonymous, user, admin, not "root"/],
    ["a subgraph that there is not", ["--subgraph", "x"], /--subgraph must be one of auth, /],
    ["both at once", ["--as", "user", "--subgraph", "auth"], /exclude each other/],
  ])("refuses %s", async (_what, args, reason) => {
    const { code, output } = await runCommandHere("schema-print", args, {});
    expect(code).toBe(1);
    expect(output).toMatch(reason);
  });
});
