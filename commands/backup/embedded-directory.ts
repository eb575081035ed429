/** Reads which data folder a backup is about. */
import { resolve } from "node:path";
import { StartError } from "../../platform/lifecycle.js";
import { readDataDirectory } from "../../platform/settings/data-directory.js";
import { createSettingsReader } from "../../platform/settings/settings-reader.js";

/** Returns DATA_DIR. @throws StartError when the data is elsewhere. */
export function readEmbeddedDirectory(): string {
  // Without the secrets of the folder, which may not exist and must not come into being.
  const settings = createSettingsReader(process.env);
  const directory = readDataDirectory(settings);
  settings.requireValid();
  if (settings.production || settings.isSet("MONGODB_URI")) {
    throw new StartError(
      "This command is for the embedded database. The data is at MONGODB_URI: docs/operations.md has the commands for MongoDB.",
    );
  }
  return resolve(directory);
}
