/** The settings of passwords: how they are hashed, and the list of breached ones. */
import { accessSync, constants, statSync } from "node:fs";
import type { SettingsReader } from "../../../platform/settings/settings-reader.js";
import { quoteSetting, rememberSecret } from "../../../platform/text/redact.js";

/** How passwords are hashed. */
export interface PasswordConfig {
  /** Secrets by id; the first one hashes, the others still verify. */
  peppers: ReadonlyMap<string, string>;
  /** log2 of the number of rounds of bcrypt. */
  bcryptCost: number;
  /** Longest time that a hash may wait for its turn. */
  waitMilliseconds: number;
}

/** A list of breached passwords: a service, a folder with a file for each prefix, or one sorted file. */
export type BreachSource = { url: string } | { folder: string } | { file: string };

/** Returns the pepper that hashes: also the key of what else must not be computed from the database alone. */
export function newestPepperOf({ peppers }: Pick<PasswordConfig, "peppers">): string {
  const [newest = ""] = peppers.values();
  return newest;
}

/** Reads AUTH_PASSWORD_PEPPER, BCRYPT_COST and HASH_WAIT_MS. */
export function readPasswordConfig(settings: SettingsReader): PasswordConfig {
  const { integer } = settings.section("Passwords");
  const text = settings.section("Secrets").secret("AUTH_PASSWORD_PEPPER", {
    about:
      "Passwords are hashed with it. Keep it out of the backups of the database, and do not lose it: without it no password can be verified. To change it, put the new one first, each with an id: `2:NEW,1:OLD` (one that never had an id has the id 1). Old hashes are renewed at the next sign-in.",
    requiredInProduction: "passwords are hashed with it; keep it out of the database.",
  });
  const peppers = readPeppers(text);
  if (text !== "" && peppers.size === 0) {
    settings.complain(
      "AUTH_PASSWORD_PEPPER must be a secret, or ID:SECRET pairs with commas between them, each with another ID and 32 characters or more.",
    );
  }
  return {
    peppers,
    bcryptCost: integer("BCRYPT_COST", 12, {
      min: settings.production ? 10 : 4,
      max: 16,
      about: "What a password's hash costs: log2 of bcrypt's rounds.",
    }),
    waitMilliseconds: integer("HASH_WAIT_MS", 5_000, {
      min: 100,
      max: 300_000,
      about:
        "How long a password may wait until it is hashed or compared. One that would wait longer is refused at once.",
    }),
  };
}

/** Reads `SECRET` or `ID:SECRET,ID:SECRET`; a secret without an id has the id `1`. Empty when it is malformed. */
export function readPeppers(text: string): Map<string, string> {
  if (!text.includes(":")) return new Map(text === "" ? [] : [["1", text]]);
  const pairs = text.split(",").map((pair) => /^([\w-]{1,32}):(.{32,})$/.exec(pair.trim()));
  if (pairs.some((pair) => pair === null)) return new Map();
  const peppers = new Map(pairs.map((pair) => [pair![1]!, pair![2]!]));
  for (const pepper of peppers.values()) rememberSecret(pepper);
  return peppers.size === pairs.length ? peppers : new Map();
}

/** Reads BREACHED_PASSWORDS; null where no list is used. */
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
