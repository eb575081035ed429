/** Closes the connection of a client that does not take the answer it has asked for. */
import type { ServerResponse } from "node:http";
import type { ConnectionLimits } from "./connection-limits.js";
import { connectionOf } from "./connections.js";

/**
 * Call it when a request's work is done. Where the operating system has not taken the whole answer by then, its client
 * must take some of it within once to twice `stallMilliseconds`, and all within `sendMilliseconds`.
 */
export function watchSending(
  response: ServerResponse,
  { sendMilliseconds, stallMilliseconds }: Pick<ConnectionLimits, "sendMilliseconds" | "stallMilliseconds">,
): void {
  const { socket } = response;
  if (socket === null || response.writableFinished || socket.writableLength === 0) return;
  const connection = connectionOf(socket);
  connection?.enter("sending");
  connection?.hold("answer", socket.writableLength);
  // Node asks whether some was written since, and else closes the connection. What comes after the answer sets this anew.
  socket.setTimeout(stallMilliseconds);
  const deadline = setTimeout(() => socket.destroy(), sendMilliseconds);
  response.once("close", () => {
    clearTimeout(deadline);
    connection?.hold("answer", 0);
  });
}
