/** `npm run restore`: restores a backup into the data folder of a development machine. */
import { resolve } from "node:path";
import { readCommandLine } from "../platform/command-line.js";
import { runCommand, StartError } from "../platform/lifecycle.js";
import { restorePaths } from "../platform/settings/complete-restore.js";
import { readEmbeddedDirectory } from "./backup/embedded-directory.js";
import { BackupError, type BackupIndex, openBackup } from "./backup/format.js";
import { startProgress } from "./backup/progress.js";
import { readFiles } from "./backup/read-files.js";
import { restoreBackup } from "./backup/restore-backup.js";
import { ownVersion } from "./own-version.js";
import { readUsage } from "./read-usage.js";

const usage = readUsage("restore");

await runCommand(async (lifecycle) => {
  const line = readCommandLine(
    usage,
    { replace: { type: "boolean" }, check: { type: "boolean" } },
    {
      positionals: true,
      findProblems: ({ positionals }) => (positionals.length === 1 ? [] : ["Name one file."]),
    },
  );
  if (line === null) return console.log(usage);
  const { replace = false, check = false } = line.values;
  const file = resolve(line.positionals[0]!);
  const progress = startProgress(check ? "read" : "restored");
  lifecycle.onStop(progress.stop);
  try {
    if (check) return describe(`${file} is whole`, await checkBackup(file));
    const dataDirectory = readEmbeddedDirectory();
    const index = await restoreBackup({
      file,
      dataDirectory,
      replace,
      version: ownVersion(),
      onProgress: progress.set,
    });
    describe(`Restored ${dataDirectory}`, index);
    if (replace)
      console.log(
        `The data before is in ${restorePaths(dataDirectory).before}; delete it when you need it no more.`,
      );
    console.log(
      "What was changed after the backup is gone: sessions that were ended and passwords that were changed since are valid again.",
    );
  } catch (error) {
    throw error instanceof BackupError ? new StartError(error.message) : error;
  }
});

function describe(what: string, { createdAt, version, files }: BackupIndex): void {
  console.log(`${what}: as of ${createdAt}, by version ${version}, ${files.length - 1} secrets.`);
}

async function checkBackup(file: string): Promise<BackupIndex> {
  const opened = await openBackup(file);
  try {
    await readFiles(opened, file, () => undefined);
    return opened.index;
  } finally {
    await opened.handle.close();
  }
}
