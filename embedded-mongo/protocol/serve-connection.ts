/** Serves one connection: splits the stream into messages and replies to them in order. */
import type { Socket } from "node:net";
import type { Document } from "bson";
import { errorReply, MongoServerFailure } from "../errors.js";
import { maxMessageBytes } from "../values/limits.js";
import { headerBytes, ProtocolError, parseRequest, writeReply } from "./messages.js";

/** How long the rest of a message may take to arrive. */
const stalledMilliseconds = 30_000;

/** Runs a command and resolves to the reply: a document, or one as BSON. */
export type RunRequest = (body: Document) => Promise<Document | Buffer>;

/** Serves a connection until it ends; calls `onDone` once. */
export function serveConnection(socket: Socket, run: RunRequest, onDone: () => void): void {
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

  /** Removes the next message from what was received, if it is complete; its chunks are joined only then. */
  const take = (): Buffer | undefined => {
    if (received < headerBytes) return undefined;
    if (chunks[0]!.length < 4) chunks = [Buffer.concat(chunks)];
    const length = chunks[0]!.readInt32LE(0);
    if (length < headerBytes || length > maxMessageBytes)
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
        // While a command runs, no more is received than the system buffers.
        socket.pause();
        const request = parseRequest(message);
        const { body } = request;
        const reply =
          body instanceof MongoServerFailure ? errorReply(body) : await run(body).catch(errorReply);
        if (request.wantsReply) await write(socket, writeReply(request, reply, nextId++));
        socket.resume();
      }
      socket.setTimeout(received > 0 ? stalledMilliseconds : 0);
      busy = false;
    } catch {
      // The client speaks another protocol, or is gone: there is no way to reply.
      socket.destroy();
      chunks = [];
    }
  };
}

/** Resolves when the socket takes more, or has closed. */
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
