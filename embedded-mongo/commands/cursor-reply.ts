/** Replies that carry a batch of a cursor. */
import type { Document } from "bson";
import { writeDocument } from "../values/write-bson.js";
import { type CommandContext, defaultBatchSize, paceOf, readCount } from "./command.js";
import type { Batch } from "./read-batch.js";

/** Replies with the first batch of documents that are in memory already. */
export async function replyWithDocuments(
  context: CommandContext,
  namespace: string,
  documents: Document[],
  body: Document,
  pace = paceOf(body),
): Promise<Buffer> {
  const cursor = context.cursors.create(namespace, serialize(documents), pace);
  const size = readCount(body.cursor?.batchSize, "batchSize", defaultBatchSize);
  return cursorReply("firstBatch", namespace, await context.cursors.nextBatch(cursor, size));
}

function* serialize(documents: Document[]): Generator<Buffer> {
  for (const document of documents) yield writeDocument(document);
}

/** Writes the reply with a batch around the documents' stored bytes, which are not parsed again. */
export function cursorReply(field: "firstBatch" | "nextBatch", namespace: string, batch: Batch): Buffer {
  const array = documentOf(batch.documents.flatMap((bytes, i) => [Buffer.from(`\x03${i}\0`), bytes]));
  const name = Buffer.from(`\0\0\0\0${namespace}\0`);
  name.writeInt32LE(name.length - 4);
  const ok = Buffer.alloc(8);
  ok.writeDoubleLE(1);
  const cursor = documentOf([
    element(4, field, array),
    element(0x12, "id", Buffer.from(batch.id.toBytesLE())),
    element(2, "ns", name),
  ]);
  return documentOf([element(3, "cursor", cursor), element(1, "ok", ok)]);
}

/** One field of a document, as BSON: https://bsonspec.org/spec.html */
function element(type: number, name: string, value: Buffer): Buffer {
  return Buffer.concat([Buffer.from([type]), Buffer.from(`${name}\0`), value]);
}

function documentOf(parts: Buffer[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 5);
  const head = Buffer.alloc(4);
  head.writeInt32LE(length);
  return Buffer.concat([head, ...parts, Buffer.alloc(1)], length);
}
