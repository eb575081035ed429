/** Runs a backup or a restore in a process of its own, which loads little else, for tests that kill it in the middle. */
import { restoreBackup } from "../../dist/commands/backup/restore-backup.js";
import { writeBackup } from "../../dist/commands/backup/write-backup.js";

const [what, file, dataDirectory] = process.argv.slice(2);
const onProgress = () => undefined;
const version = "0.1.0";

process.send("begins");
if (what === "backup")
  await writeBackup({ dataDirectory, target: file, overwrite: false, version, onProgress });
else await restoreBackup({ file, dataDirectory, replace: true, version, onProgress });
process.disconnect();
