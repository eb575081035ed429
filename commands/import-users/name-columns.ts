/** Maps the columns of a file to the fields of an account. */
import { type ImportField, importFields } from "../../subgraphs/auth/import/import-fields.js";

const plain = (name: string): string =>
  name
    .trim()
    .replaceAll(/[_\s-]/g, "")
    .toLowerCase();

const own = new Map(importFields.map((field) => [plain(field), field]));

/** Names of the fields in other systems: Django, Firebase, Auth0, Keycloak, Cognito, and common ones. */
const others = new Map<string, ImportField>([
  ["cognito:username", "username"],
  ["emailaddress", "email"],
  ["password", "passwordHash"],
  ["passwordhashed", "passwordHash"],
  ["hashedpassword", "passwordHash"],
  ["encryptedpassword", "passwordHash"],
  ["role", "roles"],
  ["isactive", "enabled"],
  ["active", "enabled"],
  ["blocked", "disabled"],
  ["datejoined", "createdAt"],
  ["created", "createdAt"],
  ["createdtimestamp", "createdAt"],
  ["usercreatedate", "createdAt"],
  ["name", "displayName"],
  ["fullname", "displayName"],
  ["givenname", "firstName"],
  ["familyname", "lastName"],
  ["emailverifiedat", "emailVerified"],
  ["emailconfirmed", "emailVerified"],
  ["emailconfirmedat", "emailVerified"],
  ["id", "legacyId"],
  ["userid", "legacyId"],
  ["localid", "legacyId"],
  ["sub", "legacyId"],
]);

/** The fields of the columns; `ambiguous` lists columns of the same field. */
export interface NamedColumns {
  /** In the columns' order; null for an unused column. */
  fields: (ImportField | null)[];
  ambiguous: string | null;
}

/**
 * Maps the columns by their names: in any case, with or without `_`, `-` and spaces. A name of Gatehouse takes
 * precedence over another system's name of the same field, whose column is then unused. Files often have several ids
 * (`_id` and `user_id`): the first one counts.
 */
export function nameColumns(names: readonly string[]): NamedColumns {
  const ours = names.map((name) => own.get(plain(name)) ?? null);
  const theirs = names.map((name) => others.get(plain(name)) ?? null);
  const fields = ours.map((field, index) => {
    const other = theirs[index] ?? null;
    if (field !== null || other === null || ours.includes(other)) return field;
    return other === "legacyId" && theirs.indexOf(other) !== index ? null : other;
  });
  const twice = fields.find((field, index) => field !== null && fields.indexOf(field) !== index);
  if (twice == null) return { fields, ambiguous: null };
  const same = names.filter((_, index) => fields[index] === twice).map((name) => `"${name.trim()}"`);
  return { fields, ambiguous: `the columns ${same.join(" and ")} are both the ${twice}: leave one of them.` };
}
