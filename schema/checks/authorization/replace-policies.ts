/** Replaces the policies that are written in a supergraph, to learn where the gateway lets them get to. */
import type { Policy } from "../../../gateway/authorization/policy.js";
import type { WrittenType } from "../../../gateway/authorization/read-directives.js";

type Place = [type: string, field: string | null];

/** Returns `Type`, or `Type.field`. */
export const toCoordinate = (...[type, field]: Place): string => (field === null ? type : `${type}.${field}`);

/** Returns the types with each policy replaced. */
export function replacePolicies(
  types: ReadonlyMap<string, WrittenType>,
  replace: (own: Policy | null, ...place: Place) => Policy | null,
): ReadonlyMap<string, WrittenType> {
  const replaced = [...types].map(([name, type]): [string, WrittenType] => {
    const fields = [...type.fields].map(
      ([field, one]) => [field, { ...one, policy: replace(one.policy, name, field) }] as const,
    );
    return [name, { ...type, policy: replace(type.policy, name, null), fields: new Map(fields) }];
  });
  return new Map(replaced);
}

/** A policy that requires a scope called like the coordinate, so that a table shows where the policy gets to. */
export function toTag(coordinate: string): Policy {
  return { scopes: [[[coordinate]]], policies: [] };
}

/** Returns the coordinates whose tags a policy has. */
export function readTags(policy: Policy | null): string[] {
  return [...new Set(policy?.scopes.flat(2))];
}
