/** Puts a restored data folder in its place, also after the restore was interrupted in its last step. */
import { existsSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { StartError } from "../lifecycle.js";

/** The folders of a restore, beside the data folder. */
export const restorePaths = (dataDirectory: string) => ({
  /** Being written. */
  restoring: `${dataDirectory}.restoring`,
  /** Whole, and about to take the data folder's place. */
  restored: `${dataDirectory}.restored`,
  /** The data before the restore. */
  before: `${dataDirectory}.before-restore`,
});

/**
 * Completes a restore whose folder is whole: two renames, of which each happens once, also when several processes do this
 * at the same time. Does nothing where there is none. @throws StartError when the folders cannot be renamed.
 */
export function completeRestore(dataDirectory: string): void {
  const { restored, before } = restorePaths(dataDirectory);
  if (!existsSync(restored)) return;
  try {
    // Says whether there is a folder to move aside: the one that stands there now may be the restored one already.
    const { replaced } = JSON.parse(readFileSync(join(restored, "restored.json"), "utf8")) as {
      replaced: boolean;
    };
    if (replaced) renameUnlessDone(dataDirectory, before);
    renameUnlessDone(restored, dataDirectory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT" && !existsSync(restored)) return;
    throw new StartError(`The restored data ${restored} cannot take its place: ${(error as Error).message}`);
  }
}

function renameUnlessDone(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!["ENOENT", "ENOTEMPTY", "EEXIST"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}
