/** Checks the folders for data, and the generated secrets of a development machine. */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { platform } from "node:process";
import { asSentence, note, ok, type Result, wrong } from "./finding.js";
import { findFile, problemOfWriting, writtenFolders } from "./folders.js";
import type { Subject } from "./subject.js";

/** Returns a line for each unusable folder, or one for all. */
export function checkFolders(subject: Subject): Result[] {
  const folders = writtenFolders(subject);
  if (folders.length === 0) return [ok("None is written to.")];
  const results = folders.flatMap(({ path, setting }) => {
    const problem = problemOfWriting(path);
    if (problem === null) return [];
    return [
      wrong(
        `${path} cannot be written: ${asSentence(problem)}`,
        `Give this user the right to write it, or set ${setting}.`,
      ),
    ];
  });
  if (!subject.settings.production) results.push(...checkSecrets(subject));
  return results.length > 0
    ? results
    : [ok(`${folders.map(({ path }) => path).join(" and ")} can be written.`)];
}

/** Secrets that a start would generate again, and the stored data that then becomes useless. */
const losses = [
  ["AUTH_PASSWORD_PEPPER", "no stored password is accepted"],
  ["AUTH_SIGNING_KEYS", "no access token is accepted"],
] as const;

function checkSecrets({ settings, dataDirectory, isEmbedded }: Subject): Result[] {
  const folder = join(dataDirectory, "secrets");
  const results: Result[] = [];
  const hasData = isEmbedded && (findFile(join(dataDirectory, "database", "log"))?.size ?? 0) > 64;
  const names = listFiles(folder);
  for (const [name, loss] of losses) {
    const isGiven = settings.isSet(name) || settings.isSet(`${name}_FILE`);
    if (hasData && !isGiven && !names.includes(name)) {
      results.push(
        wrong(
          `${join(folder, name)} is absent and there is a database: the next start makes another secret, with which ${loss}.`,
          "Restore it from a backup, or take the whole data folder away.",
        ),
      );
    }
  }
  const open = names.filter(
    (name) => platform !== "win32" && (statSync(join(folder, name)).mode & 0o077) !== 0,
  );
  if (open.length > 0) {
    results.push(
      note(
        `Other users of this machine can read secrets in ${folder}: ${open.join(", ")}.`,
        `Run: chmod -R go= ${folder}`,
      ),
    );
  }
  return results;
}

function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => statSync(join(folder, name)).isFile());
  } catch {
    return [];
  }
}
