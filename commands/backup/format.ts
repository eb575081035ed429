/**
 * The format of a backup: a line that names it, the bytes of the files one after another, the index of them as JSON, and the
 * end: length of the index (8 bytes, big-endian), its SHA-256, and `end of backup\n`. A file that was not written to its end
 * has no such end.
 */
import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { isRecord } from "../../platform/is-record.js";

/** The version of the format that is written, and the newest that is read. */
const formatVersion = 1;
const magic = "gatehouse backup ";
/** The first bytes of a backup. */
export const firstLine = Buffer.from(`${magic}${String(formatVersion).padStart(4, "0")}\n`);
const lastLine = Buffer.from("end of backup\n");
const sumBytes = 32;
const endBytes = 8 + sumBytes + lastLine.length;
/** Above any index: a larger number is damage. */
const maxIndexBytes = 1 << 20;

/** A file in a backup. */
export interface StoredFile {
  /** Its path in the data folder, with `/`. */
  path: string;
  bytes: number;
  /** SHA-256 in hexadecimal. */
  sha256: string;
}

/** What a backup says about itself. */
export interface BackupIndex {
  /** The version of Gatehouse that made it. */
  version: string;
  /** When, RFC 3339. */
  createdAt: string;
  files: StoredFile[];
}

/** The backup cannot be used; `message` says why. */
export class BackupError extends Error {}

/** Returns the end of a backup with this index. */
export function formatEnd(index: BackupIndex): Buffer {
  const text = Buffer.from(JSON.stringify(index));
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(text.length));
  return Buffer.concat([text, length, createHash("sha256").update(text).digest(), lastLine]);
}

/** Opens a backup and reads its index. @throws BackupError when it is none, is not whole, or has a newer format. */
export async function openBackup(path: string): Promise<{ handle: FileHandle; index: BackupIndex }> {
  const handle = await open(path, "r");
  try {
    return { handle, index: await readIndex(handle, path) };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function readIndex(handle: FileHandle, path: string): Promise<BackupIndex> {
  const { size } = await handle.stat();
  const read = async (length: number, position: number): Promise<Buffer> => {
    const buffer = Buffer.alloc(length);
    const { bytesRead } = await handle.read(buffer, 0, length, position);
    return buffer.subarray(0, bytesRead);
  };
  const first = await read(firstLine.length, 0);
  if (!first.equals(firstLine)) {
    if (first.toString("latin1").startsWith(magic))
      throw new BackupError(`${path} has a newer format: restore it with the version that made it.`);
    throw new BackupError(`${path} is no backup of Gatehouse.`);
  }
  const damaged = new BackupError(`${path} is damaged, or was not written to its end.`);
  if (size < firstLine.length + endBytes) throw damaged;
  const end = await read(endBytes, size - endBytes);
  const indexBytes = Number(end.readBigUInt64BE(0));
  if (!end.subarray(8 + sumBytes).equals(lastLine) || indexBytes > maxIndexBytes) throw damaged;
  const text = await read(indexBytes, Math.max(0, size - endBytes - indexBytes));
  if (
    !createHash("sha256")
      .update(text)
      .digest()
      .equals(end.subarray(8, 8 + sumBytes))
  )
    throw damaged;
  const index: unknown = JSON.parse(text.toString("utf8"));
  if (!isIndex(index)) throw damaged;
  const stored = index.files.reduce((sum, { bytes }) => sum + bytes, 0);
  if (firstLine.length + stored + indexBytes + endBytes !== size) throw damaged;
  return index;
}

/** What a data folder may hold; no path leads out of it. */
const storedPath = /^(?:database\/log|secrets\/[\w.-]+)$/;

function isIndex(value: unknown): value is BackupIndex {
  if (!isRecord(value) || !Array.isArray(value["files"])) return false;
  const isText = (one: unknown) => typeof one === "string";
  return (
    isText(value["version"]) &&
    isText(value["createdAt"]) &&
    value["files"].every(
      (file: unknown) =>
        isRecord(file) &&
        isText(file["path"]) &&
        storedPath.test(String(file["path"])) &&
        !String(file["path"]).endsWith("/..") &&
        Number.isSafeInteger(file["bytes"]) &&
        Number(file["bytes"]) >= 0 &&
        isText(file["sha256"]),
    )
  );
}
