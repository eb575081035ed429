/** Ends a connection whose client sends no HTTP, or not in time. */
import { STATUS_CODES } from "node:http";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { connectionOf } from "./connections.js";

/** Statuses by the parser's code, where it is not 400. */
const statuses: Readonly<Partial<Record<string, number>>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/**
 * Listens to a server's `clientError`. A connection on which nothing was ever sent is closed without a word: browsers
 * open some ahead and need not use them. So is one on which an answer is due, for the refusal would be read as that.
 */
export function endBrokenConnection(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (socket instanceof Socket && socket.writable && expectsRefusal(socket)) {
    const status = statuses[error.code ?? ""] ?? 400;
    socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\n\r\n`);
  }
  socket.destroy();
}

function expectsRefusal(socket: Socket): boolean {
  const state = connectionOf(socket)?.state;
  return socket.bytesRead > 0 && (state === "waiting" || state === "receiving");
}
