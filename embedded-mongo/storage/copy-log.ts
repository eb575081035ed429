/** Reads a folder's log as it is at one moment, also while another process writes it. */
import { open } from "node:fs/promises";
import { join } from "node:path";
import { frameHeaderBytes, logHeader, readFrame, requireHeader } from "./log-format.js";
import { isUnfinishedFrame } from "./log-replay.js";
import { logName } from "./log-state.js";

const chunkBytes = 1 << 20;

/** The content of a log at one moment. */
export interface LogCopy {
  /** Size at that moment, in bytes; what is read may end a little before. */
  bytes: number;
  /** Its bytes, whole frames alone. @throws Error in the middle when the log is damaged. */
  chunks: AsyncGenerator<Buffer>;
}

/**
 * Opens the log for a copy; null when there is none, or nothing in it. A log only grows until it is replaced by another
 * file: its first frames are the data at a moment, of all databases alike, and contain every change acknowledged before.
 */
export async function copyLog(directory: string): Promise<LogCopy | null> {
  const path = join(directory, logName);
  const handle = await open(path, "r").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (handle === null) return null;
  const { size } = await handle.stat();
  if (size < logHeader.length) {
    await handle.close();
    return null;
  }
  const read = async (position: number): Promise<Buffer> => {
    const buffer = Buffer.allocUnsafe(Math.min(chunkBytes, size - position));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
    return buffer.subarray(0, bytesRead);
  };
  const chunks = async function* () {
    try {
      yield* readWholeFrames(read, size, path);
    } finally {
      await handle.close();
    }
  };
  return { bytes: size, chunks: chunks() };
}

async function* readWholeFrames(
  read: (position: number) => Promise<Buffer>,
  size: number,
  path: string,
): AsyncGenerator<Buffer> {
  let rest = await read(0);
  let position = rest.length;
  requireHeader(rest.subarray(0, logHeader.length), path);
  let whole = logHeader.length;
  for (;;) {
    let frame = readFrame(rest.subarray(whole));
    while (typeof frame !== "string") {
      whole += frameHeaderBytes + frame.length;
      frame = readFrame(rest.subarray(whole));
    }
    if (whole > 0) yield rest.subarray(0, whole);
    rest = rest.subarray(whole);
    whole = 0;
    if (frame === "damaged") {
      if (isUnfinishedFrame(rest, rest.length + size - position)) return;
      throw new Error(`${path} is damaged at byte ${position - rest.length} of ${size}`);
    }
    const more = position < size ? await read(position) : Buffer.alloc(0);
    // The rest is a last frame that its writer has not written to its end.
    if (more.length === 0) return;
    position += more.length;
    rest = Buffer.concat([rest, more]);
  }
}
