/** Checks that the disks have room for the files of a start. */
import { statfs } from "node:fs/promises";
import { projectRoot } from "../../platform/project-root.js";
import { note, ok, type Result, wrong } from "./finding.js";
import { findFile, nearestExisting, writtenFolders } from "./folders.js";
import { formatBytes } from "./format-bytes.js";
import type { Subject } from "./subject.js";

const mebibyte = 2 ** 20;
/** The embedded database rewrites its log beside the old one; logs grow. */
const bytes = { least: 100 * mebibyte, comfortable: 1024 * mebibyte };

/** Space on a disk, and the folders that are on it. */
interface Disk {
  folders: string[];
  freeBytes: number;
  /** The number of files that can still be created; null where the file system has no such limit. */
  freeFiles: number | null;
}

/** Returns a line for each disk with too little room, or one for all that have enough. */
export async function checkDisk(subject: Subject): Promise<Result[]> {
  const folders = writtenFolders(subject).map(({ path }) => path);
  const disks = await findDisks(folders.length > 0 ? folders : [projectRoot]);
  const results = disks.flatMap(explainDisk);
  if (results.length > 0) return results;
  const rooms = disks.map(({ folders, freeBytes }) => `${formatBytes(freeBytes)} at ${folders.join(", ")}`);
  return [ok(`Free: ${rooms.join("; ")}.`)];
}

async function findDisks(folders: readonly string[]): Promise<Disk[]> {
  const disks = new Map<number, Disk>();
  for (const folder of folders) {
    const path = nearestExisting(folder);
    const device = findFile(path)?.dev ?? 0;
    const { blocks, bsize, bavail, files, ffree } = await statfs(path);
    // Such as /proc, which is not a disk.
    if (blocks === 0) continue;
    const disk = disks.get(device) ?? {
      folders: [],
      freeBytes: bavail * bsize,
      freeFiles: files > 0 ? ffree : null,
    };
    disk.folders.push(folder);
    disks.set(device, disk);
  }
  return [...disks.values()];
}

/** Returns the problems of a disk's room; none for a disk with enough. */
export function explainDisk({ folders, freeBytes, freeFiles }: Disk): Result[] {
  const where = folders.join(", ");
  if (freeFiles === 0)
    return [wrong(`The disk of ${where} can hold no further file.`, "Remove files there.")];
  const text = `The disk of ${where} has ${formatBytes(freeBytes)} left.`;
  if (freeBytes < bytes.least)
    return [wrong(text, "Make room there, or set DATA_DIR and LOG_DIR to another disk.")];
  return freeBytes < bytes.comfortable ? [note(text)] : [];
}
