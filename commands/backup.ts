/** `npm run backup`: writes a backup of a development machine's data, while the system runs or not. */
import { statSync } from "node:fs";
import { join, resolve } from "node:path";
import { readCommandLine } from "../platform/command-line.js";
import { runCommand, StartError } from "../platform/lifecycle.js";
import { projectRoot } from "../platform/project-root.js";
import { readEmbeddedDirectory } from "./backup/embedded-directory.js";
import { BackupError } from "./backup/format.js";
import { startProgress } from "./backup/progress.js";
import { writeBackup } from "./backup/write-backup.js";
import { formatBytes } from "./doctor/format-bytes.js";
import { ownVersion } from "./own-version.js";
import { readUsage } from "./read-usage.js";

const usage = readUsage("backup");

await runCommand(async (lifecycle) => {
  const line = readCommandLine(usage, { to: { type: "string" }, overwrite: { type: "boolean" } });
  if (line === null) return console.log(usage);
  const dataDirectory = readEmbeddedDirectory();
  const target = targetOf(line.values.to ?? join(projectRoot, "backups"), line.values.to === undefined);
  const progress = startProgress("written");
  lifecycle.onStop(progress.stop);
  try {
    const { files } = await writeBackup({
      dataDirectory,
      target,
      overwrite: line.values.overwrite ?? false,
      version: ownVersion(),
      onProgress: progress.set,
    });
    const [log, ...secrets] = files;
    console.log(
      `Wrote ${target}: a database of ${formatBytes(log?.bytes ?? 0)} and ${secrets.length} secrets.`,
    );
    console.log(
      "It contains the secrets of this machine: keep it as secret as them; with it one can sign tokens.",
    );
    if (!secrets.some(({ path }) => path === "secrets/AUTH_PASSWORD_PEPPER"))
      console.log(
        "The pepper of the passwords is not in it, but set: without the same AUTH_PASSWORD_PEPPER no password is accepted.",
      );
  } catch (error) {
    throw error instanceof BackupError ? new StartError(error.message) : error;
  }
});

/** A folder gets a file whose name is the time. */
function targetOf(to: string, isFolder: boolean): string {
  const path = resolve(to);
  const name = `gatehouse-${new Date().toISOString().slice(0, 19).replaceAll(":", "")}Z.backup`;
  const isThere = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  return isFolder || isThere || /[/\\]$/.test(to) ? join(path, name) : path;
}
