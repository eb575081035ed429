/** Serves the requests of one connection one after another, however many its client sends ahead. */
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { connectionOf } from "./connections.js";

type Exchange = readonly [IncomingMessage, ServerResponse];

/** The bytes that a socket reads at a time, all of which may belong to a body that waits. */
const readAheadBytes = 65_536;

/**
 * Returns a listener that starts a request when the client has the response to the one before. (RFC 9112, 9.3.2
 * requires responses in that order.) So a connection takes one place, and the memory of one response. After `pipelined`
 * waiting requests the connection reads no further; the last of them gets `Connection: close`.
 */
export function serveInOrder(pipelined: number, serve: RequestListener): RequestListener {
  const lines = new WeakMap<Socket, Exchange[]>();
  const closing = new WeakSet<Socket>();

  const start = ([request, response]: Exchange, line: Exchange[]) => {
    const { socket } = request;
    serve(request, response);
    // The last listener of this event, because all others are about the request that it ends.
    response.once("close", () => {
      const next = line.shift();
      hold(socket, line);
      // A connection that ends sends no more responses; the requests in line have not been started.
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
