/** Writes a backup of a data folder, of one moment, also while the system runs. */
import { createHash, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { type FileHandle, link, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { copyDataFolder } from "@gatehouse/embedded-mongo";
import {
  BackupError,
  type BackupIndex,
  firstLine,
  formatEnd,
  openBackup,
  type StoredFile,
} from "./format.js";
import { listSecrets } from "./list-secrets.js";
import { readFiles } from "./read-files.js";
import { syncFolder } from "./sync-folder.js";

/** What a backup is to be. */
export interface BackupRequest {
  dataDirectory: string;
  /** The file to write. */
  target: string;
  /** Replaces a file that is there. */
  overwrite: boolean;
  /** The version of this code. */
  version: string;
  /** Called with the numbers of bytes written and expected. */
  onProgress: (done: number, all: number) => void;
}

/**
 * Writes the backup beside its target, reads it again, and gives it its name in one step: a file of that name is whole.
 * Returns its index.
 * @throws BackupError when there is no data, the log is damaged, or the target exists.
 */
export async function writeBackup(request: BackupRequest): Promise<BackupIndex> {
  const { target, overwrite } = request;
  if (!overwrite && existsSync(target)) throw taken(target);
  await mkdir(dirname(target), { recursive: true });
  const part = `${target}.part-${randomBytes(6).toString("hex")}`;
  try {
    const index = await writePart(part, request);
    await verify(part);
    if (overwrite) await rename(part, target);
    else await linkAs(part, target);
    await syncFolder(dirname(target));
    return index;
  } finally {
    await rm(part, { force: true });
  }
}

const taken = (target: string) =>
  new BackupError(`${target} is there already: choose another name, or add --overwrite.`);

async function writePart(
  part: string,
  { dataDirectory, version, onProgress }: BackupRequest,
): Promise<BackupIndex> {
  const createdAt = new Date().toISOString();
  const log = await copyDataFolder(join(dataDirectory, "database"));
  if (log === null) throw new BackupError(`There is no database in ${dataDirectory}.`);
  const handle = await open(part, "wx", 0o600);
  try {
    await handle.write(firstLine);
    const files = [
      await writeFile(handle, "database/log", log.chunks, (done) => onProgress(done, log.bytes)),
    ];
    for (const name of await listSecrets(dataDirectory)) {
      const content = await readFile(join(dataDirectory, "secrets", name));
      files.push(await writeFile(handle, `secrets/${name}`, [content], () => undefined));
    }
    const index = { version, createdAt, files };
    await handle.write(formatEnd(index));
    await handle.sync();
    return index;
  } finally {
    await handle.close();
  }
}

async function writeFile(
  handle: FileHandle,
  path: string,
  chunks: AsyncIterable<Buffer> | Iterable<Buffer>,
  onProgress: (done: number) => void,
): Promise<StoredFile> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of chunks) {
    await handle.writeFile(chunk);
    hash.update(chunk);
    bytes += chunk.length;
    onProgress(bytes);
  }
  return { path, bytes, sha256: hash.digest("hex") };
}

/** Reads it as a restore would. @throws BackupError when the disk has not kept it. */
async function verify(part: string): Promise<void> {
  const opened = await openBackup(part);
  try {
    await readFiles(opened, part, () => undefined);
  } finally {
    await opened.handle.close();
  }
}

/** Gives the file a second name, which fails when there is a file of it; `part` is removed afterwards. */
async function linkAs(part: string, target: string): Promise<void> {
  try {
    await link(part, target);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST" || existsSync(target)) throw taken(target);
    // Some file systems have no links.
    if (!["EPERM", "ENOTSUP", "ENOSYS", "EMLINK"].includes(code ?? "")) throw error;
    await rename(part, target);
  }
}
