/** Serves the requests of one connection one after another, however many its client has sent ahead. */
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { connectionOf } from "./connections.js";

type Exchange = readonly [IncomingMessage, ServerResponse];

/** Bytes that a socket reads at a time, which may all be in a body that waits. */
const readAheadBytes = 65_536;

/**
 * Returns a listener that starts a request when the client has the answer to the one before (to which RFC 9112, 9.3.2
 * lets a client hold a server anyway). So a connection takes one place, and the memory of one answer. After `pipelined`
 * waiting requests the connection reads no further: the last of them is answered with `Connection: close`.
 */
export function serveInOrder(pipelined: number, serve: RequestListener): RequestListener {
  const lines = new WeakMap<Socket, Exchange[]>();
  const closing = new WeakSet<Socket>();

  const start = ([request, response]: Exchange, line: Exchange[]) => {
    const { socket } = request;
    serve(request, response);
    // The last listener of this event, for all others are about the request that it ends.
    response.once("close", () => {
      const next = line.shift();
      hold(socket, line);
      // A connection that ends answers nothing more; what it had in line has not been begun.
      if (next === undefined || socket.destroyed || socket.writableEnded) lines.delete(socket);
      else start(next, line);
    });
  };

  return (request, response) => {
    const { socket } = request;
    const line = lines.get(socket);
    if (line === undefined) {
      const empty: Exchange[] = [];
      lines.set(socket, empty);
      return start([request, response], empty);
    }
    if (line.length < pipelined && !closing.has(socket)) {
      line.push([request, response]);
      hold(socket, line);
      return;
    }
    closing.add(socket);
    const last = line.at(-1)?.[1];
    if (last !== undefined) last.shouldKeepAlive = false;
    socket.pause();
  };
}

function hold(socket: Socket, line: readonly Exchange[]): void {
  connectionOf(socket)?.hold(
    "line",
    line.reduce((bytes, [{ headers }]) => bytes + waitingBytes(headers), 0),
  );
}

function waitingBytes(headers: IncomingMessage["headers"]): number {
  if (headers["transfer-encoding"] !== undefined) return readAheadBytes;
  return Math.min(Number(headers["content-length"] ?? 0), readAheadBytes);
}
