/** Checks the settings: everything that a start would refuse, misspelt names, and who may read .env. */
import { platform } from "node:process";
import { findNearMisses } from "../../platform/settings/near-miss.js";
import { note, ok, type Result, wrong } from "./finding.js";
import { findFile } from "./folders.js";
import type { Subject } from "./subject.js";

/** Returns a line for each problem of the settings. `envFile` is the path of .env. */
export function checkSettings({ settings, problems, environment }: Subject, envFile: string): Result[] {
  const slips = findNearMisses(environment, settings.names).map((line) => note(line));
  const given = [...settings.declared.values()].filter(({ name, isSecret }) =>
    isSecret ? settings.isSecretSet(name) : settings.isSet(name),
  );
  const mode = settings.production ? "production" : "development";
  const all = problems.length === 0 ? [ok(`For ${mode}; set and valid: ${given.length}.`)] : [];
  return [...problems.map((problem) => wrong(problem)), ...all, ...slips, ...checkEnvFile(envFile)];
}

function checkEnvFile(path: string): Result[] {
  const mode = findFile(path)?.mode ?? 0;
  const isOpen = platform !== "win32" && (mode & 0o077) !== 0;
  return isOpen ? [note(`Other users of this machine can read ${path}.`, `Run: chmod 600 ${path}`)] : [];
}
