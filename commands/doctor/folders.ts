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

/** Why a folder cannot be written, and the mend. */
export interface FolderProblem {
  /** In the system's words, such as `EROFS: read-only file system`. */
  reason: string;
  mend: string;
}

/** Tries to write to a folder, or to create it; returns null when that works. Leaves no file. */
export function problemOfWriting({ path, setting }: WrittenFolder): FolderProblem | null {
  const file = firstFileAbove(path);
  if (file !== null) return { reason: `${file} is a file`, mend: `Move it away, or set ${setting}.` };
  try {
    rmdirSync(mkdtempSync(join(nearestExisting(path), ".doctor-")));
    return null;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const mend = code === "ENOSPC" ? "Make room on that disk" : "Give this user the right to write it";
    // What follows is the name of the call, and of the folder that was tried.
    return { reason: message.split(", ")[0] ?? message, mend: `${mend}, or set ${setting}.` };
  }
}

/** Returns the part of the path that is a file instead of a folder. */
function firstFileAbove(path: string): string | null {
  const stat = findFile(path);
  if (stat !== undefined) return stat.isDirectory() ? null : path;
  return dirname(path) === path ? null : firstFileAbove(dirname(path));
}
