/** The one table of the scopes and policies that each role stands for. */

import { roles as allRoles, type Role } from "../roles.js";
import type { Claims } from "./claims.js";

/** The grants of a caller: the words that `@requiresScopes` and `@policy` require. */
export interface Grants {
  /** Names the combination of roles, as a key for caches. */
  name: string;
  scopes: ReadonlySet<string>;
  policies: ReadonlySet<string>;
}

/** Every role has a scope, because the claim `scope` of a token must not be empty (RFC 6749, 3.3). */
const grantsOfRole: Readonly<Record<Role, { scopes: readonly string[]; policies: readonly string[] }>> = {
  USER: { scopes: ["user"], policies: [] },
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

/** Returns the claim `scope` of a caller's token (RFC 8693, 4.2): the scopes with spaces between them. */
export const scopeOf = (claims: Pick<Claims, "roles">): string => [...grantsOf(claims).scopes].join(" ");

/** Every scope that a token may have. */
export const allScopes: readonly string[] = [...grantsOf({ roles: allRoles }).scopes];
