/** Closes a connection whose client sends no valid HTTP, or sends it too late. */
import { STATUS_CODES } from "node:http";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { connectionOf } from "./connections.js";

/** Node's error for a request that its parser refuses. */
interface ParserError extends NodeJS.ErrnoException {
  rawPacket?: Buffer;
}

/** Characters of a URL; Node's limit on the head of a request is 16 KiB. */
export const longestUrl = 8_000;

/** Statuses by the parser's code, where they differ from 400. */
const statuses: Readonly<Partial<Record<string, number>>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/**
 * Handles a server's `clientError`. A connection on which nothing was ever sent is closed silently, because browsers
 * open some ahead and may not use them. So is one on which a response is due, because the client would take the refusal
 * for it.
 */
export function endBrokenConnection(error: ParserError, socket: Duplex): void {
  if (socket instanceof Socket && socket.writable && expectsRefusal(socket)) {
    const status = statusOf(error);
    socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\n\r\n`);
  }
  socket.destroy();
}

function statusOf({ code = "", rawPacket }: ParserError): number {
  if (code === "HPE_HEADER_OVERFLOW" && rawPacket !== undefined && isLongUrl(rawPacket)) return 414;
  return statuses[code] ?? 400;
}

/** Does the packet start with a request line that is longer than a URL may be? */
function isLongUrl(packet: Buffer): boolean {
  const end = packet.indexOf("\r\n");
  return /^[A-Z]+ [/h]/.test(packet.toString("latin1", 0, 16)) && (end === -1 || end > longestUrl);
}

function expectsRefusal(socket: Socket): boolean {
  const state = connectionOf(socket)?.state;
  return socket.bytesRead > 0 && (state === "waiting" || state === "receiving");
}
