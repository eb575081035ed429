/** Reads the files of a backup. */
import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { BackupError, type BackupIndex, firstLine, type StoredFile } from "./format.js";

const chunkBytes = 1 << 20;

/**
 * Reads the files of an opened backup in order and passes on their bytes. @throws BackupError at the end of a file whose
 * checksum is wrong: what was passed on is damaged.
 */
export async function readFiles(
  { handle, index }: { handle: FileHandle; index: BackupIndex },
  path: string,
  take: (file: StoredFile, chunk: Buffer) => Promise<void> | void,
): Promise<void> {
  let position = firstLine.length;
  for (const file of index.files) {
    const hash = createHash("sha256");
    for (let left = file.bytes; left > 0; ) {
      const buffer = Buffer.allocUnsafe(Math.min(chunkBytes, left));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
      if (bytesRead === 0) throw new BackupError(`${path} became shorter while it was read.`);
      const chunk = buffer.subarray(0, bytesRead);
      hash.update(chunk);
      await take(file, chunk);
      left -= bytesRead;
      position += bytesRead;
    }
    if (hash.digest("hex") !== file.sha256)
      throw new BackupError(`${path} is damaged: the checksum of ${file.path} is wrong.`);
  }
}
