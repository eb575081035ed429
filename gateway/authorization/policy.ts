/** A policy: the scopes and policies that the directives of some schema elements require together. */
import type { Grants } from "../../platform/identity/grants.js";

/** Names of scopes or policies. One inner list must be granted in full. */
export type Alternatives = readonly (readonly string[])[];

/** All clauses must be met. Without clauses, the caller must be signed in and needs no grant. */
export interface Policy {
  scopes: readonly Alternatives[];
  policies: readonly Alternatives[];
}

/** The policy of `@authenticated`. */
export const authenticated: Policy = { scopes: [], policies: [] };

/**
 * Returns the policy of `@requiresScopes` or `@policy`. An empty list, outer or inner, requires nothing: composition
 * reads it so when it merges the directives of several subgraphs.
 */
export function toPolicy(kind: keyof Policy, names: Alternatives): Policy | null {
  if (names.length === 0 || names.some((all) => all.length === 0)) return null;
  return { ...authenticated, [kind]: [names] };
}

/** Returns the policy that combines the given ones; null when none requires anything. */
export function allOf(policies: Iterable<Policy | null | undefined>): Policy | null {
  const some = [...new Set(policies)].filter((one) => one != null);
  if (some.length <= 1) return some[0] ?? null;
  return {
    scopes: some.flatMap(({ scopes }) => scopes),
    policies: some.flatMap(({ policies }) => policies),
  };
}

/** Returns whether these grants meet the policy; null is for a caller who is not signed in. */
export function isMet(policy: Policy | null, grants: Grants | null): boolean {
  if (policy === null) return true;
  if (grants === null) return false;
  return (
    policy.scopes.every((alternatives) => holds(alternatives, grants.scopes)) &&
    policy.policies.every((alternatives) => holds(alternatives, grants.policies))
  );
}

function holds(alternatives: Alternatives, held: ReadonlySet<string>): boolean {
  return alternatives.some((all) => all.every((name) => held.has(name)));
}
