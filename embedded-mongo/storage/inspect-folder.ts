/** Looks at a data folder and changes nothing in it. */
import { open } from "node:fs/promises";
import { join } from "node:path";
import { findHolder } from "./lock.js";
import { frameHeaderBytes, logHeader, requireHeader } from "./log-format.js";
import { isUnfinishedFrame, readPayloads } from "./log-replay.js";
import { logName } from "./log-state.js";

/** What is in a data folder. */
export interface DataFolderReport {
  /** The process that has the folder, and the URI of its server if it has published one; null when none has it. */
  holder: { pid: number; uri: string | null } | null;
  /** Size of the log in bytes; null when there is none. */
  logBytes: number | null;
  /**
   * Where the log can be read no further, in bytes from its start: `unfinished` is a last frame that was not written to
   * its end, which the next start cuts off; `damaged` is anything else, and what follows is lost. Null for a whole log,
   * and for that of a running server, which is not read.
   */
  broken: { kind: "unfinished" | "damaged"; at: number } | null;
}

/**
 * Looks at the folder; resolves to null when there is no such folder.
 * @throws Error when the folder or its log cannot be read, or the log is none of this version.
 */
export async function inspectFolder(directory: string): Promise<DataFolderReport | null> {
  try {
    const holder = await findHolder(directory);
    return { holder, ...(await inspectLog(join(directory, logName), holder !== null)) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

async function inspectLog(path: string, isHeld: boolean): Promise<Omit<DataFolderReport, "holder">> {
  const handle = await open(path, "r").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (handle === null) return { logBytes: null, broken: null };
  try {
    const { size } = await handle.stat();
    if (isHeld || size === 0) return { logBytes: size, broken: null };
    const read = async (buffer: Buffer, position: number) =>
      (await handle.read(buffer, 0, buffer.length, position)).bytesRead;
    const header = Buffer.alloc(logHeader.length);
    if ((await read(header, 0)) < logHeader.length)
      return { logBytes: size, broken: { kind: "unfinished", at: 0 } };
    requireHeader(header, path);
    let position = logHeader.length;
    for await (const payload of readPayloads({ read }, position, size))
      position += frameHeaderBytes + payload.length;
    if (position >= size) return { logBytes: size, broken: null };
    const rest = Buffer.alloc(Math.min(size - position, frameHeaderBytes));
    await read(rest, position);
    const kind = isUnfinishedFrame(rest, size - position) ? "unfinished" : "damaged";
    return { logBytes: size, broken: { kind, at: position } };
  } finally {
    await handle.close();
  }
}
