/** Checks the folders that a start writes to, and the secrets in the data folder of a development machine. */

import { asSentence, ok, type Result, wrong } from "./finding.js";
import { problemOfWriting, writtenFolders } from "./folders.js";
import { checkStoredSecrets } from "./stored-secrets.js";
import type { Subject } from "./subject.js";

/** Returns a line for each unusable folder, or one for all. */
export function checkFolders(subject: Subject): Result[] {
  const folders = writtenFolders(subject);
  if (folders.length === 0) return [ok("None is written to.")];
  const results = folders.flatMap((folder) => {
    const problem = problemOfWriting(folder);
    if (problem === null) return [];
    return [wrong(`${folder.path} cannot be written: ${asSentence(problem.reason)}`, problem.mend)];
  });
  if (!subject.settings.production) results.push(...checkStoredSecrets(subject));
  return results.length > 0
    ? results
    : [ok(`${folders.map(({ path }) => path).join(" and ")} can be written.`)];
}
