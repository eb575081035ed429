/** Lists the folders that a start writes to, and tests whether it can. */
import { mkdtempSync, rmdirSync, type Stats, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Subject } from "./subject.js";

/** A folder that is written to, and its setting. */
export interface WrittenFolder {
  path: string;
  setting: string;
}

/** Returns the folders that this start writes to. Production writes only to configured ones. */
export function writtenFolders({ settings, dataDirectory, log }: Subject): WrittenFolder[] {
  return [
    ...(settings.production ? [] : [{ path: dataDirectory, setting: "DATA_DIR" }]),
    ...(log.directory === undefined ? [] : [{ path: log.directory, setting: "LOG_DIR" }]),
  ];
}

/** Returns the file at the path; undefined when there is none, or it is not visible. */
export function findFile(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** Returns the folder, or its nearest existing parent, in which a start creates the rest. */
export function nearestExisting(path: string): string {
  const exists = findFile(path)?.isDirectory() ?? false;
  return exists || dirname(path) === path ? path : nearestExisting(dirname(path));
}

/** Returns why a folder cannot be written or created; null when it can. Leaves no file. */
export function problemOfWriting(path: string): string | null {
  try {
    const file = firstFileAbove(path);
    if (file !== null) return `${file} is a file`;
    rmdirSync(mkdtempSync(join(nearestExisting(path), ".doctor-")));
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Returns the part of the path that is a file instead of a folder. */
function firstFileAbove(path: string): string | null {
  const stat = findFile(path);
  if (stat !== undefined) return stat.isDirectory() ? null : path;
  return dirname(path) === path ? null : firstFileAbove(dirname(path));
}
