/** The one table of the scopes and policies that each role stands for. */

import type { Role } from "../roles.js";
import type { Claims } from "./claims.js";

/** The grants of a caller: the words that `@requiresScopes` and `@policy` require. */
export interface Grants {
  /** Names the combination of roles, as a key for caches. */
  name: string;
  scopes: ReadonlySet<string>;
  policies: ReadonlySet<string>;
}

/** A role without grants of its own allows what every signed-in caller may do. */
const grantsOfRole: Readonly<Record<Role, { scopes: readonly string[]; policies: readonly string[] }>> = {
  USER: { scopes: [], policies: [] },
  ADMIN: { scopes: ["admin"], policies: ["operations"] },
};

const known = new Map<string, Grants>();

/** Returns the grants of a signed-in caller. */
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
