/** The fields of an imported row. */

export const importFields = [
  "username",
  "email",
  "passwordHash",
  "roles",
  "enabled",
  "disabled",
  "createdAt",
  "displayName",
  "firstName",
  "lastName",
  "emailVerified",
  "salt",
  "credentials",
  "legacyId",
] as const;

export type ImportField = (typeof importFields)[number];

/** A row as the file has it. */
export type ImportRow = Partial<Record<ImportField, unknown>>;
