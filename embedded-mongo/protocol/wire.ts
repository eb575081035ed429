/** MongoDB's wire protocol on one socket: splits the stream into messages, answers them in order. */
import type { Socket } from "node:net";
import type { Document } from "bson";
import { errorReply, MongoServerFailure } from "../errors.js";
import { toBson } from "../storage/collection.js";
import { readDocumentAt } from "../values/bson.js";

/** MongoDB's limit for one message. */
export const MAX_MESSAGE_BYTES = 48_000_000;

const HEADER_BYTES = 16;
const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;
const EXHAUST_ALLOWED = 1 << 16;
/** How long the rest of a message may be in coming. */
const STALLED_MS = 30_000;

/** Answers one command: a document, or the bytes of one. */
export type Answer = (body: Document) => Promise<Document | Buffer>;

/** Thrown for bytes that are no message; the connection is closed, as the server does. */
class ProtocolError extends Error {}

interface Request {
  id: number;
  legacy: boolean;
  wantsReply: boolean;
  /** The command, or why it could not be read. */
  body: Document | MongoServerFailure;
}

/** Serves a connection until it ends; calls `onDone` once. */
export function serveConnection(socket: Socket, answer: Answer, onDone: () => void): void {
  let chunks: Buffer[] = [];
  let received = 0;
  let busy = false;
  let nextId = 1;
  socket.setNoDelay(true);
  socket.setKeepAlive(true);
  socket.setTimeout(0);
  socket.on("error", () => socket.destroy());
  socket.on("timeout", () => socket.destroy());
  socket.once("close", onDone);
  socket.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    received += chunk.length;
    void pump();
  });

  /** The next whole message, if it is there; the parts are joined only then. */
  const take = (): Buffer | undefined => {
    if (received < HEADER_BYTES) return undefined;
    if (chunks[0]!.length < 4) chunks = [Buffer.concat(chunks)];
    const length = chunks[0]!.readInt32LE(0);
    if (length < HEADER_BYTES || length > MAX_MESSAGE_BYTES)
      throw new ProtocolError("a message of an impossible length");
    if (received < length) return undefined;
    const all = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
    received -= length;
    chunks = received > 0 ? [all.subarray(length)] : [];
    return all.subarray(0, length);
  };

  const pump = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    try {
      for (let message = take(); message && !socket.destroyed; message = take()) {
        // While one command runs, no more is read than the system buffers.
        socket.pause();
        const request = parse(message);
        const { body } = request;
        const reply =
          body instanceof MongoServerFailure ? errorReply(body) : await answer(body).catch(errorReply);
        if (request.wantsReply) await write(socket, frame(request, reply, nextId++));
        socket.resume();
      }
      socket.setTimeout(received > 0 ? STALLED_MS : 0);
      busy = false;
    } catch {
      // Not MongoDB's protocol, or the peer is gone: there is nobody to tell.
      socket.destroy();
      chunks = [];
    }
  };
}

function parse(message: Buffer): Request {
  const id = message.readInt32LE(4);
  const code = message.readInt32LE(12);
  try {
    if (code === OP_MSG) return parseMessage(message, id);
    if (code === OP_QUERY) return parseQuery(message, id);
  } catch (error) {
    // The frame is whole but its BSON is not, or nested too deep: that can be said.
    const wantsReply = (message.readUInt32LE(16) & MORE_TO_COME) === 0;
    if (error instanceof MongoServerFailure && code === OP_MSG)
      return { id, legacy: false, wantsReply, body: error };
    throw new ProtocolError("a malformed message", { cause: error });
  }
  throw new ProtocolError(`an unsupported opcode ${code}`);
}

function parseMessage(message: Buffer, id: number): Request {
  const flags = message.readUInt32LE(16);
  // The lower half are flags that must be understood.
  if (
    (flags & 0xffff & ~(CHECKSUM_PRESENT | MORE_TO_COME)) !== 0 ||
    (flags & ~(0xffff | EXHAUST_ALLOWED)) !== 0
  ) {
    throw new ProtocolError("unknown flags");
  }
  const end = message.length - (flags & CHECKSUM_PRESENT ? 4 : 0);
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
  return { id, legacy: false, wantsReply: (flags & MORE_TO_COME) === 0, body };
}

/** The old handshake: a query on `<database>.$cmd`. */
function parseQuery(message: Buffer, id: number): Request {
  const nameEnd = message.indexOf(0, 20);
  const [database, collection] = message.toString("utf8", 20, nameEnd).split(".", 2);
  if (nameEnd === -1 || collection !== "$cmd") throw new ProtocolError("a legacy query");
  const { document } = readDocumentAt(message, nameEnd + 9);
  const [name] = Object.keys(document);
  if (!name || !["hello", "ismaster", "isMaster"].includes(name)) throw new ProtocolError("a legacy command");
  return { id, legacy: true, wantsReply: true, body: { ...document, $db: database } };
}

function frame({ id, legacy }: Request, reply: Document | Buffer, requestId: number): Buffer {
  const body = Buffer.isBuffer(reply) ? reply : toBson(reply);
  const headBytes = legacy ? HEADER_BYTES + 20 : HEADER_BYTES + 5;
  const head = Buffer.alloc(headBytes);
  head.writeInt32LE(headBytes + body.length, 0);
  head.writeInt32LE(requestId | 0, 4);
  head.writeInt32LE(id, 8);
  head.writeInt32LE(legacy ? OP_REPLY : OP_MSG, 12);
  // OP_REPLY: flags (await capable), cursor, start, one document. OP_MSG: no flags, a section of kind 0.
  if (legacy) {
    head.writeInt32LE(8, 16);
    head.writeInt32LE(1, 32);
  }
  return Buffer.concat([head, body]);
}

function write(socket: Socket, bytes: Buffer): Promise<void> | undefined {
  if (socket.destroyed || socket.write(bytes)) return undefined;
  return new Promise((resolve) => {
    const done = () => {
      socket.off("drain", done);
      socket.off("close", done);
      resolve();
    };
    socket.on("drain", done);
    socket.on("close", done);
  });
}
