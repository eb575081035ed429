/** Says who may use an element of the schema: the columns of the authorization matrix. */
import { isMet, type Policy } from "../../../gateway/authorization/policy.js";
import { type Grants, grantsOf } from "../../../platform/identity/grants.js";

/** A kind of caller; `grants` is null for one who is not signed in. */
interface Column {
  name: string;
  grants: Grants | null;
}

/** The kinds of callers that this system has. */
const roleColumns: readonly Column[] = [
  { name: "anonymous", grants: null },
  { name: "user", grants: grantsOf({ roles: ["USER"] }) },
  { name: "admin", grants: grantsOf({ roles: ["USER", "ADMIN"] }) },
];

/** Returns the roles, and a signed-in caller for each scope and policy that these policies name, who holds it alone. */
function columnsOf(policies: readonly (Policy | null)[]): Column[] {
  const wordsOf = (kind: keyof Policy) => new Set(policies.flatMap((one) => one?.[kind].flat(2) ?? []));
  const holder = (name: string, scopes: string[], granted: string[]): Column => ({
    name,
    grants: { name, scopes: new Set(scopes), policies: new Set(granted) },
  });
  return [
    ...roleColumns,
    ...[...wordsOf("scopes")].map((scope) => holder(`scope ${scope}`, [scope], [])),
    ...[...wordsOf("policies")].map((policy) => holder(`policy ${policy}`, [], [policy])),
  ];
}

/** Returns the names of the columns whose callers meet the second policy and not the first one. */
export function gainedBy(before: Policy | null, after: Policy | null): string[] {
  return columnsOf([before, after])
    .filter(({ grants }) => isMet(after, grants) && !isMet(before, grants))
    .map(({ name }) => name);
}

/** Describes a policy by the roles that meet it and by its directives, e.g. `user, admin (@authenticated)`. */
export function describeAudience(policy: Policy | null): string {
  const roles = roleColumns.filter(({ grants }) => isMet(policy, grants)).map(({ name }) => name);
  return `${roles.join(", ") || "no role"} (${writeDirectives(policy)})`;
}

/** Writes a policy as the directives that require it, each once. */
function writeDirectives(policy: Policy | null): string {
  if (policy === null) return "no directive";
  const write = (directive: string, kind: keyof Policy) =>
    policy[kind].map((clause) => {
      const lists = clause.map((all) => `[${all.map((word) => JSON.stringify(word)).join(", ")}]`);
      return `@${directive}(${kind}: [${lists.join(", ")}])`;
    });
  const written = new Set([...write("requiresScopes", "scopes"), ...write("policy", "policies")]);
  return written.size === 0 ? "@authenticated" : [...written].join(" ");
}
