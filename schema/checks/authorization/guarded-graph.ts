/** Reads a supergraph with the policies that its authors wrote. */
import { type GraphQLSchema, parse } from "graphql";
import { allOf } from "../../../gateway/authorization/policy.js";
import {
  createPolicyTable,
  type PolicyTable,
  readImplementations,
} from "../../../gateway/authorization/policy-table.js";
import { readWrittenTypes, type WrittenType } from "../../../gateway/authorization/read-directives.js";
import { implies } from "./implies.js";
import { replacePolicies } from "./replace-policies.js";

/** One supergraph with what clients see of it. */
export interface GuardedGraph {
  schema: GraphQLSchema;
  types: ReadonlyMap<string, WrittenType>;
  table: PolicyTable;
}

/** Reads a supergraph. */
export function readGuardedGraph(supergraphSdl: string, schema: GraphQLSchema): GuardedGraph {
  const types = withoutDerived(readWrittenTypes(parse(supergraphSdl, { noLocation: true })));
  return { schema, types, table: createPolicyTable(types) };
}

/** Leaves out what composition writes on interfaces: what their implementations require, which the table finds anyway. */
function withoutDerived(types: ReadonlyMap<string, WrittenType>): ReadonlyMap<string, WrittenType> {
  const implementations = readImplementations(types);
  return replacePolicies(types, (own, type, field) => {
    const inherited = (implementations.get(type) ?? []).map((name) => {
      const one = types.get(name);
      return field === null ? one?.policy : one?.fields.get(field)?.policy;
    });
    return implies(allOf(inherited), own) ? null : own;
  });
}
