/** The setting of breached passwords: where it is asked whether a password is one. */
import { accessSync, constants, statSync } from "node:fs";
import type { SettingsReader } from "../../../platform/config.js";
import { quoteSetting } from "../../../platform/redact.js";

/** A service, a folder with a file for each prefix, or one file in the order of the hashes. */
export type BreachSource = { url: string } | { folder: string } | { file: string };

/** Reads BREACHED_PASSWORDS; null where no list is asked. */
export function readBreachSource(settings: SettingsReader): BreachSource | null {
  const text = settings.section("Passwords").optional("BREACHED_PASSWORDS", {
    about:
      "Where new passwords are looked up among stolen ones: a service with the range protocol of Pwned Passwords, such as `https://api.pwnedpasswords.com/range/` (it learns five hex digits of a SHA-1; if it does not respond within two seconds, the password passes); or a copy of its list: a folder with a file for each five digits, `ABCDE.txt`, or one file of `HASH:COUNT` lines in the order of the hashes.",
    otherwise: "none: no list is asked",
  });
  if (text === undefined) return null;
  if (/^https?:/i.test(text)) {
    if (isGoodService(text)) return { url: text };
    settings.complain(
      "BREACHED_PASSWORDS must be an https URL that ends in a slash (http on this machine alone), or a path.",
    );
    return null;
  }
  const kind = kindOfReadable(text);
  if (kind === "folder") return { folder: text };
  if (kind === "file") return { file: text };
  settings.complain(
    `BREACHED_PASSWORDS names neither a folder nor a file that can be read: ${quoteSetting(text)}`,
  );
  return null;
}

function kindOfReadable(path: string): "folder" | "file" | null {
  try {
    accessSync(path, constants.R_OK);
    const found = statSync(path);
    return found.isDirectory() ? "folder" : found.isFile() ? "file" : null;
  } catch {
    return null;
  }
}

function isGoodService(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, pathname, search, hash, username, password } = new URL(text);
  const local = ["127.0.0.1", "[::1]", "localhost"].includes(hostname);
  return (
    (protocol === "https:" || local) &&
    pathname.endsWith("/") &&
    `${search}${hash}${username}${password}` === ""
  );
}
