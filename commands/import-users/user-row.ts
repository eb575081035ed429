/** A row of a file of users, in the form that every format is converted to. */
import type { ImportRow } from "../../subgraphs/auth/import/import-fields.js";

/** A row and its first or last line; `problem` names the reason why it is not readable. */
export type UserRow = { line: number } & ({ row: ImportRow } | { problem: string });
