/** Finds or starts the embedded database of a development machine. */
import { join } from "node:path";
import {
  DataFolderInUseError,
  findRunningEmbeddedMongo,
  startEmbeddedMongo,
} from "@gatehouse/embedded-mongo";
import type { Lifecycle } from "../platform/closer-stack.js";
import { StartError } from "../platform/lifecycle.js";
import { readDataDirectory } from "../platform/settings/data-directory.js";
import type { SettingsReader } from "../platform/settings/settings-reader.js";

/** What a command does when another process runs the database in the folder. */
export type WhenRunning = "refuse" | "join";

/**
 * Starts the embedded database on `dataDirectory`, or uses the one that runs there; returns its URI.
 * @throws StartError in one line when neither is possible.
 */
export async function openLocalDatabase(
  dataDirectory: string,
  whenRunning: WhenRunning,
  onNotice: (line: string) => void,
  lifecycle: Lifecycle,
): Promise<string> {
  const directory = join(dataDirectory, "database");
  if (whenRunning === "join") {
    const running = await findRunningEmbeddedMongo(directory);
    if (running !== null) return running;
  }
  try {
    const database = await startEmbeddedMongo({ directory, onNotice, onFatal: failLoudly });
    lifecycle.onStop(database.stop);
    return database.uri;
  } catch (error) {
    if (error instanceof DataFolderInUseError) throw new StartError(error.message);
    if (isFileError(error))
      throw new StartError(`The data folder ${directory} cannot be used: ${error.message}`);
    throw error;
  }
}

/**
 * For a command beside a running system: undefined with MONGODB_URI and in production, else the URI of the local
 * database.
 */
export async function openDevelopmentDatabase(
  settings: SettingsReader,
  lifecycle: Lifecycle,
): Promise<string | undefined> {
  if (settings.production || settings.isSecretSet("MONGODB_URI")) return undefined;
  return openLocalDatabase(readDataDirectory(settings), "join", () => {}, lifecycle);
}

/** Memory is ahead of the disk: nothing more may be acknowledged. */
function failLoudly(error: Error): never {
  console.error(`The database cannot write to its disk any more and stops: ${error.message}`);
  process.exit(1);
}

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return (
    error instanceof Error &&
    ["EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST", "ENOSPC"].includes(
      String((error as NodeJS.ErrnoException).code),
    )
  );
}
