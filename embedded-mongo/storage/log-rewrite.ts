/** Rewrites a log that has grown too long, from memory, while writers go on. */
import { join } from "node:path";
import type { Catalog, CatalogChange } from "./catalog.js";
import { flush } from "./log-commit.js";
import type { LogFile } from "./log-files.js";
import { defineFrame, logHeader, putFrame } from "./log-format.js";
import { type LogState, newLogName } from "./log-state.js";

const chunkBytes = 1 << 20;

/**
 * Writes the catalog into a new log beside the old one; a flush appends what has changed meanwhile and renames it. The
 * old log is whole until then. When the rewrite fails, the old log goes on.
 */
export async function rewriteLog(log: LogState, catalog: Catalog): Promise<void> {
  const { directory, files, onNotice, compactAboveBytes } = log.options;
  const frames = snapshotFrames(catalog);
  log.sinceSnapshot = [];
  const path = join(directory, newLogName);
  let file: LogFile | undefined;
  try {
    file = await files.open(path);
    await file.truncate(0);
    const position = await writeChunks(file, frames, () => requireRunning(log));
    // Most bytes are synced while writers go on; the switch has only the changes since the snapshot to write.
    await file.sync();
    requireRunning(log);
    log.rewritten = { file, position };
    log.compactAt = position * 2 + compactAboveBytes;
    log.flushing ??= flush(log);
    await log.flushing;
  } catch (error) {
    log.sinceSnapshot = undefined;
    // The next attempt comes when the log has doubled.
    log.compactAt = log.position * 2;
    // The cause is told below; what is left of the file is replaced by the next attempt.
    await file?.close().catch(() => {});
    await files.remove(path).catch(() => {});
    if (!log.closing) onNotice(`embedded-mongo could not rewrite its log: ${(error as Error).message}`);
  }
}

function requireRunning({ closing, failed }: LogState): void {
  if (closing || failed) throw new Error("the server is stopping");
}

/** Writes a header and the frames; returns the end of what was written. */
async function writeChunks(
  file: LogFile,
  frames: Iterable<Buffer>,
  requireRunning: () => void,
): Promise<number> {
  let position = 0;
  let chunk: Buffer[] = [logHeader];
  let bytes = logHeader.length;
  const writeChunk = async () => {
    await file.write(Buffer.concat(chunk), position);
    position += bytes;
    chunk = [];
    bytes = 0;
  };
  for (const frame of frames) {
    requireRunning();
    chunk.push(frame);
    bytes += frame.length;
    if (bytes > chunkBytes) await writeChunk();
  }
  await writeChunk();
  return position;
}

/**
 * The frames that rebuild the catalog as it is at this moment. The caller may take its time over them: a later change
 * replaces a record's bytes and never changes them.
 */
function snapshotFrames({ byNamespace }: Catalog): Iterable<Buffer> {
  const definitions: CatalogChange[] = [];
  const contents: { number: number; documents: Buffer[] }[] = [];
  for (const { namespace: ns, number, options, indexes, records } of byNamespace.values()) {
    definitions.push({ do: "create", ns, number, options });
    for (const { definition } of indexes.slice(1))
      definitions.push({ do: "createIndex", ns, definition: { ...definition } });
    contents.push({ number, documents: Array.from(records.values(), ({ bytes }) => bytes) });
  }
  return (function* () {
    for (const definition of definitions) yield defineFrame(definition);
    for (const { number, documents } of contents)
      for (const document of documents) yield putFrame(number, document);
  })();
}
