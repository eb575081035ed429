/** Messages of MongoDB's wire protocol: https://www.mongodb.com/docs/v7.0/reference/mongodb-wire-protocol/ */
import type { Document } from "bson";
import { MongoServerFailure } from "../errors.js";
import { readDocumentAt } from "../values/bson.js";
import { writeDocument } from "../values/write-bson.js";

/** Length, id, id of the request that is replied to, opcode: 4 bytes each. */
export const headerBytes = 16;

const opReply = 1;
const opQuery = 2004;
const opMsg = 2013;
const checksumPresent = 1;
const moreToCome = 2;
const exhaustAllowed = 1 << 16;

/** Thrown for bytes that are no message; the connection is closed then, as by MongoDB. */
export class ProtocolError extends Error {}

/** A parsed message. */
export interface Request {
  id: number;
  /** An OP_QUERY, which is replied to by an OP_REPLY. */
  legacy: boolean;
  wantsReply: boolean;
  /** The command, or the error for one that is malformed. */
  body: Document | MongoServerFailure;
}

/** Parses a message; throws ProtocolError for bytes that are none. */
export function parseRequest(message: Buffer): Request {
  const id = message.readInt32LE(4);
  const code = message.readInt32LE(12);
  try {
    if (code === opMsg) return parseMessage(message, id);
    if (code === opQuery) return parseQuery(message, id);
  } catch (error) {
    // A message whose BSON alone is malformed or nested too deep gets an error reply.
    const wantsReply = (message.readUInt32LE(16) & moreToCome) === 0;
    if (error instanceof MongoServerFailure && code === opMsg)
      return { id, legacy: false, wantsReply, body: error };
    throw new ProtocolError("a malformed message", { cause: error });
  }
  throw new ProtocolError(`an unsupported opcode ${code}`);
}

function parseMessage(message: Buffer, id: number): Request {
  const flags = message.readUInt32LE(16);
  // A server must refuse unknown flags among the lower 16 bits.
  if (
    (flags & 0xffff & ~(checksumPresent | moreToCome)) !== 0 ||
    (flags & ~(0xffff | exhaustAllowed)) !== 0
  ) {
    throw new ProtocolError("unknown flags");
  }
  const end = message.length - (flags & checksumPresent ? 4 : 0);
  const bytes = message.subarray(0, end);
  let body: Document | undefined;
  const sequences: [string, Document[]][] = [];
  let at = 20;
  while (at < end) {
    const kind = bytes[at++];
    if (kind === 0 && !body) {
      const read = readDocumentAt(bytes, at);
      body = read.document;
      at = read.end;
    } else if (kind === 1) {
      const length = bytes.readInt32LE(at);
      const sectionEnd = at + length;
      const nameEnd = bytes.indexOf(0, at + 4);
      if (length < 5 || sectionEnd > end || nameEnd === -1 || nameEnd >= sectionEnd)
        throw new ProtocolError("a section past the end");
      const documents: Document[] = [];
      sequences.push([bytes.toString("utf8", at + 4, nameEnd), documents]);
      at = nameEnd + 1;
      while (at < sectionEnd) {
        const read = readDocumentAt(bytes.subarray(0, sectionEnd), at);
        documents.push(read.document);
        at = read.end;
      }
    } else throw new ProtocolError("an unknown section");
  }
  if (!body) throw new ProtocolError("a message without a body");
  for (const [name, documents] of sequences) {
    if (name in body) throw new ProtocolError("a section that is in the body already");
    body[name] = documents;
  }
  return { id, legacy: false, wantsReply: (flags & moreToCome) === 0, body };
}

/** The handshake of older drivers: an OP_QUERY on `<database>.$cmd`. */
function parseQuery(message: Buffer, id: number): Request {
  const nameEnd = message.indexOf(0, 20);
  const [database, collection] = message.toString("utf8", 20, nameEnd).split(".", 2);
  if (nameEnd === -1 || collection !== "$cmd") throw new ProtocolError("a legacy query");
  const { document } = readDocumentAt(message, nameEnd + 9);
  const [name] = Object.keys(document);
  if (!name || !["hello", "ismaster", "isMaster"].includes(name)) throw new ProtocolError("a legacy command");
  return { id, legacy: true, wantsReply: true, body: { ...document, $db: database } };
}

/** Writes the message that replies to a request. */
export function writeReply({ id, legacy }: Request, reply: Document | Buffer, requestId: number): Buffer {
  const body = Buffer.isBuffer(reply) ? reply : writeDocument(reply);
  const headBytes = legacy ? headerBytes + 20 : headerBytes + 5;
  const head = Buffer.alloc(headBytes);
  head.writeInt32LE(headBytes + body.length, 0);
  head.writeInt32LE(requestId | 0, 4);
  head.writeInt32LE(id, 8);
  head.writeInt32LE(legacy ? opReply : opMsg, 12);
  // OP_REPLY: flags (AwaitCapable), cursor id, start, number of documents. OP_MSG: no flags, one section of kind 0.
  if (legacy) {
    head.writeInt32LE(8, 16);
    head.writeInt32LE(1, 32);
  }
  return Buffer.concat([head, body]);
}
