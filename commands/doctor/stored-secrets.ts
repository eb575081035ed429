/** Checks the secrets that `npm start` has generated in the data folder. */
import { accessSync, constants, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { platform } from "node:process";
import { asSentence, note, type Result, wrong } from "./finding.js";
import { findFile } from "./folders.js";
import type { Subject } from "./subject.js";

/** Secrets that a start would generate again, and what is then refused. */
const losses = [
  ["AUTH_PASSWORD_PEPPER", "no stored password is accepted"],
  ["AUTH_SIGNING_KEYS", "no access token is accepted"],
] as const;

/** The log of a database without any collection is shorter, in bytes. */
const emptyLogBytes = 64;

/** Returns a line for secrets that are unreadable, lost, or readable for other users; none when all is well. */
export function checkStoredSecrets(subject: Subject): Result[] {
  const folder = join(subject.dataDirectory, "secrets");
  const names = listSecrets(folder);
  if (!Array.isArray(names)) {
    const reason = asSentence(names.problem);
    return [wrong(`The secrets in ${folder} cannot be read: ${reason}`, "Make them belong to this user.")];
  }
  return [...findLosses(subject, folder, names), ...findOpenOnes(folder, names)];
}

/** The names of readable files; none when there is no such folder. */
function listSecrets(folder: string): string[] | { problem: string } {
  try {
    const names = readdirSync(folder).filter((name) => statSync(join(folder, name)).isFile());
    for (const name of names) accessSync(join(folder, name), constants.R_OK);
    return names;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === "ENOENT" || code === "ENOTDIR" ? [] : { problem: message.split(", ")[0] ?? message };
  }
}

function findLosses(
  { settings, dataDirectory, isEmbedded }: Subject,
  folder: string,
  names: readonly string[],
): Result[] {
  const { size = 0 } = findFile(join(dataDirectory, "database", "log")) ?? {};
  if (!isEmbedded || size <= emptyLogBytes) return [];
  return losses
    .filter(([name]) => !settings.isSecretSet(name) && !names.includes(name))
    .map(([name, loss]) =>
      wrong(
        `${join(folder, name)} is absent and there is a database: the next start makes another secret, with which ${loss}.`,
        "Restore it from a backup, or take the whole data folder away.",
      ),
    );
}

function findOpenOnes(folder: string, names: readonly string[]): Result[] {
  if (platform === "win32") return [];
  const open = names.filter((name) => (statSync(join(folder, name)).mode & 0o077) !== 0);
  if (open.length === 0) return [];
  const text = `Other users of this machine can read secrets in ${folder}: ${open.join(", ")}.`;
  return [note(text, `Run: chmod -R go= ${folder}`)];
}
