/** Closes the connection of a client that does not read its response. */
import type { ServerResponse } from "node:http";
import type { ConnectionLimits } from "./connection-limits.js";
import { connectionOf } from "./connections.js";

/**
 * Call it when a request's work is done. If the operating system has not accepted the whole response by then, the
 * client must read some of it within once to twice `stallMilliseconds`, and all of it within `sendMilliseconds`.
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
  // On this timeout Node closes the connection, unless some bytes were written since. The next response sets it again.
  socket.setTimeout(stallMilliseconds);
  const deadline = setTimeout(() => socket.destroy(), sendMilliseconds);
  response.once("close", () => {
    clearTimeout(deadline);
    connection?.hold("answer", 0);
  });
}
