/** The one table that says which scopes and policies of the schema's directives a role stands for. */
import type { Claims, Role } from "./claims.js";

/** What a caller holds: the words that `@requiresScopes` and `@policy` ask for. */
export interface Grants {
  /** Names the combination of roles, for caches. */
  name: string;
  scopes: ReadonlySet<string>;
  policies: ReadonlySet<string>;
}

/** A role that is not in the SDL's words grants nothing beyond being signed in. */
const grantsOfRole: Readonly<Record<Role, { scopes: readonly string[]; policies: readonly string[] }>> = {
  USER: { scopes: [], policies: [] },
  ADMIN: { scopes: ["admin"], policies: ["operations"] },
};

const known = new Map<string, Grants>();

/** The grants of a signed-in caller. */
export function grantsOf({ roles }: Pick<Claims, "roles">): Grants {
  const name = [...roles].sort().join(" ");
  let grants = known.get(name);
  if (grants === undefined) {
    grants = {
      name,
      scopes: new Set(roles.flatMap((role) => grantsOfRole[role].scopes)),
      policies: new Set(roles.flatMap((role) => grantsOfRole[role].policies)),
    };
    known.set(name, grants);
  }
  return grants;
}
