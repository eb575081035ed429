/** What the directives of one or several elements ask of a caller together. */
import type { Grants } from "../../platform/identity/grants.js";

/** Words of which one inner list must be held in full. */
type Alternatives = readonly (readonly string[])[];

/** All must be met. A requirement that asks for nothing but a caller has no clauses. */
export interface Requirement {
  scopes: readonly Alternatives[];
  policies: readonly Alternatives[];
}

/** `@authenticated`. */
export const signedIn: Requirement = { scopes: [], policies: [] };

/**
 * `@requiresScopes` or `@policy`. An empty list, outer or inner, asks for nothing: so composition reads it when
 * it merges the directives of several subgraphs.
 */
export function requireWords(kind: keyof Requirement, words: Alternatives): Requirement | null {
  if (words.length === 0 || words.some((all) => all.length === 0)) return null;
  return { ...signedIn, [kind]: [words] };
}

/** The requirement that asks for all that the given ones ask for; null when none asks for anything. */
export function allOf(requirements: Iterable<Requirement | null | undefined>): Requirement | null {
  const some = [...new Set(requirements)].filter((one) => one != null);
  if (some.length <= 1) return some[0] ?? null;
  return {
    scopes: some.flatMap(({ scopes }) => scopes),
    policies: some.flatMap(({ policies }) => policies),
  };
}

/** Does somebody with these grants (null: nobody is signed in) meet the requirement? */
export function isMet(requirement: Requirement | null, grants: Grants | null): boolean {
  if (requirement === null) return true;
  if (grants === null) return false;
  return (
    requirement.scopes.every((alternatives) => holds(alternatives, grants.scopes)) &&
    requirement.policies.every((alternatives) => holds(alternatives, grants.policies))
  );
}

function holds(alternatives: Alternatives, held: ReadonlySet<string>): boolean {
  return alternatives.some((all) => all.every((word) => held.has(word)));
}
