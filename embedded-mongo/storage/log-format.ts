/**
 * The log's format: a header line, then frames.
 *
 * A frame is its payload's length and crc32 (4 bytes each, little-endian), then the payload: the kind of change (1
 * byte), the collection's number (4 bytes) and BSON.
 */
import { crc32 } from "node:zlib";
import type { Document } from "bson";
import { writeDocument } from "../values/write-bson.js";
import type { CatalogChange } from "./catalog.js";

const formatVersion = 1;
const magic = "embedded-mongo log ";
/** The first bytes of every log. */
export const logHeader = Buffer.from(`${magic}${String(formatVersion).padStart(4, "0")}\n`);

/** Bytes of a frame before its payload. */
export const frameHeaderBytes = 8;
/** Above MongoDB's limits for a document (16 MiB) and a message (48 MB); a longer frame is damage. */
export const maxFrameBytes = 64 << 20;
/** The kind and the collection's number. */
const payloadHeadBytes = 5;

const kinds = { put: 1, remove: 2, define: 3 };
type Kind = keyof typeof kinds;
const kindNames = new Map(Object.entries(kinds).map(([name, number]) => [number, name as Kind]));

function frameOf(kind: number, collection: number, body: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(frameHeaderBytes + payloadHeadBytes + body.length);
  bytes[frameHeaderBytes] = kind;
  bytes.writeUInt32LE(collection, frameHeaderBytes + 1);
  body.copy(bytes, frameHeaderBytes + payloadHeadBytes);
  bytes.writeUInt32LE(bytes.length - frameHeaderBytes, 0);
  bytes.writeUInt32LE(crc32(bytes.subarray(frameHeaderBytes)), 4);
  return bytes;
}

/** The frame of a document that was inserted or replaced. */
export function putFrame(collection: number, document: Buffer): Buffer {
  return frameOf(kinds.put, collection, document);
}

/** The frame of a document that was removed. */
export function removeFrame(collection: number, id: unknown): Buffer {
  return frameOf(kinds.remove, collection, writeDocument({ _id: id }));
}

/** The frame of a change of collections or indexes. */
export function defineFrame(change: CatalogChange): Buffer {
  return frameOf(kinds.define, 0, writeDocument(change as Document));
}

/** Returns the payload of the frame at the buffer's start; "partial" for a frame without its end, "damaged" for none. */
export function readFrame(buffer: Buffer): Buffer | "partial" | "damaged" {
  if (buffer.length < frameHeaderBytes) return "partial";
  const length = buffer.readUInt32LE(0);
  if (length < payloadHeadBytes || length > maxFrameBytes) return "damaged";
  if (buffer.length < frameHeaderBytes + length) return "partial";
  const payload = buffer.subarray(frameHeaderBytes, frameHeaderBytes + length);
  return crc32(payload) === buffer.readUInt32LE(4) ? payload : "damaged";
}

/** Reads a frame's payload; throws for a kind that a newer version wrote. */
export function readPayload(payload: Buffer): { kind: Kind; collection: number; body: Buffer } {
  const kind = kindNames.get(payload[0]!);
  if (!kind) throw new Error(`the log holds a frame of unknown kind ${payload[0]}: a newer version wrote it`);
  // A copy, so that a stored document does not keep the whole chunk in memory that it was read with.
  return { kind, collection: payload.readUInt32LE(1), body: Buffer.from(payload.subarray(payloadHeadBytes)) };
}

/** Throws when a file's first bytes are not the header of this version. */
export function requireHeader(header: Buffer, path: string): void {
  if (header.equals(logHeader)) return;
  if (!header.toString("latin1").startsWith(magic)) throw new Error(`${path} is not a log of embedded-mongo`);
  const found = Number(header.toString("latin1", magic.length));
  throw new Error(`${path} has format ${found}; this version reads format ${formatVersion}`);
}
