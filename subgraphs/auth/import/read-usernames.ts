/** Reads the username of an imported row, or makes candidates for one. */
import { createHash } from "node:crypto";
import { type Identifier, readUsername } from "../accounts/identifiers.js";
import type { ImportRow } from "./import-fields.js";
import { readText } from "./value-forms.js";

/** Returns the usernames to try, the best first; null for a row without a username and an address. */
export function readUsernames(
  row: ImportRow,
  email: Identifier | null,
  { usernameFromEmail }: { usernameFromEmail: boolean },
): [Identifier, ...Identifier[]] | null {
  try {
    return [readUsername(readText("username", row.username))];
  } catch (error) {
    if (!usernameFromEmail) throw error;
    return email === null ? null : usernamesOf(email);
  }
}

/** Returns the part before the @, and the same with a piece of the address's digest: equal for each run. */
function usernamesOf({ display, key }: Identifier): [Identifier, ...Identifier[]] {
  const local = display.slice(0, display.lastIndexOf("@")).replaceAll(/[^a-z0-9_.-]+/gi, "-");
  const digest = createHash("sha256").update(key).digest("hex").slice(0, 8);
  const numbered = readUsername(`${local.slice(0, 23)}-${digest}`);
  return local.length >= 3 && local.length <= 32 ? [readUsername(local), numbered] : [numbered];
}
