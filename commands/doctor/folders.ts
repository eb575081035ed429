/** Knows which folders a start writes to, and tries whether it can. */
import { mkdtempSync, rmdirSync, type Stats, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Subject } from "./subject.js";

/** A folder that is written to, and the setting that names it. */
export interface WrittenFolder {
  path: string;
  setting: string;
}

/** Returns the folders that this start writes to. Production writes only where it is told to. */
export function writtenFolders({ settings, dataDirectory, log }: Subject): WrittenFolder[] {
  return [
    ...(settings.production ? [] : [{ path: dataDirectory, setting: "DATA_DIR" }]),
    ...(log.directory === undefined ? [] : [{ path: log.directory, setting: "LOG_DIR" }]),
  ];
}

/** What is at the path; undefined when nothing is there, or it cannot be seen. */
export function findFile(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** The folder, or the nearest above it that exists: there a start makes the rest. */
export function nearestExisting(path: string): string {
  const exists = findFile(path)?.isDirectory() ?? false;
  return exists || dirname(path) === path ? path : nearestExisting(dirname(path));
}

/** Why a folder cannot be written, or made; null when it can. Nothing is left there. */
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

/** The path itself or a part of it that is in the way because it is no folder. */
function firstFileAbove(path: string): string | null {
  const stat = findFile(path);
  if (stat !== undefined) return stat.isDirectory() ? null : path;
  return dirname(path) === path ? null : firstFileAbove(dirname(path));
}
