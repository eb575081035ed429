/** Rebuilds a catalog from a log; cuts a tail that was not written whole, and reports it. */
import { join } from "node:path";
import { readDocument } from "../values/bson.js";
import { keyOf } from "../values/keys.js";
import { applyCatalogChange, type Catalog, type CatalogChange } from "./catalog.js";
import { loadDocument, reloadDocument, unloadDocument } from "./load-documents.js";
import type { LogFile } from "./log-files.js";
import {
  frameHeaderBytes,
  logHeader,
  maxFrameBytes,
  readFrame,
  readPayload,
  requireHeader,
} from "./log-format.js";
import { type LogOptions, logName } from "./log-state.js";

const chunkBytes = 1 << 20;

/** Applies every frame of the log to an empty catalog; returns where the next frame goes, in bytes. */
export async function replayLog(file: LogFile, options: LogOptions, catalog: Catalog): Promise<number> {
  const { directory, files, onNotice } = options;
  const size = await file.size();
  const header = Buffer.alloc(logHeader.length);
  await file.read(header, 0);
  if (size < logHeader.length) {
    // A log whose first write did not finish holds nothing.
    await file.truncate(0);
    await file.write(logHeader, 0);
    await file.sync();
    await files.syncDirectory(directory);
    return logHeader.length;
  }
  requireHeader(header, join(directory, logName));
  let count = 0;
  let position = logHeader.length;
  for await (const payload of readPayloads(file, position, size)) {
    applyPayload(catalog, payload);
    position += frameHeaderBytes + payload.length;
    count++;
  }
  if (position < size) {
    await keepDamagedTail(file, position, size, options);
    await file.truncate(position);
    await file.sync();
    onNotice(
      `embedded-mongo recovered ${count} records and cut ${size - position} bytes of a log that was not written to its end`,
    );
  }
  return position;
}

/** Reads whole, undamaged frames up to the first that is not. */
export async function* readPayloads(
  file: Pick<LogFile, "read">,
  start: number,
  size: number,
): AsyncGenerator<Buffer> {
  let buffer = Buffer.alloc(0);
  let read = start;
  while (true) {
    for (let frame = readFrame(buffer); frame !== "partial"; frame = readFrame(buffer)) {
      if (frame === "damaged") return;
      yield frame;
      buffer = buffer.subarray(frameHeaderBytes + frame.length);
    }
    if (read >= size) return;
    const more = Buffer.allocUnsafe(Math.min(chunkBytes, size - read));
    read += await file.read(more, read);
    buffer = buffer.length > 0 ? Buffer.concat([buffer, more]) : more;
  }
}

function applyPayload(catalog: Catalog, payload: Buffer): void {
  const { kind, collection: number, body } = readPayload(payload);
  if (kind === "define") {
    applyCatalogChange(catalog, readDocument(body) as CatalogChange);
    return;
  }
  const collection = catalog.byNumber.get(number);
  const document = readDocument(body);
  const record = collection?.records.get(keyOf(document._id));
  if (kind === "remove") {
    if (collection && record) unloadDocument(collection, record, readDocument(record.bytes));
    return;
  }
  if (!collection) throw new Error(`the log writes to collection ${number}, which it never created`);
  if (record) reloadDocument(collection, record, readDocument(record.bytes), document, body);
  else loadDocument(collection, document, body);
}

/** Saves the bytes that are about to be cut, unless they are only a last frame that was half written. */
async function keepDamagedTail(
  file: LogFile,
  position: number,
  size: number,
  { directory, files, onNotice }: LogOptions,
): Promise<void> {
  const bytes = Buffer.alloc(Math.min(size - position, maxFrameBytes));
  await file.read(bytes, position);
  if (isUnfinishedFrame(bytes, size - position)) return;
  const path = join(directory, `log.cut-at-${position}`);
  const kept = await files.open(path);
  await kept.write(bytes, 0);
  await kept.sync();
  await kept.close();
  onNotice(`embedded-mongo found damage inside its log and kept the bytes from there on in ${path}`);
}

/** Is what is left of a log its last frame, of which the end was not written? `bytes` are the first of the rest. */
export function isUnfinishedFrame(bytes: Buffer, restBytes: number): boolean {
  return bytes.length < frameHeaderBytes || bytes.readUInt32LE(0) + frameHeaderBytes >= restBytes;
}
