/** Writes the API schema as a role sees it: without the fields that the gateway denies to its callers. */
import { buildASTSchema, type DocumentNode, Kind, parse, printSchema } from "graphql";
import { isMet } from "../gateway/authorization/policy.js";
import { readPolicyTable } from "../gateway/authorization/policy-table.js";
import { type Grants, grantsOf } from "../platform/identity/grants.js";
import { type FieldFilter, keepFields } from "./keep-fields.js";

/** Whose view of the API can be written. */
export const viewers = ["anonymous", "user", "admin"] as const;
export type Viewer = (typeof viewers)[number];

const grantsOfViewer: Readonly<Record<Viewer, Grants | null>> = {
  anonymous: null,
  user: grantsOf({ roles: ["USER"] }),
  admin: grantsOf({ roles: ["USER", "ADMIN"] }),
};

/** Stands for the queries of a caller who may use none: GraphQL has no schema without a query. */
const noQuery = (type: string): DocumentNode =>
  parse(`type ${type} {
    "This caller may use no query. The gateway does not have this field: it is here because a schema must have a query."
    _none: Boolean @deprecated(reason: "The gateway does not have it.")
  }`);

/**
 * Returns the part of the API schema, in SDL, of which every operation is permitted in full to callers of this role. What
 * is selected below a field that signs in is authorized for the account, so the schema of the account's role has it.
 */
export function writeRoleSchema(api: string, supergraph: string, viewer: Viewer): string {
  const table = readPolicyTable(parse(supergraph));
  const isPermitted: FieldFilter = (type, field) => isMet(table.ofField(type, field), grantsOfViewer[viewer]);
  const document = parse(api);
  const kept = keepFields(document, isPermitted);
  const query = queryTypeOf(document);
  const hasQuery = kept.definitions.some(
    (one) => one.kind === Kind.OBJECT_TYPE_DEFINITION && one.name.value === query,
  );
  const definitions = hasQuery ? kept.definitions : [...noQuery(query).definitions, ...kept.definitions];
  return `${printSchema(buildASTSchema({ kind: Kind.DOCUMENT, definitions })).trimEnd()}\n`;
}

function queryTypeOf({ definitions }: DocumentNode): string {
  const schema = definitions.find((one) => one.kind === Kind.SCHEMA_DEFINITION);
  return schema?.operationTypes.find(({ operation }) => operation === "query")?.type.name.value ?? "Query";
}
