/** A row of a file of users, as each of the file's formats gives it. */
import type { ImportRow } from "../../subgraphs/auth/import/import-fields.js";

/** A row and the line it stands on, or ends on; `problem` says why it could not be read. */
export type UserRow = { line: number } & ({ row: ImportRow } | { problem: string });
