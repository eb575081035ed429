/** Compares two policies over all callers that there can be, not only over the roles of this system. */
import type { Alternatives, Policy } from "../../../gateway/authorization/policy.js";

/** Minimal sets of words beyond which a comparison is given up; the policies then count as different. */
const mostTerms = 500;

/**
 * Returns whether every caller who meets `policy` meets `other` as well. False, where it cannot be shown with bounded
 * work: a change is then reported that may be none, and never the reverse.
 */
export function implies(policy: Policy | null, other: Policy | null): boolean {
  if (other === null || policy === other) return true;
  if (policy === null) return false;
  return (
    other.scopes.every((clause) => implyClause(policy.scopes, clause)) &&
    other.policies.every((clause) => implyClause(policy.policies, clause))
  );
}

/**
 * Do the clauses together demand what `clause` demands? A caller may hold every word that `clause` does not name, so
 * these are left out of `clauses`. What remains is written as the smallest sets of words that meet all clauses; each of
 * these must meet `clause`.
 */
function implyClause(clauses: readonly Alternatives[], clause: Alternatives): boolean {
  const named = new Set(clause.flat());
  let terms: ReadonlySet<string>[] = [new Set()];
  for (const alternatives of clauses) {
    const left = alternatives.map((all) => all.filter((word) => named.has(word)));
    if (left.some((all) => all.length === 0)) continue;
    terms = withoutLarger(terms.flatMap((term) => left.map((all) => new Set([...term, ...all]))));
    if (terms.length > mostTerms) return false;
  }
  return terms.every((term) => clause.some((all) => all.every((word) => term.has(word))));
}

/** Returns the sets that hold no other one. */
function withoutLarger(sets: readonly ReadonlySet<string>[]): ReadonlySet<string>[] {
  const kept: ReadonlySet<string>[] = [];
  for (const one of [...sets].sort((a, b) => a.size - b.size)) {
    if (!kept.some((smaller) => [...smaller].every((word) => one.has(word)))) kept.push(one);
  }
  return kept;
}
